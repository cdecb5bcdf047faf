/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * roster: thousands of entries of contact lists that are old at once are looked at in several turns. What
 * happens to single ones is in t/scenes/roster*.scene. */
#include "xmpp/roster.h"

#include <stdlib.h>

#include "base/arena.h"
#include "store/store.h"
#include "t/rosters.h"
#include "t/tap.h"
#include "t/world.h"

#define CONF                                                                                           \
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n" \
    "agent \"bob@example.com\" { name = \"Bob\" }\n"                                                   \
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\"} }\n"

enum { MANY = 2500 };

static void end(struct world *w)
{
    static const char many[] =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) ";
    store_begin(w->store);
    store_exec(w->store,
               arena_printf(w->own,
                            "%s INSERT INTO customer (id, jid, since_ms) SELECT i, 'c' || i || '@x', 1 "
                            "FROM n",
                            many));
    store_exec(w->store,
               arena_printf(w->own,
                            "%s INSERT INTO face (id, customer, queue, localpart, name, since_ms) SELECT "
                            "i, i, 'sales', 'c' || i || '.aaaa', 'C', 1 FROM n",
                            many));
    store_exec(w->store,
               arena_printf(w->own,
                            "%s INSERT INTO roster (agent, face, state, name, queue, ended_ms, put_group, "
                            "put_name, look, todo) SELECT 1, i, 'closed', 'C', 'sales', 1, 'Closed', 'C', "
                            "1, 0 FROM n",
                            many));
    store_commit(w->store);
}

static long long left(struct world *w)
{
    const char *n = store_ask(w->store, "SELECT count(*) FROM roster WHERE state = 'closed'");
    return n != NULL ? strtoll(n, NULL, 10) : -1;
}

int main(void)
{
    plan_none();
    struct world *w = world_new(false);
    w->now_ms = 1772445600000; /* 2026-03-02T10:00:00Z */
    if (!world_configure(w, CONF) || !world_start(w))
        fatal("%s", w->trouble);
    world_link(w, true);
    end(w);
    is_int(left(w), MANY, "many entries are old");
    world_link(w, false);
    world_link(w, true);
    is_int(left(w), MANY - ROSTER_SWEEP, "a turn looks at so many of them");
    world_run_until(w, w->now_ms + 1);
    is_int(left(w), MANY - 2 * ROSTER_SWEEP, "the next at as many more");
    world_run_until(w, w->now_ms + 1);
    is_int(left(w), 0, "and then at the rest");
    /* The server has none of them. */
    rosters_grant(w, "both");
    world_receive(w, w->greeting);
    world_run_until(w, w->now_ms + 1000);
    is_str(store_ask(w->store, "SELECT count(*) FROM roster"), "0",
           "a server that lets us: they go, batch by batch");
    is_str(w->trouble, NULL, "no trouble");
    world_free(w);
    return done();
}
