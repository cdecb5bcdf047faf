/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timer: see timer.h. */
#include "desk/timer.h"

#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "desk/core.h"
#include "desk/wiring.h"

enum { TIMERS_A_TURN = 500 };

static const struct timer_row {
    const char *name;
} timer_table[TIMER_COUNT] = {
    [TIMER_OFFER] = {"offer"},
    [TIMER_GRACE] = {"grace"},
    [TIMER_LOGOUT] = {"logout"},
    [TIMER_FIRST_REPLY] = {"first-reply"},
    [TIMER_IDLE] = {"idle"},
    [TIMER_ABANDON] = {"abandon"},
    [TIMER_ROUND] = {"round"},
    [TIMER_DELIVER] = {"deliver"},
    [TIMER_GONE] = {"gone"},
    [TIMER_RESEND] = {"resend"},
    [TIMER_CONFIRM] = {"confirm"},
    [TIMER_ANSWER] = {"answer"},
    [TIMER_FALLBACK] = {"fallback"},
    [TIMER_RESPONDERS] = {"responders"},
    [TIMER_BLOCK] = {"block"},
    [TIMER_POSITION] = {"position"},
    [TIMER_HOURS] = {"hours"},
    [TIMER_PRUNE] = {"prune"},
    [TIMER_STALE] = {"stale"},
};

void timer_set(struct desk *d, enum timer kind, int64_t ref, int64_t due_ms)
{
    store_run(d->store, SQL_timer_set, TEXT(timer_table[kind].name), INT(ref), INT(due_ms));
    if (due_ms < d->timer_ms)
        d->timer_ms = due_ms;
}

void timer_set_earlier(struct desk *d, enum timer kind, int64_t ref, int64_t due_ms)
{
    int64_t now = store_int(d->store, SQL_timer_get, INT64_MAX, TEXT(timer_table[kind].name), INT(ref));
    if (due_ms < now)
        timer_set(d, kind, ref, due_ms);
}

/* The cache may then be too early: a tick finds nothing due and reads the truth. */
void timer_clear(struct desk *d, enum timer kind, int64_t ref)
{
    store_run(d->store, SQL_timer_clear, TEXT(timer_table[kind].name), INT(ref));
}

void timer_move(struct desk *d, enum timer kind, int64_t ref, int64_t due_ms)
{
    store_run(d->store, SQL_timer_move, TEXT(timer_table[kind].name), INT(ref), INT(due_ms));
    if (due_ms < d->timer_ms)
        d->timer_ms = due_ms;
}

void timers_defer(struct desk *d, enum timer kind, int64_t not_before_ms)
{
    store_run(d->store, SQL_timer_defer, TEXT(timer_table[kind].name), INT(not_before_ms));
}

/* A word or a presence may end them before they fire. Not abandon_after, which is to the minute. */
static const enum timer ended_by_people[] = {
    TIMER_OFFER, TIMER_GRACE,   TIMER_LOGOUT, TIMER_FIRST_REPLY, TIMER_IDLE,
    TIMER_GONE,  TIMER_CONFIRM, TIMER_ANSWER, TIMER_FALLBACK,    TIMER_STALE,
};

void timers_spare(struct desk *d, int64_t not_before_ms)
{
    for (size_t i = 0; i < sizeof ended_by_people / sizeof ended_by_people[0]; i++)
        timers_defer(d, ended_by_people[i], not_before_ms);
}

const char *timer_name(enum timer kind)
{
    return timer_table[kind].name;
}

void timers_load(struct desk *d)
{
    d->timer_ms = store_int(d->store, SQL_timer_first, INT64_MAX);
}

static struct cursor *due(struct desk *d, bool positions)
{
    return store_query(d->store, SQL_timer_due, INT(d->now_ms), TEXT(timer_table[TIMER_POSITION].name), INT(positions));
}

/* One at a time, because what fires may clear others that are due. Positions last: after an outage nobody shall hear of
 * the line who is given up, or helped, in the same moment. */
static bool fire_next(struct desk *d)
{
    struct cursor *c = due(d, false);
    if (!cursor_next(c) && !cursor_next(c = due(d, true)))
        return false;
    const char *name = cursor_text(c, 0);
    int64_t ref = cursor_int(c, 1);
    cursor_end(c);
    if (store_run(d->store, SQL_timer_take, TEXT(name), INT(ref), INT(d->now_ms)) == 0)
        store_fail(d->store, "a timer is due and not due"); /* and would be so for ever */
    for (int kind = 0; kind < TIMER_COUNT; kind++)
        if (strcmp(timer_table[kind].name, name) == 0) {
            d->wiring->timers[kind](d, ref);
            return true;
        }
    log_warn("store: a timer of a kind that this frontdesk does not know was dropped: %s", name);
    return true;
}

void timers_fire(struct desk *d)
{
    if (d->now_ms < d->timer_ms)
        return;
    int n = 0;
    while (n < TIMERS_A_TURN && fire_next(d))
        n++;
    timers_load(d);
    if (n < TIMERS_A_TURN && d->timer_ms <= d->now_ms)
        store_fail(d->store, "a timer that is due is not found");
}
