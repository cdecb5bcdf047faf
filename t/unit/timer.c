/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timer: what no scene can reach: many that are due at once, kinds that this frontdesk does not know, the
 * cache of the earliest. That each kind does what it is for is a scene. */
#include "desk/timer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "desk/core.h"
#include "desk/desk.h"
#include "desk/wiring.h"
#include "t/tap.h"
#include "t/world.h"

static const char configuration[] =
    "component { domain = \"support.example.com\" server = \"127.0.0.1:5347\" secret = \"secret\" }\n"
    "store { path = \"/nowhere/frontdesk.db\" }\n"
    "agent \"bob@example.com\" { name = \"Bob\" }\n"
    "queue \"sales\" { title = \"Sales\" agents = {\"bob@example.com\"} }\n";

enum { NOW_MS = 1000 * 1000 };

static struct world *w;

/* One turn, no more: what is then still due stays. */
static void tick(int64_t now_ms)
{
    struct effects effects;
    effects_clear(&effects);
    store_begin(w->store);
    desk_step(w->desk, &(struct desk_event){.kind = EVENT_TICK, .now_ms = now_ms}, &effects);
    ok(store_commit(w->store), "a turn at %lld", (long long)now_ms);
    arena_reset(w->turn);
}

static long long rows(const char *where)
{
    const char *n = store_ask(w->store, arena_printf(w->own, "SELECT count(*) FROM timer %s", where));
    return strtoll(n, NULL, 10);
}

static bool logged(const char *words)
{
    for (const struct sent *line = w->log_first; line != NULL; line = line->next)
        if (strstr(line->body, words) != NULL)
            return true;
    return false;
}

/* No conversation has these numbers: what fires finds nothing to do. */
static void set(enum timer kind, int64_t ref, int64_t due_ms)
{
    store_begin(w->store);
    timer_set(w->desk, kind, ref, due_ms);
    store_commit(w->store);
}

static void test_one_of_each(void)
{
    set(TIMER_ABANDON, 1, NOW_MS + 50);
    set(TIMER_ABANDON, 1, NOW_MS + 70);
    set(TIMER_ABANDON, 2, NOW_MS + 60);
    set(TIMER_IDLE, 1, NOW_MS + 65);
    is_int(rows(""), 3, "one of each kind for each thing");
    is_str(store_ask(w->store, "SELECT due_ms FROM timer WHERE kind = 'abandon' AND ref = 1"), "1000070",
           "setting it again moves it");

    store_begin(w->store);
    timer_set_earlier(w->desk, TIMER_ABANDON, 1, NOW_MS + 80);
    timer_set_earlier(w->desk, TIMER_ABANDON, 2, NOW_MS + 40);
    timer_set_earlier(w->desk, TIMER_ROUND, 9, NOW_MS + 90);
    store_commit(w->store);
    is_str(store_ask(w->store,
                     "SELECT group_concat(due_ms) FROM (SELECT due_ms FROM timer ORDER BY kind, ref)"),
           "1000070,1000040,1000065,1000090", "set_earlier: never later, and where there is none it sets");

    store_begin(w->store);
    timers_defer(w->desk, TIMER_ABANDON, NOW_MS + 60);
    store_commit(w->store);
    is_str(store_ask(w->store,
                     "SELECT group_concat(due_ms) FROM (SELECT due_ms FROM timer ORDER BY kind, ref)"),
           "1000070,1000060,1000065,1000090", "defer: those of the kind that are earlier");

    tick(NOW_MS + 59);
    is_int(rows(""), 4, "nothing fires before its moment");
    tick(NOW_MS + 60);
    is_str(store_ask(w->store, "SELECT group_concat(kind || ref) FROM (SELECT * FROM timer ORDER BY due_ms)"),
           "idle1,abandon1,round9", "in its moment it does");
    is_int(w->desk->timer_ms, NOW_MS + 65, "the next one is known");

    store_begin(w->store);
    timer_clear(w->desk, TIMER_IDLE, 1);
    timer_clear(w->desk, TIMER_IDLE, 77);
    store_commit(w->store);
    ok(w->desk->timer_ms <= NOW_MS + 70,
       "after one was cleared the next tick may come too early, never too late");
    tick(NOW_MS + 65);
    is_int(rows(""), 2, "then nothing fires");
    is_int(w->desk->timer_ms, NOW_MS + 70, "and the truth is known again");
    tick(NOW_MS + 1000);
    is_int(rows(""), 0, "late, all fire");
    is_int(w->desk->timer_ms, INT64_MAX, "and there is none");
}

static void test_many_at_once(void)
{
    enum { MANY = 1201, A_TURN = 500 };
    store_begin(w->store);
    for (int i = 1; i <= MANY; i++)
        timer_set(w->desk, TIMER_ABANDON, i, NOW_MS + 5000);
    timer_set(w->desk, TIMER_ABANDON, MANY + 1, NOW_MS + 5001);
    store_commit(w->store);
    for (int left = MANY + 1 - A_TURN; left > 1; left -= A_TURN) {
        tick(NOW_MS + 5000);
        is_int(rows(""), left, "a turn fires %d", A_TURN);
        ok(w->desk->timer_ms <= NOW_MS + 5000, "the rest is due at once");
    }
    tick(NOW_MS + 5000);
    is_int(rows(""), 1, "all that were due");
    is_int(w->desk->timer_ms, NOW_MS + 5001, "and not the one that was not");
    tick(NOW_MS + 5001);
}

/* A store that was used by a newer frontdesk of the same form, or edited by hand. */
static void test_unknown_kind(void)
{
    store_exec(w->store, "INSERT INTO timer VALUES ('teatime', 4, 1006000), ('teatime', 5, 1007000)");
    set(TIMER_ABANDON, 1, NOW_MS + 6000);
    tick(NOW_MS + 6000);
    is_int(rows("WHERE due_ms <= 1006000"), 0, "a kind that is not known is dropped, the others fire");
    is_int(rows(""), 1, "one that is not due stays");
    ok(logged("dropped a timer of the kind teatime, which this version does not know"), "and it is logged");
    tick(NOW_MS + 7000);
    is_int(rows(""), 0, "until it is");
}

/* The names and the handlers are in different files. */
static void test_all_are_wired(void)
{
    for (int kind = 0; kind < TIMER_COUNT; kind++)
        ok(timer_name(kind) != NULL && w->desk->wiring->timers[kind] != NULL,
           "timer %d has a name and a handler", kind);
}

int main(void)
{
    plan_none();
    w = world_new(false);
    w->now_ms = NOW_MS;
    if (!ok(world_configure(w, configuration) && world_start(w), "a world"))
        diag("%s", w->trouble);
    world_link(w, true);
    store_exec(w->store, "DELETE FROM timer");
    tick(NOW_MS);
    test_one_of_each();
    test_many_at_once();
    test_unknown_kind();
    test_all_are_wired();
    is_str(w->trouble, NULL, "no trouble in that world");
    world_free(w);
    return done();
}
