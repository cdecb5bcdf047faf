/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * transition: see transition.h. */
#include "desk/transition.h"

#include <string.h>

#include "bot/copilot.h"
#include "bot/responder.h"
#include "desk/agent.h"
#include "desk/core.h"
#include "desk/figures.h"
#include "desk/kept.h"
#include "desk/line.h"
#include "desk/offer.h"
#include "desk/overdue.h"
#include "desk/timer.h"

/* One row for each change. agent 0: none was concerned. */
static void note_event(struct desk *d, const struct conversation *t, const char *from, const char *to,
                       int64_t agent, const char *reason, const char *why)
{
    figures_changed(d);
    store_run(d->store, SQL_event_add, INT(t->id), INT(d->now_ms), TEXT(from), TEXT(to), TEXT(t->queue),
              agent != 0 ? INT(agent) : TEXT(NULL), TEXT(reason), TEXT(why != NULL ? why : ""));
}

static void change_state(struct desk *d, struct conversation *t, enum conversation_state to, int64_t agent,
                         const char *reason, const char *why)
{
    note_event(d, t, conversation_state_name(t->state), conversation_state_name(to), agent, reason, why);
    if (t->state == CONVERSATION_BOT)
        responder_leave(d, t, to != CONVERSATION_CLOSED);
    if (t->state == CONVERSATION_WAITING)
        line_shifted(d, t, -1);
    if (t->state == CONVERSATION_ACTIVE)
        copilot_leave(d, t);
    t->state = to;
}

static void end_timers(struct desk *d, int64_t id)
{
    timer_clear(d, TIMER_GRACE, id);
    timer_clear(d, TIMER_FIRST_REPLY, id);
    timer_clear(d, TIMER_IDLE, id);
    timer_clear(d, TIMER_ABANDON, id);
    timer_clear(d, TIMER_ROUND, id);
    timer_clear(d, TIMER_DELIVER, id);
    timer_clear(d, TIMER_ANSWER, id);
    timer_clear(d, TIMER_FALLBACK, id);
}

static void start_waiting(struct desk *d, struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    int64_t given_up_ms = conversation_given_up_ms(q, t);
    if (given_up_ms >= 0)
        timer_set(d, TIMER_ABANDON, t->id, given_up_ms);
    if (responder_fallback_ms(d, q) > 0 && t->accepted_ms == 0)
        timer_set(d, TIMER_FALLBACK, t->id, d->now_ms + responder_fallback_ms(d, q));
    line_note(d, q);
    line_watch(d);
    d->route = true;
}

static struct conversation open_new(struct desk *d, const struct customer *u, const struct face *f,
                                    const struct conf_queue *q)
{
    const char *why = NULL;
    bool bot = responder_begins(d, q, u->jid, &why);
    enum conversation_state begin = bot ? CONVERSATION_BOT : CONVERSATION_WAITING;
    store_run(d->store, SQL_conversation_add, INT(f->id), TEXT(q->name), TEXT(conversation_state_name(begin)), INT(d->now_ms));
    struct conversation t = conversation_by_id(d, store_last_id(d->store));
    if (t.id == 0) {
        store_fail(d->store, "a conversation that was begun is not found");
        return t;
    }
    note_event(d, &t, "", conversation_state_name(begin), 0, "opened", why);
    kept_add(d, u->jid, KEPT_CONVERSATION);
    if (bot) {
        responder_enter(d, &t, 0);
    } else {
        line_enter_tail(d, &t, q->name);
        start_waiting(d, &t);
    }
    return t;
}

static bool free_for_one_more(struct desk *d, const struct conversation *t)
{
    struct agent a = agent_by_id(d, t->agent);
    agent_count(d, &a);
    return a.id != 0 && a.conf != NULL && a.state == AGENT_AVAILABLE &&
           a.chats + a.offers < a.conf->max_chats && agent_serves(d, &a, t->queue);
}

/* To the place that it has a right to. Who was never in this line has none before those who stand there. */
static void enter_line(struct desk *d, struct conversation *t)
{
    if (t->accepted_ms != 0)
        line_enter_head(d, t, t->queue);
    else if (t->place != 0)
        line_enter_again(d, t); /* never served: nobody is passed */
    else
        line_enter_tail(d, t, t->queue);
}

static void reopen(struct desk *d, struct conversation *t)
{
    if (responder_goes_on(d, t)) {
        store_run(d->store, SQL_conversation_reopen, INT(t->id), TEXT(conversation_state_name(CONVERSATION_BOT)), INT(d->now_ms));
        change_state(d, t, CONVERSATION_BOT, 0, "reopened", NULL);
        t->closed_ms = 0;
        responder_enter(d, t, store_int(d->store, SQL_bot_newest, 0, INT(t->id)));
        return;
    }
    bool same = t->agent != 0 && free_for_one_more(d, t);
    store_run(d->store, SQL_conversation_reopen, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)), INT(d->now_ms));
    change_state(d, t, CONVERSATION_WAITING, 0, "reopened", NULL);
    responder_leave(d, t, true); /* if one had it and there is none any more: from now on people have it */
    t->closed_ms = 0;
    t->round++;
    t->queued_ms = d->now_ms;
    enter_line(d, t);
    if (same) {
        conversation_hold(d, t, t->agent, "reopened", "the agent who held it before is available");
        conversation_tell_agent(d, t, t->agent_jid,
                                "The customer writes again: the conversation is open again, with you.");
    } else {
        start_waiting(d, t);
    }
}

static bool may_reopen(const struct desk *d, const struct conversation *last, const struct conf_queue *q)
{
    return last->id != 0 && last->state == CONVERSATION_CLOSED && q->reopen_within_ms > 0 &&
           d->now_ms - last->closed_ms <= q->reopen_within_ms && strcmp(last->reason, "blocked") != 0 &&
           conf_queue(d->conf, last->queue) != NULL;
}

bool conversation_would_reopen(struct desk *d, const struct customer *u, const struct conf_queue *q)
{
    int64_t face = store_int(d->store, SQL_face_find, 0, INT(u->id), TEXT(q->name));
    struct conversation last = conversation_last(d, face);
    return may_reopen(d, &last, q);
}

struct conversation conversation_start(struct desk *d, const struct customer *u, const struct conf_queue *q,
                                       bool *reopened)
{
    struct face f = face_of(d, u, q->name);
    struct conversation last = conversation_last(d, f.id);
    *reopened = false;
    if (last.id != 0 && last.state != CONVERSATION_CLOSED)
        return last; /* the caller did not find it: only a damaged store says both */
    *reopened = may_reopen(d, &last, q);
    if (!*reopened)
        return open_new(d, u, &f, q);
    reopen(d, &last);
    return last;
}

void conversation_hold(struct desk *d, struct conversation *t, int64_t agent, const char *reason,
                       const char *why)
{
    const struct conf_queue *q = conversation_queue(d, t);
    struct agent a = agent_by_id(d, agent);
    change_state(d, t, CONVERSATION_ACTIVE, agent, reason, why);
    store_run(d->store, SQL_conversation_hold, INT(t->id), INT(agent), INT(d->now_ms));
    t->agent = agent;
    t->agent_jid = a.jid;
    t->agent_name = a.name;
    t->agent_full = "";
    t->held_ms = t->agent_ms = d->now_ms;
    end_timers(d, t->id);
    if (q->agent_first_reply_ms > 0)
        timer_set(d, TIMER_FIRST_REPLY, t->id, d->now_ms + q->agent_first_reply_ms);
    if (q->idle_close_ms > 0)
        timer_set(d, TIMER_IDLE, t->id, d->now_ms + q->idle_close_ms);
    if (a.gone_ms != 0) /* took it by word while no presence is seen: not for ever */
        timer_set(d, TIMER_GRACE, t->id, d->now_ms + q->offline_grace_ms);
    agent_took(d, agent);
    confirm_forget_agent(d, t);
    conversation_deliver(d, t);
}

void conversation_requeue(struct desk *d, struct conversation *t, const char *queue, const char *reason)
{
    int64_t was = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    offers_withdraw(d, t, 0, NULL);
    end_timers(d, t->id);
    t->queue = queue;
    change_state(d, t, CONVERSATION_WAITING, was, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)));
    t->queued_ms = d->now_ms;
    line_enter_head(d, t, queue);
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(1), INT(d->now_ms));
    store_run(d->store, SQL_conversation_next_round, INT(t->id), INT(0));
    t->round++;
    if (was != 0) {
        /* Who just gave it away is not the next to be asked. */
        store_run(d->store, SQL_offer_skip, INT(t->id), INT(was), INT(t->round), INT(d->now_ms));
        agent_let_go(d, was);
    }
    start_waiting(d, t);
}

void conversation_to_line(struct desk *d, struct conversation *t, const char *reason)
{
    end_timers(d, t->id);
    change_state(d, t, CONVERSATION_WAITING, 0, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)));
    store_run(d->store, SQL_conversation_next_round, INT(t->id), INT(0));
    t->round++;
    t->queued_ms = d->now_ms;
    enter_line(d, t);
    start_waiting(d, t);
}

void conversation_to_bot(struct desk *d, struct conversation *t, const char *reason, int64_t since)
{
    int64_t was = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    offers_withdraw(d, t, 0, NULL);
    end_timers(d, t->id);
    change_state(d, t, CONVERSATION_BOT, was, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_BOT)));
    if (was != 0)
        agent_let_go(d, was);
    responder_enter(d, t, since);
    d->route = true;
}

void conversation_offered(struct desk *d, struct conversation *t, int64_t agent, const char *why)
{
    change_state(d, t, CONVERSATION_OFFERED, agent, "offered", why);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_OFFERED)));
}

void conversation_unoffered(struct desk *d, struct conversation *t, const char *reason)
{
    change_state(d, t, CONVERSATION_WAITING, 0, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)));
    line_shifted(d, t, 1);
    line_watch(d);
    d->route = true;
}

void conversation_close(struct desk *d, struct conversation *t, const char *reason)
{
    int64_t was = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    offers_withdraw(d, t, 0, "The customer's conversation has ended meanwhile.");
    end_timers(d, t->id);
    change_state(d, t, CONVERSATION_CLOSED, was, reason, NULL);
    store_run(d->store, SQL_conversation_close, INT(t->id), INT(d->now_ms), TEXT(reason));
    timer_clear(d, TIMER_GONE, t->id);
    t->closed_ms = d->now_ms;
    copilot_sum_up_closed(d, t);
    if (was != 0)
        agent_let_go(d, was);
    d->route = true;
}
