/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rules_model: what must hold after each turn where language models are asked, as questions to the store that
 * must have no answer. */
#include "rules.h"

#include <stddef.h>

#define TIMER(kind, ref) "EXISTS (SELECT 1 FROM timer WHERE kind = '" kind "' AND ref = " ref ")"
/* Was waited for before this turn, and is not any more. */
#define ENDED                                                                                                \
    "wish w JOIN conversation c ON c.id = w.conversation WHERE w.alive AND NOT EXISTS (SELECT 1 FROM task x" \
    " WHERE x.id = w.id) AND "
#define TOLD(c, what)                                                                            \
    "EXISTS (SELECT 1 FROM message m WHERE m.conversation = " c " AND m.id > ?4 AND m.author <>" \
    " 'customer' AND " what ")"
/* Asked in this turn. */
#define NEW_QUESTION                                                                                         \
    "task t JOIN conversation c ON c.id = t.conversation JOIN bot b ON b.conversation = c.id WHERE t.kind =" \
    " 'answer' AND t.rounds = 0 AND NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = t.id) AND "
#define TOKEN "CAST(substr(m.body, instr(m.body, '[=') + 2) AS INTEGER)"

const struct rule sim_rules_model[] = {
    /* ---- what is waited for ---- */
    {.what = "the responder's question is open in another state",
     .when = ALWAYS,
     .sql =
         "SELECT t.id || ' of ' || c.id || ' ' || c.state FROM task t JOIN conversation c ON c.id = t.conversation"
         " WHERE t.kind = 'answer' AND (c.state <> 'bot' OR t.agent IS NOT NULL)"},
    {.what = "an agent's question is open, and another has the conversation",
     .when = ALWAYS,
     .sql =
         "SELECT t.id || ' of ' || c.id || ' ' || c.state FROM task t JOIN conversation c ON c.id = t.conversation"
         " WHERE t.kind IN ('suggest', 'summary', 'translate') AND (c.state <> 'active' OR t.agent IS NOT c.agent)"},
    {.what = "a draft of a conversation that its agent does not have",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || c.state FROM draft f JOIN conversation c ON c.id = f.conversation WHERE c.state <>"
         " 'active' OR c.agent <> f.agent"},
    {.what = "a translation waits for nothing",
     .when = ALWAYS,
     .sql =
         "SELECT x.task || ' of ' || c.id FROM translation x JOIN conversation c ON c.id = x.conversation WHERE c.state"
         " <> 'active' OR NOT EXISTS (SELECT 1 FROM task t WHERE t.conversation = c.id AND t.kind = 'translate' AND"
         " t.source = x.author AND t.id < x.task)"},
    {.what = "is translated for nobody",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || c.state FROM conversation c WHERE c.translate <> '' AND c.state <> 'active'"},
    {.what = "the same is asked twice",
     .when = ALWAYS,
     .sql =
         "SELECT t.conversation || ' ' || t.kind FROM task t WHERE t.kind IN ('answer', 'suggest', 'summary')"
         " GROUP BY t.conversation, t.kind HAVING count(*) > 1"},
    {.what = "a question is asked, and will be asked again",
     .when = ALWAYS,
     .sql = "SELECT t.conversation FROM task t WHERE t.kind = 'answer' AND NOT t.posted AND " TIMER(
         "answer", "t.conversation")},
    {.what = "asked for an answer, and more was said since",
     .when = ALWAYS,
     .sql =
         "SELECT t.conversation || ' ' || m.id FROM task t JOIN bot b ON b.conversation = t.conversation JOIN"
         " message m ON m.conversation = t.conversation AND m.id > b.heard AND m.author = 'customer' AND m.kind ="
         " 'chat' AND trim(m.body) <> '' WHERE t.kind = 'answer' AND NOT t.posted"},
    {.what = "a model is asked again what was answered",
     .when = ALWAYS,
     .sql = "SELECT t.id || ' of ' || c.id FROM " NEW_QUESTION "length(t.question) > (SELECT"
            " coalesce(sum(length(m.body) + 1), 0) FROM message m WHERE m.conversation = c.id AND m.author ="
            " 'customer' AND m.id > " ANSWERED ") AND NOT EXISTS (SELECT 1 FROM wish w WHERE"
            " w.conversation = c.id AND w.kind = 'answer' AND w.anew)"},
    {.what = "a model is asked a part of the question",
     .when = ALONE,
     .sql =
         "SELECT t.id || ' of ' || c.id FROM " NEW_QUESTION
         "length(t.question) < 4000 AND (SELECT count(*) FROM"
         " message m WHERE m.conversation = c.id AND m.author = 'customer' AND m.id > " TAKEN_UP ") < 50 AND"
         " EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.author ="
         " 'customer' AND m.id > " TAKEN_UP " AND m.id <= b.heard AND " ASKS(
             "m") " AND NOT instr(t.question, trim(m.body)) AND"
                  " NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = c.id AND r.id > m.id AND " CORRECTS(
                      "r", "m") "))"},
    {.what = "a model is asked for whom all tokens are used up",
     .when = ALWAYS,
     .sql =
         "SELECT t.id || ' of ' || c.id FROM " NEW_QUESTION "EXISTS (SELECT 1 FROM helper h WHERE h.queue ="
         " c.queue AND h.steady AND h.tokens > 0 AND (SELECT sum(p.tokens) FROM spent p WHERE p.conversation ="
         " c.id) >= h.tokens)"},
    {.what = "is summed up and was never closed",
     .when = ALWAYS,
     .sql =
         "SELECT t.conversation FROM task t WHERE t.kind = 'closing' AND NOT EXISTS (SELECT 1 FROM event e WHERE"
         " e.conversation = t.conversation AND e.to_state = 'closed')"},

    /* ---- nobody is stuck ---- */
    {.what = "a question is dropped without a word",
     .when = ALWAYS,
     .sql =
         "SELECT w.id || ' of ' || c.id FROM " ENDED
         "w.kind = 'answer' AND w.said = 0 AND c.state = 'bot' AND NOT " TIMER(
             "answer",
             "c.id") " AND NOT EXISTS (SELECT 1 FROM task x WHERE x.conversation = c.id AND x.kind = 'answer')"
                     " AND NOT " TOLD(
                         "c.id",
                         "m.kind = 'chat'") " AND EXISTS (SELECT 1 FROM helper h WHERE h.queue = c.queue)"},
    {.what = "the model failed, and neither texts nor a person take over",
     .when = ALWAYS,
     .sql =
         "SELECT w.id || ' of ' || c.id || ' ' || c.state FROM " ENDED
         "w.kind = 'answer' AND EXISTS (SELECT 1"
         " FROM news n WHERE n.task = w.id AND n.failed) AND NOT EXISTS (SELECT 1 FROM task x WHERE x.conversation"
         " = c.id AND x.kind = 'answer' AND x.call = '' AND x.rounds > 0) AND NOT (c.state IN ('waiting',"
         " 'offered', 'active') AND " TOLD("c.id", "m.author = 'bot' AND m.kind = 'note'") ") AND NOT " TOLD(
             "c.id",
             "m.body LIKE 'So many people%'") " AND NOT (w.said = 0 AND " TOLD("c.id",
                                                                               "m.author = 'bot' AND m.kind = 'chat'") ")"},
    {.what = "is closed as idle while the responder owes an answer",
     .when = ALWAYS,
     .sql = "SELECT w.id || ' of ' || c.id FROM " ENDED
            "w.kind = 'answer' AND EXISTS (SELECT 1 FROM event e WHERE"
            " e.conversation = c.id AND e.id > ?3 AND e.to_state = 'closed' AND e.reason = 'idle')"},

    /* ---- what is said ---- */
    {.what = "a model's words are in the archive as the desk's",
     .when = ALWAYS,
     .sql = "SELECT m.id FROM message m WHERE m.id > ?4 AND m.author = 'system' AND m.body LIKE '%[=%'"},
    {.what = "a model's words are in another conversation",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM message m WHERE m.id > ?4 AND m.author IN ('bot', 'agent') AND m.body LIKE '%[=%' AND"
         " NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = " TOKEN " AND w.conversation = m.conversation)"},
    {.what = "what a model thinks, or a call that it wrote as text, is said or done",
     .when = ALWAYS,
     .sql =
         "SELECT m.id || ' ' || m.body FROM message m WHERE m.id > ?4 AND m.author IN ('bot', 'agent') AND m.body LIKE '%[~%'"},
    {.what = "a figure that is in no text is said, though the model is not to be believed",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.id > ?4 AND m.author = 'bot' AND"
         " m.kind = 'chat' AND m.body LIKE '%98765%' AND c.state IN ('bot', 'waiting', 'offered') AND EXISTS (SELECT 1 FROM"
         " helper h WHERE h.queue = c.queue AND h.steady AND h.grounded)"},
    {.what = "the instructions of a model are said",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.id > ?4 AND m.author = 'bot' AND"
         " m.kind = 'chat' AND m.body LIKE '%the third drawer of the old desk has a hidden key in it%' AND c.state IN ('bot',"
         " 'waiting', 'offered')"},
    {.what = "what nobody waits for any more is said",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM message m WHERE m.id > ?4 AND m.author = 'bot' AND m.kind = 'chat' AND m.body LIKE"
         " '%[=%' AND NOT EXISTS (SELECT 1 FROM wish w WHERE w.id = " TOKEN " AND w.alive)"},
    {.what = NULL},
};
