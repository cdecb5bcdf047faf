/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: see period.h. */
#include "desk/period.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "conf/hours.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/timer.h"

static const struct period_row {
    const char *setting;
    bool of_responder; /* a setting of the queue's responder, not of the queue */
    size_t offset;     /* in its block */
    enum timer timer;
    enum sql set, end;
    bool kept; /* running timers keep their time when the setting changes; set and end are not used */
    bool opening, zero_is_at_once, fallback; /* see db/periods */
} periods[PERIOD_COUNT] = {SQL_PERIODS};

/* Returns 0 for a period that never ends, but for those that end at once (zero_is_at_once). */
int64_t period_ms(const struct desk *d, enum period n, const struct conf_queue *q)
{
    const struct period_row *p = &periods[n];
    const struct conf_responder *r = conf_responder_of(d->conf, q);
    if (r == NULL && (p->of_responder || p->fallback))
        return 0;
    if (p->fallback && q->responder_mode != RESPONDER_FALLBACK)
        return 0;
    return *(const int64_t *)((p->of_responder ? (const char *)r : (const char *)q) + p->offset);
}

int64_t period_over_ms(const struct desk *d, enum period n, const struct conf_queue *q, int64_t from_ms)
{
    int64_t ms = period_ms(d, n, q);
    if (ms <= 0 && !periods[n].zero_is_at_once)
        return -1;
    return periods[n].opening ? hours_passed_ms(&q->hours, from_ms, ms) : from_ms + ms;
}

bool period_start(struct desk *d, enum period n, const struct conf_queue *q, int64_t ref, int64_t from_ms)
{
    int64_t due_ms = period_over_ms(d, n, q, from_ms);
    if (due_ms >= 0)
        timer_set(d, periods[n].timer, ref, due_ms);
    return due_ms >= 0;
}

/* Returns the name of the fact in the store that keeps by which period the timers of a queue were set. */
static const char *fact_of(struct desk *d, enum period n, const char *queue)
{
    return arena_printf(d->arena, "%s of %s", periods[n].setting, queue);
}

/* Returns the value of that fact: the period in milliseconds, and the opening hours if they count. */
static const char *state_of(struct desk *d, enum period n, const struct conf_queue *q)
{
    const struct period_row *p = &periods[n];
    struct text text = text_new(d->arena);
    text_add(&text, "%lld", (long long)period_ms(d, n, q));
    for (size_t i = 0; p->opening && i < q->hours.n; i++)
        text_add(&text, "%s%d-%d", i > 0 ? "," : " ", q->hours.span[i].from, q->hours.span[i].to);
    if (p->opening && q->hours.n > 0)
        text_add(&text, " %s", q->hours.timezone);
    return text.s;
}

/* Sets, or clears, the timers of a queue for this period. Returns how many have changed. */
static int64_t apply(struct desk *d, enum period n, const struct conf_queue *q)
{
    const struct period_row *p = &periods[n];
    int64_t ms = period_ms(d, n, q);
    int64_t changed = ms > 0 || p->zero_is_at_once ? store_run(d->store, p->set, TEXT(q->name), INT(ms))
                                                   : store_run(d->store, p->end, TEXT(q->name));
    timers_load(d);
    return changed;
}

void periods_apply(struct desk *d, const struct conf_queue *q)
{
    for (enum period n = 0; n < PERIOD_COUNT; n++)
        if (!periods[n].kept)
            apply(d, n, q);
}

static const char *fact_text(struct desk *d, const char *fact)
{
    struct cursor *c = store_query(d->store, SQL_fact_get, TEXT(fact));
    const char *text = cursor_next(c) ? cursor_text(c, 0) : "";
    cursor_end(c);
    return text;
}

static void sync_period(struct desk *d, enum period n, const struct conf_queue *q)
{
    const char *fact = fact_of(d, n, q->name);
    const char *now = state_of(d, n, q), *was = fact_text(d, fact);
    if (strcmp(now, was) == 0)
        return;
    int64_t changed = apply(d, n, q);
    if (changed > 0 && was[0] != '\0')
        log_info("queue %s: %s changed; timers of %lld open conversations adjusted", q->name,
                 strtoll(was, NULL, 10) == period_ms(d, n, q) ? "hours" : periods[n].setting,
                 (long long)changed);
    store_run(d->store, SQL_fact_set, TEXT(fact), TEXT(now));
}

void periods_clock_was_set(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_queues; i++)
        for (enum period n = 0; n < PERIOD_COUNT; n++)
            if (periods[n].opening && d->conf->queues[i].hours.n > 0)
                apply(d, n, &d->conf->queues[i]);
}

void periods_sync(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_queues; i++)
        for (enum period n = 0; n < PERIOD_COUNT; n++)
            if (!periods[n].kept)
                sync_period(d, n, &d->conf->queues[i]);
}
