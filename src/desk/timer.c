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

#define IN(state) (1U << CONVERSATION_##state)
enum {
    IN_LINE = IN(WAITING) | IN(OFFERED),
    OPEN = IN(BOT) | IN_LINE | IN(ACTIVE) | IN(SNOOZED),
};

static const struct timer_row {
    const char *name;
    unsigned scope; /* the states in which the conversation `ref` may have this timer; it is cleared when the
                     * conversation leaves them; 0: the timer belongs to no state */
} timer_table[TIMER_COUNT] = {
    [TIMER_OFFER] = {.name = "offer"},
    [TIMER_GRACE] = {.name = "grace", .scope = IN(ACTIVE)},
    [TIMER_LOGOUT] = {.name = "logout"},
    [TIMER_FIRST_REPLY] = {.name = "first-reply", .scope = IN(ACTIVE)},
    [TIMER_IDLE] = {.name = "idle", .scope = IN(BOT) | IN(ACTIVE)},
    [TIMER_ABANDON] = {.name = "abandon", .scope = IN_LINE},
    [TIMER_ROUND] = {.name = "round", .scope = IN_LINE},
    [TIMER_DELIVER] = {.name = "deliver", .scope = IN(ACTIVE)},
    [TIMER_GONE] = {.name = "gone", .scope = OPEN},
    [TIMER_RESEND] = {.name = "resend"},
    [TIMER_CONFIRM] = {.name = "confirm"},
    [TIMER_ANSWER] = {.name = "answer", .scope = IN(BOT) | IN_LINE},
    [TIMER_SEARCH] = {.name = "search", .scope = IN(BOT)},
    [TIMER_FALLBACK] = {.name = "fallback", .scope = IN_LINE},
    [TIMER_RESPONDERS] = {.name = "responders"},
    [TIMER_BLOCK] = {.name = "block"},
    [TIMER_POSITION] = {.name = "position"},
    [TIMER_HOURS] = {.name = "hours"},
    [TIMER_PRUNE] = {.name = "prune"},
    [TIMER_STALE] = {.name = "stale"},
    [TIMER_ROSTER] = {.name = "roster"},
    [TIMER_HERE] = {.name = "here", .scope = IN(BOT) | IN_LINE},
    [TIMER_CONTACTS] = {.name = "contacts"},
    [TIMER_REQUEST] = {.name = "request"},
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

/* The cache d->timer_ms may then be too early: the tick finds nothing due, and timers_fire() reads it
 * again. */
void timer_clear(struct desk *d, enum timer kind, int64_t ref)
{
    store_run(d->store, SQL_timer_clear, TEXT(timer_table[kind].name), INT(ref));
}

void timers_end(struct desk *d, int64_t conversation, enum conversation_state from,
                enum conversation_state to)
{
    for (int kind = 0; kind < TIMER_COUNT; kind++)
        if ((timer_table[kind].scope & 1U << from) != 0 && (timer_table[kind].scope & 1U << to) == 0)
            timer_clear(d, (enum timer)kind, conversation);
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

/* Timers that a message or a presence may end before they fire. TIMER_ABANDON is not among them:
 * abandon_after is kept exactly. */
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
    return store_query(d->store, SQL_timer_due, INT(d->now_ms), TEXT(timer_table[TIMER_POSITION].name),
                       INT(positions));
}

void timer_fire(struct desk *d, enum timer kind, int64_t ref)
{
    d->wiring->timers[kind](d, ref);
}

/* Fires one timer, because its handler may clear others that are due. TIMER_POSITION comes last: after an
 * outage, a customer who is given up or helped in the same turn must not be told a position first. */
static bool fire_next(struct desk *d)
{
    struct cursor *c = due(d, false);
    if (!cursor_next(c) && !cursor_next(c = due(d, true)))
        return false;
    const char *name = cursor_text(c, 0);
    int64_t ref = cursor_int(c, 1);
    cursor_end(c);
    if (store_run(d->store, SQL_timer_take, TEXT(name), INT(ref), INT(d->now_ms)) == 0)
        store_fail(d->store, "a due timer was found but could not be removed"); /* and would be so for ever */
    for (int kind = 0; kind < TIMER_COUNT; kind++)
        if (strcmp(timer_table[kind].name, name) == 0) {
            timer_fire(d, (enum timer)kind, ref);
            return true;
        }
    log_warn("store: dropped a timer of the kind %s, which this version does not know", name);
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
        store_fail(d->store, "a due timer was listed but could not be read");
}
