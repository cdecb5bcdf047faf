/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rules_bot: what must hold after each turn where there are responders, as questions to the store that must have no
 * answer. */
#include "rules.h"

#include <stddef.h>

#define TIMER(kind, ref) "EXISTS (SELECT 1 FROM timer WHERE kind = '" kind "' AND ref = " ref ")"
#define NEW_EVENT "event e JOIN conversation c ON c.id = e.conversation WHERE e.id > ?3 AND "
#define NEW_MESSAGE "message m JOIN conversation c ON c.id = m.conversation WHERE m.id > ?4 AND "
#define NEW_QUESTION                                                                                              \
    "question q JOIN conversation c ON c.id = q.conversation JOIN bot b ON b.conversation = c.id WHERE q.id > ?6" \
    " AND "
/* An event of this turn. */
#define NOW(c, which) \
    "EXISTS (SELECT 1 FROM event e WHERE e.id > ?3 AND e.conversation = " c " AND " which ")"
/* The state of a conversation before the turn. */
#define BEFORE(c)                                                                                        \
    "coalesce((SELECT p.to_state FROM event p WHERE p.conversation = " c " AND p.id <= ?3 ORDER BY p.id" \
    " DESC LIMIT 1), '')"
/* Of the event before e. */
#define LAST(column)                                                                                \
    "(SELECT p." column " FROM event p WHERE p.conversation = e.conversation AND p.id < e.id ORDER" \
    " BY p.id DESC LIMIT 1)"
/* The settings of its queue were others before. */
#define MOVED                                                                                  \
    "EXISTS (SELECT 1 FROM event g WHERE g.conversation = c.id AND g.reason = 'queue left the" \
    " configuration')"
/* What a language model says has its token. */
#define OF_A_MODEL(m) m ".body LIKE '%[=%'"
#define ASKED_OF_A_MODEL(q)                                                                            \
    "EXISTS (SELECT 1 FROM wish w WHERE w.conversation = " q ".conversation AND w.kind = 'answer' AND" \
    " w.question = " q ".text)"
#define IN_LINE "('waiting', 'offered', 'active')"
/* What customers read; the people of the simulation read English. */
#define TELLS_OF_PEOPLE(m)                                                                        \
    "(" m ".author = 'system' AND (" m ".body LIKE 'Somebody will take over%' OR " m ".body LIKE" \
    " 'Thank you for your message to%'))"
/* What a waiting customer is told by the responder. */
#define IN_LINE_ANSWER(m) "(" m ".author = 'bot' AND " m ".body LIKE 'While you wait for a person%')"
#define NOT_IN_LINE(q)                                                                               \
    "NOT EXISTS (SELECT 1 FROM message w WHERE w.conversation = " q ".conversation AND w.at_ms = " q \
    ".at_ms AND " IN_LINE_ANSWER("w") ") AND "
#define LINE_IS_FULL(c)                                                                              \
    "EXISTS (SELECT 1 FROM message f WHERE f.conversation = " c " AND f.id > ?4 AND f.body LIKE 'So" \
    " many people%')"
#define SOMEBODY_IS_THERE(c)                                                                                 \
    "EXISTS (SELECT 1 FROM line l JOIN serves v ON v.queue = l.queue JOIN agent a ON a.jid = v.jid WHERE"    \
    " l.queue = " c ".queue AND l.open AND a.known AND a.gone_ms = 0 AND a.manual <> 'paused' AND (a.manual" \
    " = 'ready' OR a.show = 'available'))"

const struct rule sim_rules_bot[] = {
    /* ---- it is silent where it has no say ---- */
    {.what = "the responder speaks where it has no say",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM " NEW_MESSAGE
         "m.author = 'bot' AND m.kind = 'chat' AND c.state <> 'bot' AND " BEFORE("c.id") " <> 'bot' AND NOT " IN_LINE_ANSWER(
             "m") " AND NOT " OF_A_MODEL("m") " AND NOT " NOW("c.id", "e.to_state = 'bot'")},
    {.what = "the responder answers while an agent is asked",
     .when = ALWAYS,
     .sql = "SELECT m.id FROM " NEW_MESSAGE IN_LINE_ANSWER("m") " AND " BEFORE(
         "c.id") " = 'offered' AND NOT " NOW("c.id", "1")},
    {.what = "the responder answers in the line, and the place is lost",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM " NEW_MESSAGE IN_LINE_ANSWER("m") " AND c.state = 'waiting' AND c.place IS NULL"},
    {.what = "the responder answers more than twice in a wait",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM " NEW_MESSAGE
         IN_LINE_ANSWER("m") " AND (SELECT count(*) FROM message n WHERE n.conversation = c.id AND " IN_LINE_ANSWER(
             "n") ") > 2 * (SELECT count(*) FROM event e WHERE e.conversation = c.id AND e.to_state = 'waiting' AND"
                  " coalesce(e.from_state, '') <> 'offered')"},
    {.what = "the responder speaks after it has handed over",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM " NEW_MESSAGE
         "m.author = 'bot' AND m.kind = 'chat' AND EXISTS (SELECT 1 FROM message n"
         " WHERE n.conversation = m.conversation AND n.id > ?4 AND n.id < m.id AND n.author = 'bot' AND n.kind ="
         " 'note') AND NOT " NOW(
             "c.id",
             "e.to_state = 'bot' AND e.id > (SELECT max(l.id) FROM event l WHERE l.conversation = c.id"
             " AND l.id > ?3 AND l.from_state = 'bot')")},
    {.what = "the responder speaks unasked",
     .when = ALWAYS,
     .sql =
         "SELECT m.id FROM " NEW_MESSAGE "m.author = 'bot' AND m.kind = 'chat' AND m.body NOT " SAYS_WHO_IT_IS
         " AND NOT " OF_A_MODEL(
             "m") " AND coalesce((SELECT p.author FROM message p WHERE p.conversation = m.conversation"
                  " AND p.id < m.id AND"
                  " p.kind = 'chat' AND ((p.author = 'customer' AND p.body <> '') OR (p.author = 'bot' AND NOT " OF_A_MODEL(
                      "p") " AND p.body NOT " SAYS_WHO_IT_IS " AND p.body NOT " ASKS_ABOUT_PEOPLE
                           ")) ORDER BY p.id DESC LIMIT 1), '') <> 'customer'"
                           /* Several questions have an answer each, and one that names the others. */
                           " AND NOT ((SELECT count(*) FROM question q WHERE q.conversation = m.conversation"
                           " AND q.at_ms = m.at_ms) > 1 AND (SELECT count(*) FROM message p WHERE"
                           " p.conversation = m.conversation AND p.at_ms = m.at_ms AND p.author = 'bot' AND"
                           " p.kind = 'chat') <= 1 + (SELECT count(*) FROM question q WHERE q.conversation ="
                           " m.conversation AND q.at_ms = m.at_ms))"},
    {.what = "an agent is given what is said to the responder",
     .when = ALWAYS,
     .sql = "SELECT m.id FROM " NEW_MESSAGE
            "m.author = 'customer' AND c.state = 'bot' AND c.relayed >= m.id AND NOT " NOW("c.id", "1")},

    /* ---- a hand-over that is told happens in the same turn ---- */
    {.what = "a hand-over is told and does not happen",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || c.state FROM " NEW_MESSAGE
         "m.author = 'system' AND (m.body LIKE 'Somebody will"
         " take over%' OR (m.body LIKE 'Thank you for your message to%' AND " BEFORE("c.id") " = 'bot' AND NOT " NOW(
             "c.id",
             "e.from_state = 'closed'") ")) AND NOT " NOW("c.id",
                                                          "e.from_state = 'bot' AND e.to_state = 'waiting'")},
    {.what = "a hand-over is told and nobody will be asked",
     .when = ALONE,
     .sql = "SELECT c.id || ' ' || c.state FROM " NEW_MESSAGE TELLS_OF_PEOPLE(
         "m") " AND c.state NOT IN " IN_LINE},
    {.what = "handed over without a briefing before the word to the customer",
     .when = ALWAYS,
     .sql =
         "SELECT c.id FROM " NEW_EVENT
         "e.from_state = 'bot' AND e.to_state = 'waiting' AND NOT EXISTS (SELECT 1"
         " FROM message n JOIN message m ON m.conversation = n.conversation AND m.id > n.id WHERE n.conversation ="
         " c.id AND n.id > ?4 AND n.author = 'bot' AND n.kind = 'note' AND " TELLS_OF_PEOPLE("m") ")"},
    {.what = "handed over and not told that the queue is closed",
     .when = STEADY,
     .sql = "SELECT c.id FROM " NEW_EVENT
            "e.from_state = 'bot' AND e.to_state = 'waiting' AND c.state = 'waiting' AND"
            " c.told_position <> -1 AND"
            " EXISTS (SELECT 1 FROM line l WHERE l.queue = c.queue AND NOT l.open)"},
    {.what = "is with the responder and was not told",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || e.reason FROM " NEW_EVENT
         "e.from_state IN ('waiting', 'active') AND e.to_state ="
         " 'bot' AND NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.id > ?4 AND m.body " SAYS_WHO_IT_IS
         ")"},

    /* ---- nobody is stuck with it ---- */
    {.what = "the responder's conversation never ends",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c WHERE c.state = 'bot' AND NOT " TIMER(
         "idle", "c.id") " AND NOT " TIMER("responders", "0")},
    {.what = "with a responder that there is not",
     .when = RESTED,
     .sql =
         "SELECT c.id || ' in ' || c.queue FROM conversation c WHERE c.state = 'bot' AND NOT EXISTS (SELECT 1 FROM"
         " helper h WHERE h.queue = c.queue) AND NOT " TIMER("responders", "0")},
    {.what = "a question is never answered",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || max(m.id) FROM conversation c JOIN bot b ON b.conversation = c.id JOIN helper h ON"
         " h.queue = c.queue JOIN message m ON m.conversation = c.id AND m.id > b.heard AND m.author = 'customer'"
         " AND m.kind = 'chat' AND trim(m.body) <> '' WHERE c.state = 'bot' AND NOT " TIMER(
             "answer", "c.id") " GROUP BY c.id"},
    {.what = "is never helped although nobody is free",
     .when = RESTED,
     .sql =
         "SELECT c.id FROM conversation c JOIN helper h ON h.queue = c.queue AND NOT h.first AND"
         " h.share = 100 WHERE c.state IN ('waiting', 'offered') AND c.accepted_ms IS NULL AND NOT EXISTS (SELECT"
         " 1 FROM bot b WHERE b.conversation = c.id) AND NOT " TIMER(
             "fallback",
             "c.id") " AND NOT EXISTS (SELECT 1 FROM message m"
                     " WHERE m.conversation = c.id AND m.author = 'customer' AND (m.body LIKE '%human%' OR m.body LIKE"
                     " '%人工%' OR m.body LIKE '%lawyer%' OR m.body LIKE 'https://files.example%'))"},
    {.what = "asks for a person and does not get one",
     .when = ALONE,
     .sql = "SELECT m.id FROM " NEW_MESSAGE
            "m.author = 'customer' AND c.state = 'bot' AND (((m.body LIKE '%human%'"
            " OR m.body LIKE '%人工%' OR m.body LIKE 'https://files.example%') AND " SOMEBODY_IS_THERE(
                "c") ") OR (m.body LIKE '%lawyer%' AND EXISTS (SELECT 1 FROM helper h WHERE h.queue ="
                     " c.queue AND h.topics))) AND NOT " LINE_IS_FULL(
                         "c.id") " AND NOT EXISTS (SELECT 1 FROM message r WHERE"
                                 " r.conversation = c.id AND r.id > m.id AND " CORRECTS("r", "m") ")"},
    {.what = "nothing is found again and again, and nobody takes over",
     .when = ALONE,
     .sql =
         "SELECT c.id FROM question q JOIN conversation c ON c.id = q.conversation JOIN bot b ON b.conversation ="
         " c.id JOIN helper h ON h.queue = c.queue WHERE q.id > ?6 AND q.outcome = 'none' AND c.state = 'bot' AND"
         " b.missed >= h.missed AND " SOMEBODY_IS_THERE("c") " AND NOT " LINE_IS_FULL("c.id")},
    {.what = "is closed by the responder too early",
     .when = STEADY,
     .sql =
         "SELECT c.id FROM " NEW_EVENT "e.from_state = 'bot' AND e.reason = 'idle' AND EXISTS (SELECT 1 FROM"
         " helper h WHERE h.queue = c.queue AND h.steady AND e.at_ms - c.customer_ms < 1000 * h.close)"
         " AND NOT " MOVED},

    /* ---- what is asked is answered once, and not before it is asked ---- */
    {.what = "what was answered is answered again",
     .when = ALWAYS,
     .sql = "SELECT q.id || ' of ' || c.id FROM " NEW_QUESTION
         NOT_IN_LINE("q") "q.text <> q.title AND NOT " ASKED_OF_A_MODEL(
             "q") " AND length(q.text) > (SELECT"
                  " coalesce(sum(length(m.body) + 1), 0) FROM message m WHERE m.conversation = c.id AND m.author ="
                  " 'customer' AND m.id > " ANSWERED ")"},
    {.what = "a part of the question is left out",
     .when = ALONE,
     .sql = "SELECT q.id || ' of ' || c.id FROM " NEW_QUESTION
         NOT_IN_LINE("q") "q.text <> q.title AND NOT " ASKED_OF_A_MODEL(
             "q") " AND length(q.text) < 4000 AND"
                  " (SELECT count(*) FROM message m WHERE m.conversation = c.id AND m.author = 'customer' AND m.id > " TAKEN_UP
                  ") < 50 AND EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.author ="
                  " 'customer' AND m.id > " TAKEN_UP " AND m.id <= b.heard AND " ASKS(
                      "m") " AND NOT instr(q.text, trim(m.body))"
                           /* Several questions in a message are rows of one moment. */
                           " AND ((SELECT count(*) FROM question o WHERE o.conversation = q.conversation AND o.at_ms ="
                           " q.at_ms) = 1 OR (SELECT sum(length(text)) FROM question o WHERE o.conversation ="
                           " q.conversation AND o.at_ms = q.at_ms) < length(trim(m.body)) - 3) AND NOT"
                           " EXISTS (SELECT 1 FROM message r WHERE r.conversation = c.id AND r.id > m.id AND " CORRECTS(
                               "r",
                               "m") ")"
                                    /* What was answered and then corrected is not answered again where the
                                      * answer is the same. */
                                    " AND NOT EXISTS (SELECT 1 FROM message e WHERE e.conversation = c.id"
                                    " AND e.id <= " TAKEN_UP " AND " CORRECTS("m", "e") "))"},
    {.what = "answers what was corrected",
     .when = ALONE,
     .sql = "SELECT q.id || ' of ' || c.id FROM " NEW_QUESTION
            "EXISTS (SELECT 1 FROM message m JOIN message r ON"
            " r.conversation = m.conversation AND r.id > m.id AND r.id <= b.heard AND " CORRECTS(
                "r", "m") " WHERE"
                          " m.conversation = c.id AND m.author = 'customer' AND m.id > " TAKEN_UP
                          " AND m.body LIKE '%[#%' AND"
                          " instr(q.text, m.body))"},
    {.what = "does not wait until the question is whole",
     .when = STEADY | ALONE,
     .sql =
         "SELECT q.id || ' of ' || c.id FROM question q JOIN conversation c ON c.id = q.conversation JOIN helper h"
         " ON h.queue = c.queue AND h.steady WHERE q.id > ?6 AND q.outcome <> 'answer' AND q.at_ms - (SELECT"
         " max(m.at_ms) FROM message m WHERE m.conversation = c.id AND m.author = 'customer' AND m.body <> '') <"
         " 1000 * h.debounce AND NOT " NOW("c.id", "e.to_state = 'bot'") " AND NOT " MOVED},
    {.what = "the questions are miscounted",
     .when = STEADY,
     .sql =
         "SELECT c.id || ' ' || b.turns FROM conversation c JOIN bot b ON b.conversation = c.id WHERE c.state ="
         " 'bot' AND b.turns <> (SELECT count(*) FROM question q WHERE q.conversation = c.id AND q.at_ms >="
         " b.since_ms) AND NOT EXISTS (SELECT 1 FROM question q WHERE q.conversation = c.id AND q.at_ms = b.since_ms)"},
    /* What was chosen from the last answer comes on top. */
    {.what = "answers more often than it may",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || b.turns FROM conversation c JOIN bot b ON b.conversation = c.id JOIN helper h ON"
         " h.queue = c.queue AND h.steady WHERE c.state = 'bot' AND b.turns > h.turns + (SELECT"
         " text = title FROM question WHERE conversation = c.id ORDER BY id DESC LIMIT 1) AND NOT " MOVED},

    /* ---- who begins with it ---- */
    {.what = "begins with the wrong one",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || e.to_state FROM " NEW_EVENT
         "e.reason = 'opened' AND ((e.to_state = 'waiting' AND"
         " EXISTS (SELECT 1 FROM helper h WHERE h.queue = e.queue AND h.first AND h.share = 100)) OR (e.to_state ="
         " 'bot' AND NOT EXISTS (SELECT 1 FROM helper h WHERE h.queue = e.queue AND h.share > 0)))"},
    {.what = "begins with the responder although people go first",
     .when = ALONE,
     .sql =
         "SELECT c.id FROM " NEW_EVENT "e.reason = 'opened' AND e.to_state = 'bot' AND EXISTS (SELECT 1 FROM"
         " helper h WHERE h.queue = e.queue AND NOT h.first) AND " SOMEBODY_IS_THERE("c")},
    {.what = "the responder comes before its time",
     .when = STEADY,
     .sql =
         "SELECT c.id FROM " NEW_EVENT
         "e.from_state = 'waiting' AND e.to_state = 'bot' AND c.state = 'bot' AND NOT EXISTS (SELECT 1 FROM"
         " helper h WHERE h.queue = c.queue AND NOT h.first AND (NOT h.steady OR (h.share > 0 AND e.at_ms -"
         " c.queued_ms >= 1000 * h.after))) AND NOT " MOVED},
    {.what = "the responder takes back what a person had",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM " NEW_EVENT
            "e.reason = 'reopened' AND e.to_state = 'bot' AND " LAST("from_state") " <>"
                                                                                   " 'bot'"},
    {.what = "the responder does not go on",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM " NEW_EVENT "e.reason = 'reopened' AND e.to_state = 'waiting' AND " LAST(
         "from_state") " = 'bot' AND EXISTS (SELECT 1 FROM helper h WHERE h.queue = e.queue)"},
    {.what = "the responder has more than it may",
     .when = ALWAYS,
     .sql =
         "SELECT h.queue FROM helper h WHERE (SELECT count(*) FROM conversation c WHERE c.queue = h.queue AND"
         " c.state = 'bot') - (SELECT count(*) FROM event r WHERE r.id > ?3 AND r.queue = h.queue AND r.reason ="
         " 'reopened' AND r.to_state = 'bot') > h.most AND EXISTS (SELECT 1 FROM event e WHERE e.id > ?3 AND"
         " e.queue = h.queue AND e.to_state = 'bot' AND e.from_state <> 'bot' AND e.reason <> 'reopened')"},

    /* ---- what it knows ---- */
    {.what = "a text is not whole",
     .when = ALWAYS,
     .sql =
         "SELECT f.id FROM knowledge_file f WHERE f.state = 'live' AND f.passages <> (SELECT count(*) FROM passage"
         " p WHERE p.file = f.id)"},

    /* ---- what is kept of it ---- */
    {.what = "the responder has it and knows nothing of it",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c WHERE c.state = 'bot' AND NOT EXISTS (SELECT 1 FROM bot b WHERE"
            " b.conversation = c.id AND NOT b.handed)"},
    {.what = "people have it, and the responder thinks that it has",
     .when = ALWAYS,
     .sql =
         "SELECT c.id FROM conversation c JOIN bot b ON b.conversation = c.id AND NOT b.handed WHERE c.state IN " IN_LINE},
    {.what = "there is a choice and nobody who asks",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || c.state FROM choice o JOIN conversation c ON c.id = o.conversation WHERE c.state"
         " <> 'bot'"},
    {.what = "a timer of the responder's in another state",
     .when = ALWAYS,
     .sql =
         "SELECT t.kind || ' ' || c.id || ' ' || c.state FROM timer t JOIN conversation c ON c.id = t.ref WHERE"
         " (t.kind = 'answer' AND c.state <> 'bot' AND NOT (c.state IN ('waiting', 'offered') AND EXISTS"
         " (SELECT 1 FROM in_line l WHERE l.conversation = c.id))) OR (t.kind = 'fallback' AND c.state NOT IN ('waiting',"
         " 'offered')) OR (t.kind IN ('grace', 'first-reply', 'abandon', 'round', 'deliver') AND c.state = 'bot')"},
    {.what = "the place is lost",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM " NEW_EVENT
            "c.state IN ('waiting', 'offered') AND c.place > 1000 * (SELECT min(f.id)"
            " FROM event f WHERE f.conversation = c.id AND f.to_state = 'waiting')"},
    {.what = NULL},
};
