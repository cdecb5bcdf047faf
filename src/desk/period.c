/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: see period.h. */
#include "desk/period.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/timer.h"

static int64_t bot_idle_ms(const struct desk *d, const struct conf_queue *q)
{
    const struct conf_responder *r = conf_responder_of(d->conf, q);
    return r != NULL ? r->close_after_ms : 0;
}

static int64_t fallback_ms(const struct desk *d, const struct conf_queue *q)
{
    return conf_fallback_ms(d->conf, q);
}

#define SETTING(member) .offset = offsetof(struct conf_queue, member)

/* 0 is never, but for the grace, where it is at once. */
static const struct period {
    const char *setting;
    size_t offset; /* of the setting in the queue's block, unless it is computed */
    int64_t (*of)(const struct desk *, const struct conf_queue *);
    enum timer timer;
    enum sql set;
    bool bot; /* of conversations that a responder has; else of the others */
    bool at_once;
    bool opening; /* counts only while the queue is open */
} periods[] = {
    {.setting = "abandon_after",
     SETTING(abandon_after_ms),
     .timer = TIMER_ABANDON,
     .set = SQL_period_abandon,
     .opening = true},
    {.setting = "responder_after",
     .of = fallback_ms,
     .timer = TIMER_FALLBACK,
     .set = SQL_period_fallback},
    {.setting = "agent_first_reply",
     SETTING(agent_first_reply_ms),
     .timer = TIMER_FIRST_REPLY,
     .set = SQL_period_first_reply},
    {.setting = "offline_grace",
     SETTING(offline_grace_ms),
     .timer = TIMER_GRACE,
     .set = SQL_period_grace,
     .at_once = true},
    {.setting = "customer_gone", SETTING(customer_gone_ms), .timer = TIMER_GONE, .set = SQL_period_gone},
    {.setting = "idle_close", SETTING(idle_close_ms), .timer = TIMER_IDLE, .set = SQL_period_idle},
    {.setting = "close_after",
     .of = bot_idle_ms,
     .timer = TIMER_IDLE,
     .set = SQL_period_bot_idle,
     .bot = true},
};

static int64_t period_ms(const struct desk *d, const struct period *p, const struct conf_queue *q)
{
    return p->of != NULL ? p->of(d, q) : *(const int64_t *)((const char *)q + p->offset);
}

/* For which period the timers of a queue are set. */
static const char *fact_of(struct desk *d, const struct period *p, const char *queue)
{
    return arena_printf(d->arena, "%s of %s", p->setting, queue);
}

/* What the timers were set by: a number of milliseconds; where opening hours count, these too. */
static const char *state_of(struct desk *d, const struct period *p, const struct conf_queue *q)
{
    struct text text = text_new(d->arena);
    text_add(&text, "%lld", (long long)period_ms(d, p, q));
    for (size_t i = 0; p->opening && i < q->n_hours; i++)
        text_add(&text, "%s%d-%d", i > 0 ? "," : " ", q->hours[i].from, q->hours[i].to);
    if (p->opening && q->n_hours > 0)
        text_add(&text, " %s", q->timezone);
    return text.s;
}

/* How many timers are others now. */
static int64_t apply(struct desk *d, const struct period *p, const struct conf_queue *q)
{
    int64_t ms = period_ms(d, p, q);
    int64_t n = ms > 0 || p->at_once ? store_run(d->store, p->set, TEXT(q->name), INT(ms))
                                     : store_run(d->store, SQL_period_end, TEXT(timer_name(p->timer)),
                                                 TEXT(q->name), INT(p->bot));
    timers_load(d);
    return n;
}

void periods_apply(struct desk *d, const struct conf_queue *q)
{
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        apply(d, &periods[i], q);
}

static const char *fact_text(struct desk *d, const char *fact)
{
    struct cursor *c = store_query(d->store, SQL_fact_get, TEXT(fact));
    const char *text = cursor_next(c) ? cursor_text(c, 0) : "";
    cursor_end(c);
    return text;
}

static void sync_period(struct desk *d, const struct period *p, const struct conf_queue *q)
{
    const char *fact = fact_of(d, p, q->name);
    const char *now = state_of(d, p, q), *was = fact_text(d, fact);
    if (strcmp(now, was) == 0)
        return;
    int64_t n = apply(d, p, q);
    if (n > 0 && was[0] != '\0')
        log_info("queue %s: %s changed; timers of %lld open conversations adjusted", q->name,
                 strtoll(was, NULL, 10) == period_ms(d, p, q) ? "hours" : p->setting, (long long)n);
    store_run(d->store, SQL_fact_set, TEXT(fact), TEXT(now));
}

void periods_clock_was_set(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_queues; i++)
        for (size_t k = 0; k < sizeof periods / sizeof periods[0]; k++)
            if (periods[k].opening && d->conf->queues[i].n_hours > 0)
                apply(d, &periods[k], &d->conf->queues[i]);
}

void periods_sync(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_queues; i++)
        for (size_t k = 0; k < sizeof periods / sizeof periods[0]; k++)
            sync_period(d, &periods[k], &d->conf->queues[i]);
}
