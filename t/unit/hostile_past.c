/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hostile_past: what the store of a desk holds that has run for a while, before anybody attacks it. Written
 * as rows, and once: a desk would take minutes for it. */
#include "hostile.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"

long past_conversations = 20000;

/* :n is the number of conversations, :now the clock. Faces, customers and conversations have one number. */
static const char *const past_sql[] = {
    "CREATE TEMP TABLE n AS WITH RECURSIVE r(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM r WHERE i < 999 "
    "+ :n) "
    "SELECT i FROM r",
    /* An archive, of the last days. */
    "INSERT INTO customer (id, jid, since_ms) SELECT i, 'past' || i || '@d' || (i % 700) || '.example', :now "
    "FROM n",
    "INSERT INTO face (id, customer, queue, localpart, name, since_ms) "
    "SELECT i, i, 'sales', 'past' || i || '.k3f7', 'Past ' || i, :now FROM n",
    "INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, lined_ms, accepted_ms, "
    "customer_ms, "
    "closed_ms, reason, agent, place) SELECT i, i, 'sales', 'closed', :now - (i - 999) * 100, :now - (i - "
    "999) * 100, "
    ":now - (i - 999) * 100, iif(i % 5 = 0, NULL, :now - (i - 999) * 100 + i % 977), :now, :now, "
    "iif(i % 5 = 0, 'abandoned', 'agent'), 3, i FROM n",
    "INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body) "
    "SELECT i, :now, iif(k = 1, 'customer', 'agent'), 'past' || i || '@d.example', 'p' || k, "
    "'My order ' || i || ' has not arrived yet, and I should like to know where it is by now.' "
    "FROM n, (SELECT 1 AS k UNION ALL SELECT 2)",
    "INSERT INTO event (conversation, at_ms, from_state, to_state, queue, agent, reason) "
    "SELECT i, :now - 4 + k, iif(k = 1, '', iif(k = 4, 'active', 'waiting')), "
    "iif(k = 1, 'waiting', iif(k = 2, 'offered', iif(k = 3, 'active', 'closed'))), 'sales', 3, 'agent' "
    "FROM n, (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)",
    "INSERT INTO offer (conversation, agent, round, at_ms, state, ended_ms) "
    "SELECT i, 3, 1, :now, 'accepted', :now FROM n",
    /* 300 who wait in another line, where everybody who is there was asked in this round. */
    "INSERT INTO customer (id, jid, since_ms) SELECT i + 10000000, 'wait' || i || '@d.example', :now FROM n "
    "LIMIT 300",
    "INSERT INTO face (id, customer, queue, localpart, name, since_ms) "
    "SELECT id, id, 'returns', 'wait' || id || '.k3f7', 'Wait', :now FROM customer WHERE id > 10000000",
    "INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, lined_ms, customer_ms, place, "
    "round, pause_ms) "
    "SELECT id, id, 'returns', 'waiting', :now, :now, :now, :now, id, 2, :now + 86400000 FROM face WHERE id "
    "> 10000000",
    "INSERT INTO timer (kind, ref, due_ms) SELECT 'abandon', id, :now + 86400000 FROM conversation WHERE "
    "state = 'waiting'",
    "INSERT INTO offer (conversation, agent, round, at_ms, state, ended_ms) "
    "SELECT c.id, a.id, 1, :now, 'expired', :now FROM conversation c JOIN agent a WHERE c.state = 'waiting' "
    "AND a.jid LIKE 'here%'",
    "UPDATE agent SET show = 'available' WHERE jid LIKE 'here%'",
    "INSERT INTO device (agent, resource, show) SELECT id, 'desk', 'available' FROM agent WHERE jid LIKE "
    "'here%'",
    /* One of whom Bob's colleague has 500 messages of 100 KB, and long notes. */
    "INSERT INTO customer (id, jid, since_ms) VALUES (1, 'old@customer.example', :now), (2, "
    "'new@customer.example', :now)",
    "INSERT INTO face (id, customer, queue, localpart, name, since_ms) VALUES (1, 1, 'sales', 'old.k3f7', "
    "'Old', :now), "
    "(2, 2, 'sales', 'new.k3f7', 'New', :now)",
    "INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, lined_ms, accepted_ms, "
    "customer_ms, agent, "
    "held_ms) SELECT 1, 1, 'sales', 'active', :now, :now, :now, :now, :now, id, :now FROM agent WHERE jid "
    "LIKE 'eve%'",
    "INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, body) SELECT 1, :now, "
    "iif(i % 2 = 0, 'customer', 'agent'), 'chat', 'old@customer.example', 'o' || i, "
    "hex(zeroblob(50000)) FROM n LIMIT 500",
    "INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, body) SELECT 1, :now, "
    "'agent', 'note', 'eve@example.com', 'n' || i, hex(zeroblob(100000)) FROM n LIMIT 3",
    "UPDATE conversation SET relayed = (SELECT max(id) FROM message) WHERE id = 1",
    "INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, lined_ms, accepted_ms, "
    "customer_ms, closed_ms, "
    "reason) SELECT i, 2, 'sales', 'closed', :now, :now, :now, :now, :now, :now, 'customer' FROM "
    "(SELECT i + 20000000 AS i FROM n LIMIT 5000)",
    "INSERT INTO message (conversation, at_ms, author, jid, stanza_id, body) SELECT id, :now, 'customer', "
    "'new@customer.example', 'q', 'Once more' FROM conversation WHERE face = 2",
    /* Blocks, of which many have to be compared. */
    "INSERT INTO block (pattern, glob, plain, shown, reason, agent, since_ms, until_ms) SELECT "
    "'*a*a*a*a*a*a*' || i || 'b@*.x.example', '*a*a*a*a*a*a*' || i || 'b@*.x.example', 0, 'x', 'spam', 1, "
    ":now, 0 "
    "FROM n LIMIT 200",
    "INSERT INTO dropped (who, why, first_ms, last_ms) SELECT 'd' || i || '@x.example', 'blocked', :now, "
    ":now "
    "FROM n LIMIT 1000",
    /* 500 questions to a language model that are open. */
    "INSERT INTO customer (id, jid, since_ms) SELECT i + 30000000, 'ask' || i || '@d.example', :now FROM n "
    "LIMIT 500",
    "INSERT INTO face (id, customer, queue, localpart, name, since_ms) "
    "SELECT id, id, 'ask', 'ask' || id || '.k3f7', 'Ask', :now FROM customer WHERE id > 30000000",
    "INSERT INTO conversation (id, face, queue, state, opened_ms, queued_ms, customer_ms) "
    "SELECT id, id, 'ask', 'bot', :now, :now, :now FROM face WHERE id > 30000000",
    "INSERT INTO bot (conversation, responder, since, since_ms, heard) SELECT id, 'assistant', 0, :now, 0 "
    "FROM conversation "
    "WHERE state = 'bot'",
    "INSERT INTO task (conversation, kind, responder, question, title, source, after, request, at_ms) "
    "SELECT id, 'answer', 'assistant', 'What?', '', '', 0, hex(zeroblob(10000)), :now FROM conversation "
    "WHERE state = 'bot'",
    "UPDATE indexed SET message = (SELECT max(id) FROM message)",
};

static const char *replace(struct arena *arena, const char *text, const char *what, long long by)
{
    const char *at = strstr(text, what);
    if (at == NULL)
        return text;
    return replace(arena, arena_printf(arena, "%.*s%lld%s", (int)(at - text), text, by, at + strlen(what)),
                   what, by);
}

void past_write(struct store *store, struct arena *arena, long long now_ms)
{
    for (size_t i = 0; i < sizeof past_sql / sizeof past_sql[0]; i++) {
        const char *sql =
            replace(arena, replace(arena, past_sql[i], ":now", now_ms), ":n", past_conversations);
        const char *error = store_ask(store, sql);
        if (error != NULL)
            fatal("the past, statement %zu: %s", i, error);
    }
}

char *past_conf(struct arena *arena)
{
    char *agents = arena_strdup(arena, ""), *here = arena_strdup(arena, "");
    for (int i = 0; i < PAST_AGENTS; i++) {
        const char *jid = arena_printf(arena, "%s%d@agents.example", i % 2 == 0 ? "here" : "away", i);
        agents = arena_printf(arena, "%sagent \"%s\" { name = \"Agent %d\" }\n", agents, jid, i);
        here = arena_printf(arena, "%s%s\"%s\"", here, i > 0 ? ", " : "", jid);
    }
    return arena_printf(
        arena,
        "agent \"" EVE
        "\" { name = \"Eve\" role = \"supervisor\" }\n%squeue \"returns\" { title = \"Returns\" "
        "max_waiting = 100000 agents = {%s} }\n"
        "responder \"assistant\" { type = \"openai\" url = \"http://127.0.0.1:9/v1\" model = \"m\" }\n"
        "queue \"ask\" { title = \"Ask\" agents = {\"" EVE "\"} responder = \"assistant\" }\n",
        agents, here);
}
