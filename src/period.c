/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: see period.h. */
#include "period.h"

#include "conversation.h"
#include "core.h"
#include "log.h"
#include "responder.h"
#include "timer.h"

static int64_t abandon_ms(const struct desk *d, const struct conf_queue *q)
{
    (void)d;
    return q->abandon_after_ms;
}

static int64_t fallback_ms(const struct desk *d, const struct conf_queue *q)
{
    return q->responder_mode == RESPONDER_FALLBACK && responder_of(d, q) != NULL ? q->responder_after_ms : 0;
}

static int64_t first_reply_ms(const struct desk *d, const struct conf_queue *q)
{
    (void)d;
    return q->agent_first_reply_ms;
}

static int64_t grace_ms(const struct desk *d, const struct conf_queue *q)
{
    (void)d;
    return q->offline_grace_ms;
}

static int64_t idle_ms(const struct desk *d, const struct conf_queue *q)
{
    (void)d;
    return q->idle_close_ms;
}

static int64_t bot_idle_ms(const struct desk *d, const struct conf_queue *q)
{
    const struct conf_responder *r = responder_of(d, q);
    return r != NULL ? r->close_after_ms : 0;
}

/* 0 is never, but for the grace, where it is at once. */
static const struct period {
    const char *setting;
    enum timer timer;
    enum state state; /* of the conversations that it is for; STATE_WAITING: those with an offer too */
    int64_t (*of)(const struct desk *, const struct conf_queue *);
    bool at_once;
} periods[] = {
    {"abandon_after", TIMER_ABANDON, STATE_WAITING, abandon_ms, false},
    {"responder_after", TIMER_FALLBACK, STATE_WAITING, fallback_ms, false},
    {"agent_first_reply", TIMER_FIRST_REPLY, STATE_ACTIVE, first_reply_ms, false},
    {"offline_grace", TIMER_GRACE, STATE_ACTIVE, grace_ms, true},
    {"idle_close", TIMER_IDLE, STATE_ACTIVE, idle_ms, false},
    {"close_after", TIMER_IDLE, STATE_BOT, bot_idle_ms, false},
};

static void changed(struct desk *d, const struct conf_queue *q, const struct period *p, int64_t was_ms, int64_t ms)
{
    int64_t n;
    if (ms == 0 && !p->at_once)
        n = timers_end(d, p->timer, q->name, p->state);
    else if (was_ms == 0 && !p->at_once)
        n = timers_begin(d, p->timer, q->name, p->state, ms);
    else
        n = timers_move(d, p->timer, q->name, p->state, ms - was_ms);
    if (n > 0)
        log_info("queue %s: %s is another now, for its %lld conversations under way too", q->name, p->setting, (long long)n);
}

static void sync_period(struct desk *d, const struct conf_queue *q, const struct period *p)
{
    const char *fact = arena_printf(d->arena, "%s of %s", p->setting, q->name);
    int64_t ms = p->of(d, q), was_ms = store_int(d->store, SQL_fact_number, -1, TEXT(fact));
    if (ms == was_ms)
        return;
    if (was_ms >= 0)
        changed(d, q, p, was_ms, ms);
    store_run(d->store, SQL_fact_set, TEXT(fact), TEXT(arena_printf(d->arena, "%lld", (long long)ms)));
}

void periods_sync(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_queues; i++)
        for (size_t k = 0; k < sizeof periods / sizeof periods[0]; k++)
            sync_period(d, &d->conf->queues[i], &periods[k]);
}
