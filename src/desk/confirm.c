/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * confirm: see confirm.h. */
#include "desk/confirm.h"

#include "base/log.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/subscription.h"
#include "desk/timer.h"

enum { LOOK_EVERY_MS = 10 * 1000 };

static struct confirm_place *confirm_place_of(struct desk *d, int64_t conversation)
{
    return &d->confirm.place[(uint64_t)conversation % CONFIRM_PLACES];
}

void confirm_asked(struct desk *d, const struct conversation *t, enum confirm_side side)
{
    struct confirm_place *p = confirm_place_of(d, t->id);
    if (p->conversation != t->id)
        *p = (struct confirm_place){.conversation = t->id};
    if (p->side[side].asked_ms != 0)
        return;
    p->side[side].asked_ms = d->now_ms;
    if (!p->side[side].can || d->confirm.watching)
        return;
    d->confirm.watching = true;
    timer_set(d, TIMER_CONFIRM, 0, d->now_ms + LOOK_EVERY_MS);
}

void confirm_came(struct desk *d, const struct conversation *t, enum confirm_side side)
{
    struct confirm_place *p = confirm_place_of(d, t->id);
    if (p->conversation != t->id)
        return;
    p->side[side].asked_ms = 0;
    p->side[side].can = true;
    p->side[side].told = false;
}

/* A side that writes has seen the messages sent to it before, even without receipts. */
void confirm_message(struct desk *d, const struct conversation *t, bool by_agent)
{
    struct confirm_place *p = confirm_place_of(d, t->id);
    if (p->conversation == t->id)
        p->side[by_agent ? CONFIRM_AGENT : CONFIRM_CUSTOMER].asked_ms = 0;
}

/* Nothing is known yet about another agent's client. */
void confirm_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    struct confirm_place *p = confirm_place_of(d, t->id);
    if (t->state == CONVERSATION_ACTIVE && p->conversation == t->id)
        p->side[CONFIRM_AGENT] = (struct confirm_mark){0};
}

void confirm_shift(struct desk *d, int64_t jump_ms)
{
    for (size_t i = 0; i < CONFIRM_PLACES; i++)
        for (int side = 0; side < CONFIRM_SIDES; side++)
            if (d->confirm.place[i].side[side].asked_ms != 0)
                d->confirm.place[i].side[side].asked_ms += jump_ms;
}

/* Tells those who can do something about it: the agent, and the server, which may find out by a probe that
 * the client is gone. */
static void probe_holder(struct desk *d, const struct conversation *t)
{
    struct agent a = agent_by_id(d, t->agent);
    if (a.subscribed)
        subscription_probe(d, &a);
}

static void agent_silent(struct desk *d, const struct conversation *t, const char *since)
{
    log_warn(
        "conversation %lld: the client of %s has confirmed nothing for %s, though it did before: is it still "
        "connected?",
        (long long)t->id, t->agent_jid, since);
    probe_holder(d, t);
    conversation_tell_agent(
        d, t, t->agent_jid,
        arena_printf(d->arena,
                     "Your client has not confirmed what the customer wrote %s ago: is your "
                     "connection all right?",
                     since));
}

static void customer_silent(struct desk *d, const struct conversation *t, const char *since)
{
    log_info("conversation %lld: the customer's client has confirmed nothing for %s, though it did before",
             (long long)t->id, since);
    conversation_tell_agent(
        d, t, t->agent_jid,
        arena_printf(d->arena,
                     "The customer's client has not confirmed what you wrote %s ago: it may "
                     "not have arrived.",
                     since));
}

static void tell_silent(struct desk *d, struct confirm_place *p, enum confirm_side side)
{
    static void (*const silent[CONFIRM_SIDES])(struct desk *, const struct conversation *, const char *) = {
        [CONFIRM_AGENT] = agent_silent,
        [CONFIRM_CUSTOMER] = customer_silent,
    };
    struct conversation t = conversation_by_id(d, p->conversation);
    if (t.id == 0 || t.state != CONVERSATION_ACTIVE) {
        *p = (struct confirm_place){0};
        return;
    }
    int64_t since = p->side[side].asked_ms > d->link_up_ms ? p->side[side].asked_ms : d->link_up_ms;
    int64_t waited = d->now_ms - since /* before that nobody could confirm */,
            limit = conversation_queue(d, &t)->receipt_timeout_ms;
    if (limit == 0 || waited < limit)
        return;
    p->side[side].told = true;
    silent[side](d, &t, say_seconds(d, waited));
}

void confirm_look(struct desk *d, int64_t ref)
{
    (void)ref;
    bool waiting = false;
    for (size_t i = 0; i < CONFIRM_PLACES; i++)
        for (int side = 0; side < CONFIRM_SIDES; side++) {
            struct confirm_place *p = &d->confirm.place[i];
            if (p->side[side].asked_ms == 0 || !p->side[side].can || p->side[side].told)
                continue;
            tell_silent(d, p, (enum confirm_side)side);
            waiting = waiting || (p->side[side].asked_ms != 0 && !p->side[side].told);
        }
    d->confirm.watching = waiting;
    if (waiting)
        timer_set(d, TIMER_CONFIRM, 0, d->now_ms + LOOK_EVERY_MS);
}
