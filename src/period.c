/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: see period.h. */
#include "period.h"

#include <stddef.h>

#include "core.h"
#include "log.h"
#include "responder.h"
#include "timer.h"

static int64_t bot_idle_ms(const struct desk *d, const struct conf_queue *q)
{
    const struct conf_responder *r = responder_of(d, q);
    return r != NULL ? r->close_after_ms : 0;
}

#define SETTING(member) offsetof(struct conf_queue, member), NULL
#define COMPUTED(function) 0, function

/* 0 is never, but for the grace, where it is at once. */
static const struct period {
    const char *setting;
    size_t offset; /* of the setting in the queue's block, unless it is computed */
    int64_t (*of)(const struct desk *, const struct conf_queue *);
    enum timer timer;
    enum sql set;
    bool bot; /* of conversations that a responder has; else of the others */
    bool at_once;
} periods[] = {
    {"abandon_after", SETTING(abandon_after_ms), TIMER_ABANDON, SQL_period_abandon, false, false},
    {"responder_after", COMPUTED(responder_fallback_ms), TIMER_FALLBACK, SQL_period_fallback, false, false},
    {"agent_first_reply", SETTING(agent_first_reply_ms), TIMER_FIRST_REPLY, SQL_period_first_reply, false, false},
    {"offline_grace", SETTING(offline_grace_ms), TIMER_GRACE, SQL_period_grace, false, true},
    {"customer_gone", SETTING(customer_gone_ms), TIMER_GONE, SQL_period_gone, false, false},
    {"idle_close", SETTING(idle_close_ms), TIMER_IDLE, SQL_period_idle, false, false},
    {"close_after", COMPUTED(bot_idle_ms), TIMER_IDLE, SQL_period_bot_idle, true, false},
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

/* How many timers are others now. */
static int64_t apply(struct desk *d, const struct period *p, const struct conf_queue *q)
{
    int64_t ms = period_ms(d, p, q);
    int64_t n = ms > 0 || p->at_once
                    ? store_run(d->store, p->set, TEXT(q->name), INT(ms))
                    : store_run(d->store, SQL_period_end, TEXT(timer_name(p->timer)), TEXT(q->name), INT(p->bot));
    timers_load(d);
    return n;
}

void periods_apply(struct desk *d, const struct conf_queue *q)
{
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        apply(d, &periods[i], q);
}

static void sync_period(struct desk *d, const struct period *p, const struct conf_queue *q)
{
    const char *fact = fact_of(d, p, q->name);
    int64_t ms = period_ms(d, p, q), was_ms = store_int(d->store, SQL_fact_number, -1, TEXT(fact));
    if (ms == was_ms)
        return;
    int64_t n = apply(d, p, q);
    if (n > 0 && was_ms >= 0)
        log_info("queue %s: another %s, for %lld conversations under way too", q->name, p->setting, (long long)n);
    store_run(d->store, SQL_fact_set, TEXT(fact), TEXT(arena_printf(d->arena, "%lld", (long long)ms)));
}

void periods_sync(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_queues; i++)
        for (size_t k = 0; k < sizeof periods / sizeof periods[0]; k++)
            sync_period(d, &periods[k], &d->conf->queues[i]);
}
