/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rules: what must hold after each turn, as questions to the store that must have no answer. */
#include "rules.h"

#include <stddef.h>

#define ON_DUTY \
    "a.known AND a.gone_ms = 0 AND a.manual <> 'paused' AND (a.manual = 'ready' OR a.show = 'available')"
#define CHATS "(SELECT count(*) FROM conversation x WHERE x.agent = a.id AND x.state = 'active')"
#define OFFERS "(SELECT count(*) FROM offer x WHERE x.agent = a.id AND x.state = 'open')"
#define ASKED(c)                                                                                       \
    "EXISTS (SELECT 1 FROM offer z WHERE z.conversation = " c                                          \
    ".id AND z.agent = a.id AND z.round >= CASE WHEN " c ".pause_ms > ?1 THEN " c ".round - 1 ELSE " c \
    ".round END)"
#define MOVED                                                                                   \
    "EXISTS (SELECT 1 FROM event e WHERE e.conversation = c.id AND e.reason = 'queue left the " \
    "configuration')"
/* What a customer reads; the people of the simulation read English. */
#define NUMBER "CAST(substr(m.body, instr(m.body, 'number ') + 7) AS INTEGER)"
#define AHEAD                                                                                  \
    "(SELECT count(*) FROM conversation x WHERE x.queue = c.queue AND x.state = 'waiting' AND" \
    " (x.priority > c.priority OR (x.priority = c.priority AND x.place < c.place)))"
#define CAME(c) "(SELECT min(f.id) FROM event f WHERE f.conversation = " c ".id AND f.to_state = 'waiting')"
#define TIMER(kind, ref) "EXISTS (SELECT 1 FROM timer WHERE kind = '" kind "' AND ref = " ref ")"

const struct rule sim_rules[] = {
    {.what = "the tally is not the count",
     .when = ALWAYS,
     .sql = "SELECT q.queue || ' ' || q.state FROM (SELECT queue, state, count(*) AS n FROM conversation"
            " GROUP BY 1, 2 EXCEPT SELECT queue, state, n FROM tally) q UNION ALL SELECT q.queue || ' ' ||"
            " q.state FROM (SELECT queue, state, n FROM tally WHERE n > 0 EXCEPT SELECT queue, state,"
            " count(*) FROM conversation GROUP BY 1, 2) q"},
    {.what = "the share of a domain is not the count",
     .when = ALWAYS,
     .sql =
         "WITH counted AS (SELECT c.queue, c.state, u.domain, count(*) AS n FROM conversation c JOIN face f ON f.id ="
         " c.face JOIN customer u ON u.id = f.customer WHERE c.state IN ('waiting', 'bot') GROUP BY 1, 2, 3)"
         " SELECT queue || ' ' || state || ' ' || domain FROM (SELECT * FROM counted EXCEPT SELECT queue, state, domain, n"
         " FROM share) UNION ALL SELECT queue || ' ' || state || ' ' || domain FROM (SELECT queue, state, domain, n FROM"
         " share EXCEPT SELECT * FROM counted)"},
    {.what = "is taken for somebody who speaks what nobody wrote a sentence of",
     .when = ALWAYS,
     .sql =
         "SELECT u.jid || ' ' || u.speaks FROM customer u WHERE u.speaks NOT IN ('', 'en') AND (u.speaks <> 'zh' OR"
         " NOT EXISTS (SELECT 1 FROM message m WHERE m.jid = u.jid AND m.body LIKE '%发票%' UNION ALL SELECT 1"
         " FROM menu n WHERE n.customer = u.id AND n.body LIKE '%发票%'))"},
    {.what = "offered without an open offer",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c WHERE c.state = 'offered' AND NOT EXISTS (SELECT 1 FROM offer"
            " o WHERE o.conversation = c.id AND o.state = 'open')"},
    {.what = "an open offer of what is not offered",
     .when = ALWAYS,
     .sql = "SELECT c.id || ' ' || c.state FROM offer o JOIN conversation c ON c.id = o.conversation WHERE"
            " o.state = 'open' AND c.state <> 'offered'"},
    {.what = "held by nobody's agent",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c JOIN agent a ON a.id = c.agent WHERE c.state = 'active' AND"
            " NOT a.known"},
    {.what = "a lone word is held for an agent who has lost the customer",
     .when = ALWAYS,
     .sql =
         "SELECT c.id || ' ' || c.state FROM lone l JOIN conversation c ON c.id = l.conversation WHERE c.state = 'bot'"
         " OR (c.state = 'active' AND c.agent <> l.agent)"},
    {.what = "an agent's words went before a lone word that is held",
     .when = ALWAYS,
     .sql =
         "SELECT m.id || ' ' || m.stanza_id FROM lone l JOIN agent a ON a.id = l.agent JOIN message m ON m.conversation ="
         " l.conversation AND m.author = 'agent' AND m.kind = 'chat' AND m.jid = a.jid WHERE m.id > (SELECT max(u.after)"
         " FROM unsent u WHERE u.agent = l.agent AND u.face = l.face AND u.stanza_id = l.stanza_id)"},
    {.what = "offered to two at once",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c JOIN line l ON l.queue = c.queue AND l.one WHERE (SELECT"
            " count(*) FROM offer o WHERE o.conversation = c.id AND o.state = 'open') > 1 AND EXISTS"
            " (SELECT 1 FROM offer o WHERE o.conversation = c.id AND o.id > ?2)"},
    {.what = "above capacity",
     .when = ALWAYS,
     .sql = "SELECT a.jid || ' ' || " CHATS " || '+' || " OFFERS " || '/' || s.max FROM agent a JOIN staff"
            " s ON s.jid = a.jid WHERE " CHATS " + " OFFERS " > s.max AND (EXISTS (SELECT 1 FROM offer o"
            " WHERE o.agent = a.id AND o.id > ?2 AND o.state = 'open') OR EXISTS (SELECT 1 FROM event e"
            " WHERE e.agent = a.id AND e.id > ?3 AND e.to_state = 'active' AND e.from_state <> 'active' AND"
            " e.reason NOT IN ('accepted', 'answered')))"},
    {.what = "somebody who came later was offered first",
     .when = ALONE,
     .sql = "SELECT y.id || ' before ' || x.id || ' to ' || a.jid FROM offer o JOIN conversation x ON x.id"
            " = o.conversation JOIN agent a ON a.id = o.agent JOIN conversation y ON y.queue = x.queue AND"
            " y.state = 'waiting' AND (y.priority > x.priority OR (y.priority = x.priority AND (y.place,"
            " y.id) < (x.place, x.id))) JOIN talk t ON t.id = y.id WHERE o.id > ?2 AND o.state = 'open' AND"
            " coalesce(y.only_agent, a.id) = a.id AND t.customer_jid <> a.jid AND NOT " ASKED("y")},
    {.what = "waits although somebody could take it",
     .when = RESTED,
     .sql = "SELECT y.id || ' for ' || a.jid FROM conversation y JOIN line l ON l.queue = y.queue AND"
            " l.open JOIN serves s ON s.queue = y.queue AND s.able JOIN agent a ON a.jid = s.jid JOIN staff "
            "f ON f.jid = a.jid JOIN talk t ON t.id = y.id"
            " WHERE y.state = 'waiting' AND " ON_DUTY " AND " CHATS " < f.max AND " OFFERS " = 0 AND"
            " coalesce(y.only_agent, a.id) = a.id AND t.customer_jid <> a.jid AND NOT " ASKED("y")},
    {.what = "waits for one agent who is not there",
     .when = RESTED,
     .patience_s = 10,
     .sql =
         "SELECT y.id || ' for ' || a.jid FROM conversation y JOIN agent a ON a.id = y.only_agent JOIN line l ON"
         " l.queue = y.queue AND l.open WHERE y.state = 'waiting' AND NOT (" ON_DUTY
         " AND EXISTS (SELECT 1 FROM serves s WHERE s.jid ="
         " a.jid AND s.queue = y.queue AND s.able))"},
    {.what = "a timer is overdue",
     .when = RESTED,
     .sql = "SELECT kind || ' ' || ref || ' ' || (due_ms - ?1) FROM timer WHERE due_ms <= ?1"},
    {.what = "an open offer never runs out",
     .when = ALWAYS,
     .sql = "SELECT o.id FROM offer o WHERE o.state = 'open' AND NOT " TIMER("offer", "o.id")},
    {.what = "an offer ran out too early",
     .when = STEADY,
     .sql = "SELECT o.id FROM offer o JOIN conversation c ON c.id = o.conversation JOIN line l ON l.queue ="
            " c.queue AND l.steady WHERE o.state = 'expired' AND o.ended_ms < max(o.at_ms, ?5) + 1000 *"
            " l.offer AND o.ended_ms = ?1 AND NOT " MOVED},
    {.what = "offered to somebody who is not there for it",
     .when = ALWAYS,
     .sql = "SELECT o.id || ' to ' || a.jid FROM offer o JOIN conversation c ON c.id = o.conversation JOIN"
            " agent a ON a.id = o.agent WHERE o.id > ?2 AND o.state = 'open' AND NOT (" ON_DUTY " AND EXISTS"
            " (SELECT 1 FROM serves s WHERE s.jid = a.jid AND s.queue = c.queue AND s.able) AND"
            " coalesce(c.only_agent, a.id) = a.id AND a.jid <> (SELECT customer_jid FROM talk t WHERE t.id ="
            " c.id))"},
    {.what = "an open offer of somebody who is not there any more",
     .when = ALWAYS,
     .sql =
         "SELECT o.id || ' to ' || a.jid FROM offer o JOIN agent a ON a.id = o.agent WHERE o.state = 'open'"
         " AND NOT (" ON_DUTY ")"},
    {.what = "offered while the queue is closed",
     .when = STEADY,
     .sql = "SELECT o.id || ' in ' || c.queue FROM offer o JOIN conversation c ON c.id = o.conversation JOIN"
            " line l ON l.queue = c.queue AND NOT l.open WHERE o.id > ?2 AND o.state = 'open'"},
    {.what = "came while the queue is closed and was not told",
     .when = STEADY,
     .sql = "SELECT c.id FROM event e JOIN conversation c ON c.id = e.conversation JOIN line l ON l.queue ="
            " c.queue AND NOT l.open WHERE e.id > ?3 AND e.reason IN ('opened', 'reopened') AND c.state ="
            " 'waiting' AND c.told_position <> -1"},
    /* Of those who came in the same turn the later ones stand behind it. */
    {.what = "came last and does not stand last",
     .when = ALWAYS,
     .sql =
         "SELECT y.id || ' before ' || x.id FROM event e JOIN conversation y ON y.id = e.conversation JOIN"
         " conversation x ON x.queue = y.queue AND x.id <> y.id AND x.state IN ('waiting', 'offered') AND"
         " x.place >= y.place WHERE e.id > ?3 AND e.to_state = 'waiting' AND y.accepted_ms IS NULL AND y.state IN"
         " ('waiting', 'offered') AND NOT EXISTS (SELECT 1 FROM event f WHERE f.conversation = y.id AND f.id < e.id"
         " AND f.to_state = 'waiting') AND NOT EXISTS (SELECT 1 FROM event h WHERE h.conversation = x.id AND h.id >"
         " e.id AND h.to_state = 'waiting' AND h.from_state IN ('', 'bot', 'closed'))"},
    /* Not only when they come: nobody comes between later. */
    {.what = "came back and does not stand at the head",
     .when = ALWAYS,
     .sql =
         "SELECT y.id || ' behind ' || x.id FROM conversation y JOIN conversation x ON x.queue = y.queue AND x.state"
         " IN ('waiting', 'offered') AND x.accepted_ms IS NULL AND x.priority >= y.priority AND x.place < y.place"
         " WHERE y.state IN ('waiting', 'offered') AND y.accepted_ms IS NOT NULL"},
    {.what = "came back and passes somebody who came first",
     .when = ALWAYS,
     .sql =
         "SELECT y.id || ' before ' || x.id FROM conversation y JOIN conversation x ON x.queue = y.queue AND x.state"
         " IN ('waiting', 'offered') AND x.accepted_ms IS NOT NULL AND x.priority = y.priority AND x.place > y.place"
         " WHERE y.state IN ('waiting', 'offered') AND y.accepted_ms IS NOT NULL AND " CAME("x") " < " CAME(
             "y")},
    /* With more than 200 in line the desk goes through them in several turns, and others leave in between. */
    {.what = "is told a wrong position",
     .when = ALWAYS,
     .sql = "SELECT c.id || ' told ' || " NUMBER " || ' is ' || (1 + " AHEAD ") FROM message m JOIN"
            " conversation c ON c.id = m.conversation WHERE m.id > ?4 AND m.author = 'system' AND m.body LIKE"
            " '%number%in line%' AND c.state = 'waiting' AND (SELECT sum(n) FROM tally WHERE state ="
            " 'waiting') <= 200 AND abs(" NUMBER " - 1 - " AHEAD
            ") > (SELECT count(DISTINCT e.conversation) FROM event e WHERE e.id > ?3 AND e.conversation <>"
            " c.id)"},
    {.what = "is told its position too often",
     .when = STEADY,
     .sql = "SELECT c.id || ' after ' || (m.at_ms - p.at_ms) || ' ms' FROM message m JOIN conversation c ON"
            " c.id = m.conversation JOIN line l ON l.queue = c.queue JOIN message p ON p.conversation ="
            " m.conversation AND p.id < m.id AND p.author = 'system' AND p.body LIKE '%number%in line%' AND"
            " m.at_ms - p.at_ms < 1000 * l.every WHERE m.id > ?4 AND m.author = 'system' AND m.body LIKE"
            " 'You are now number%'"},
    {.what = "given back before anybody could be heard",
     .when = ALWAYS,
     .sql = "SELECT c.id || ': ' || e.reason FROM event e JOIN conversation c ON c.id = e.conversation JOIN"
            " agent a ON a.id = e.agent WHERE e.id > ?3 AND e.from_state = 'active' AND e.reason IN ('agent"
            " offline', 'no first reply') AND e.at_ms >= ?5 AND e.at_ms < ?5 + 60000 AND c.held_ms < ?5 AND"
            " (e.reason = 'no first reply' OR (a.gone_ms > 0 AND a.gone_ms < ?5))"},
    {.what = "held by another than the log says",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c WHERE c.state = 'active' AND c.agent IS NOT (SELECT e.agent FROM"
            " event e WHERE e.conversation = c.id AND e.to_state = 'active' ORDER BY e.id DESC LIMIT 1)"},
    {.what = "in the archive as somebody else's",
     .when = ALWAYS,
     .sql = "SELECT m.id || ' of ' || m.jid FROM message m JOIN talk t ON t.id = m.conversation WHERE m.id >"
            " ?4 AND m.author = 'customer' AND m.jid <> t.customer_jid"},
    {.what = "words of an agent who does not hold the conversation",
     .when = ALONE,
     .sql = "SELECT m.id || ' of ' || m.jid FROM message m JOIN talk t ON t.id = m.conversation WHERE m.id >"
            " ?4 AND m.author = 'agent' AND m.kind = 'chat' AND m.jid IS NOT t.agent_jid"},
    {.what = "a pause between rounds never ends",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c WHERE c.state = 'waiting' AND c.pause_ms > ?1 AND NOT " TIMER(
         "round", "c.id")},
    {.what = "held by somebody who is gone, without grace",
     .when = ALWAYS,
     .sql = "SELECT c.id || ' by ' || a.jid FROM conversation c JOIN agent a ON a.id = c.agent WHERE"
            " c.state = 'active' AND a.gone_ms <> 0 AND NOT " TIMER("grace", "c.id")},
    {.what = "a grace goes on although the holder is back",
     .when = ALWAYS,
     .sql = "SELECT c.id || ' by ' || a.jid FROM timer t JOIN conversation c ON c.id = t.ref JOIN agent a ON"
            " a.id = c.agent WHERE t.kind = 'grace' AND (c.state <> 'active' OR a.gone_ms = 0)"},
    {.what = "the holder is silent for ever",
     .when = STEADY | RESTED,
     .sql = "SELECT c.id FROM conversation c JOIN line l ON l.queue = c.queue AND l.reply > 0"
            " WHERE c.state = 'active' AND c.agent_full = '' AND c.agent_ms <= c.held_ms AND NOT " TIMER(
                "first-reply", "c.id")},
    {.what = "who has spoken is still waited for",
     .when = ALWAYS,
     .sql = "SELECT c.id FROM conversation c WHERE c.state = 'active' AND c.agent_full <> '' AND " TIMER(
         "first-reply", "c.id")},
    {.what = "never idle",
     .when = RESTED,
     .sql = "SELECT c.id FROM conversation c JOIN line l ON l.queue = c.queue AND l.idle > 0"
            " WHERE c.state = 'active' AND NOT " TIMER("idle", "c.id")},
    {.what = "waits for ever",
     .when = RESTED,
     .sql = "SELECT c.id FROM conversation c JOIN line l ON l.queue = c.queue AND l.abandon >"
            " 0 WHERE c.state IN ('waiting', 'offered') AND NOT " TIMER("abandon", "c.id")},
    {.what = "waits for longer than the line says, or not so long",
     .when = RESTED,
     .sql =
         "SELECT c.id || ' ' || (t.due_ms - c.queued_ms) FROM conversation c JOIN timer t ON t.kind = 'abandon' AND"
         " t.ref = c.id JOIN line l ON l.queue = c.queue WHERE t.due_ms < c.queued_ms + 1000 * l.abandon"
         " OR (l.always AND t.due_ms > c.queued_ms + 1000 * l.abandon)"},
    {.what = "is never told its position again",
     .when = RESTED,
     .sql = "SELECT c.id FROM conversation c JOIN line l ON l.queue = c.queue WHERE c.state = 'waiting' AND"
            " NOT " TIMER("position", "0")},
    {.what = "a closed conversation has a timer",
     .when = ALWAYS,
     .sql = "SELECT t.kind || ' ' || t.ref FROM timer t JOIN conversation c ON c.id = t.ref WHERE c.state ="
            " 'closed' AND t.kind IN ('grace', 'first-reply', 'idle', 'abandon', 'round')"},
    {.what = "the event log says otherwise",
     .when = ALWAYS,
     .sql = "SELECT c.id || ' ' || c.state FROM conversation c WHERE c.state <> (SELECT e.to_state FROM"
            " event e WHERE e.conversation = c.id ORDER BY e.id DESC LIMIT 1)"},
    {.what = "the event log has a gap",
     .when = ALWAYS,
     .sql = "SELECT e.id FROM event e WHERE e.id > ?3 AND e.from_state <> coalesce((SELECT p.to_state FROM"
            " event p WHERE p.conversation = e.conversation AND p.id < e.id ORDER BY p.id DESC LIMIT 1),"
            " '')"},
    {.what = "two at the same place",
     .when = ALWAYS,
     .sql = "SELECT x.id || ' ' || y.id FROM conversation x JOIN conversation y ON y.queue = x.queue AND"
            " y.priority = x.priority AND y.place = x.place AND y.id > x.id WHERE x.state = 'waiting' AND"
            " y.state = 'waiting'"},
    {.what = "an agent's devices say otherwise",
     .when = ALWAYS,
     .sql = "SELECT a.jid FROM agent a WHERE a.show <> coalesce((SELECT show FROM device d WHERE d.agent ="
            " a.id ORDER BY CASE show WHEN 'available' THEN 0 WHEN 'away' THEN 1 ELSE 2 END LIMIT 1),"
            " 'offline')"},
    {.what = "the holder is never given the rest",
     .when = ALWAYS,
     .sql =
         "SELECT c.id FROM conversation c JOIN agent a ON a.id = c.agent WHERE c.state = 'active' AND c.behind AND"
         " a.gone_ms = 0 AND NOT " TIMER("deliver", "c.id")},
    {.what = "words were not given to the holder",
     .when = ALWAYS,
     .sql = "SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.id > ?4 AND"
            " m.author = 'customer' AND c.state = 'active' AND NOT c.behind AND c.relayed < m.id"},
    {.what = NULL},
};
