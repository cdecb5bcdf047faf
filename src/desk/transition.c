/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * transition: see transition.h. */
#include "desk/transition.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/core.h"
#include "desk/figures.h"
#include "desk/line.h"
#include "desk/listener.h"
#include "desk/offer.h"
#include "desk/timer.h"
#include "desk/wiring.h"

/* Where a conversation goes, and why. */
struct transition {
    enum conversation_state to;
    const char
        *queue;    /* the queue whose line it joins; NULL: its present queue, and its place if it has one */
    int64_t agent; /* the agent who gets it or is asked; 0: nobody */
    int64_t only;  /* in the line, it is offered to this agent alone; 0: to everybody */
    const char *reason, *why; /* for the event log; why NULL: nothing to add */
};

/* ---- the one way from state to state ---- */

/* Writes the event. Its agent is the one who gets the conversation or is asked, else the one who had it. */
static void add_event(struct desk *d, const struct conversation *t, const struct conversation *was,
                      const struct transition *to)
{
    int64_t agent = to->agent != 0 ? to->agent : was->state == CONVERSATION_ACTIVE ? was->agent : 0;
    figures_changed(d);
    store_run(d->store, SQL_event_add, INT(t->id), INT(d->now_ms),
              TEXT(was->id != 0 ? conversation_state_name(was->state) : ""),
              TEXT(conversation_state_name(to->to)), TEXT(to->queue != NULL ? to->queue : t->queue),
              agent != 0 ? INT(agent) : TEXT(NULL), TEXT(to->reason), TEXT(to->why != NULL ? to->why : ""));
}

/* Puts the conversation at the place that it is entitled to. A new place is made of the number of the latest
 * event, so the event must be written before. */
static void enter_line(struct desk *d, const struct conversation *t, const char *queue)
{
    if (t->accepted_ms != 0)
        line_enter_head(d, t, queue);
    else if (t->place != 0)
        line_enter_again(d, t, queue); /* never served: nobody is passed */
    else
        line_enter_tail(d, t, queue);
}

static void write_row(struct desk *d, const struct conversation *was, const struct transition *to)
{
    const char *state = conversation_state_name(to->to);
    if (to->to == CONVERSATION_ACTIVE)
        store_run(d->store, SQL_conversation_hold, INT(was->id), INT(to->agent), INT(d->now_ms));
    else if (to->to == CONVERSATION_CLOSED)
        store_run(d->store, SQL_conversation_close, INT(was->id), INT(d->now_ms), TEXT(to->reason));
    else if (was->state == CONVERSATION_CLOSED)
        store_run(d->store, SQL_conversation_reopen, INT(was->id), TEXT(state), INT(d->now_ms));
    else
        store_run(d->store, SQL_conversation_state, INT(was->id), TEXT(state));
}

static bool enters_line(const struct conversation *was, const struct transition *to)
{
    return to->to == CONVERSATION_WAITING && (to->queue != NULL || !conversation_state_in_line(was->state));
}

static void call_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    for (size_t i = 0; i < d->wiring->n_listeners; i++)
        if (d->wiring->listeners[i].left != NULL)
            d->wiring->listeners[i].left(d, was, to);
}

static void call_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    for (size_t i = 0; i < d->wiring->n_listeners; i++)
        if (d->wiring->listeners[i].entered != NULL)
            d->wiring->listeners[i].entered(d, t, was);
}

/* Writes the event and the row, and puts the conversation into the line if it joins one. */
static void write_all(struct desk *d, const struct conversation *t, const struct conversation *was,
                      const struct transition *to)
{
    add_event(d, t, was, to);
    if (was->id != 0)
        write_row(d, was, to);
    if (!enters_line(was, to))
        return;
    if (was->id != 0 && was->state != CONVERSATION_CLOSED) /* else it is the first round, or the row has it */
        store_run(d->store, SQL_conversation_next_round, INT(t->id), INT(0),
                  to->only != 0 ? INT(to->only) : TEXT(NULL));
    enter_line(d, t, to->queue != NULL ? to->queue : t->queue);
}

/* Ends timers, reads the row again and calls the listeners, after the row was written. was: the conversation
 * before; id 0: it is new. */
static void arrive(struct desk *d, struct conversation *t, const struct conversation *was,
                   enum conversation_state to)
{
    if (was->id != 0) {
        timers_end(d, t->id, was->state, to);
        call_left(d, was, to);
    }
    *t = conversation_by_id(d, t->id);
    call_entered(d, t, was);
}

/* Changes the state. through: a state in between, which is written to the event log, but for which no
 * listener is called; NULL: none. */
static void go_through(struct desk *d, struct conversation *t, const struct transition *through,
                       const struct transition *to)
{
    struct conversation was = *t, passes = *t;
    if (through != NULL) {
        write_all(d, t, &was, through);
        passes = conversation_by_id(d, t->id);
    }
    write_all(d, &passes, &passes, to);
    arrive(d, t, &was, to->to);
}

static void go(struct desk *d, struct conversation *t, const struct transition *to)
{
    go_through(d, t, NULL, to);
}

/* ---- where to, and why ---- */

struct conversation conversation_begin(struct desk *d, const struct customer *u, const struct conf_queue *q,
                                       enum conversation_state begin, const char *why)
{
    struct face f = face_of(d, u, q->name);
    struct conversation t = conversation_last(d, f.id);
    if (t.id != 0 && t.state != CONVERSATION_CLOSED)
        return t; /* the caller found no open conversation, so the store is damaged */
    store_run(d->store, SQL_conversation_add, INT(f.id), TEXT(q->name), TEXT(conversation_state_name(begin)),
              INT(d->now_ms));
    t = conversation_by_id(d, store_last_id(d->store));
    if (t.id == 0) {
        store_fail(d->store, "a conversation was begun but could not be read");
        return t;
    }
    struct conversation nothing = conversation_nothing();
    write_all(d, &t, &nothing, &(struct transition){.to = begin, .reason = "opened", .why = why});
    arrive(d, &t, &nothing, begin);
    return t;
}

bool conversation_may_reopen(const struct desk *d, const struct conversation *last)
{
    int64_t within_ms = conversation_desk_queue(d, last)->reopen_within_ms;
    return last->id != 0 && last->state == CONVERSATION_CLOSED && within_ms > 0 &&
           d->now_ms - last->closed_ms <= within_ms && strcmp(last->reason, "blocked") != 0 &&
           conf_queue(d->conf, last->queue) != NULL;
}

struct conversation conversation_to_reopen(struct desk *d, const struct customer *u,
                                           const struct conf_queue *q)
{
    int64_t face = store_int(d->store, SQL_face_find, 0, INT(u->id), TEXT(q->name));
    struct conversation last = conversation_last(d, face);
    return conversation_may_reopen(d, &last) ? last : conversation_nothing();
}

static bool free_for_one_more(struct desk *d, const struct conversation *t)
{
    struct agent a = agent_by_id(d, t->agent);
    agent_count(d, &a);
    return a.id != 0 && a.conf != NULL && a.state == AGENT_AVAILABLE &&
           a.chats + a.offers < a.conf->max_chats && agent_serves(d, &a, t->queue);
}

void conversation_reopen(struct desk *d, struct conversation *t, enum conversation_state state)
{
    struct transition to = {.to = state, .reason = "reopened"};
    if (state != CONVERSATION_WAITING || t->agent == 0 || !free_for_one_more(d, t)) {
        go(d, t, &to);
        return;
    }
    struct transition same = {.to = CONVERSATION_ACTIVE,
                              .agent = t->agent,
                              .reason = "reopened",
                              .why = "the agent who held it before is available"};
    go_through(d, t, &to, &same);
    conversation_tell_agent(d, t, t->agent_jid,
                            "The customer writes again: the conversation is open again, and you have it.");
}

void conversation_reopen_for(struct desk *d, struct conversation *t, int64_t agent, const char *reason)
{
    struct transition to = {.to = CONVERSATION_WAITING, .reason = reason};
    go_through(d, t, &to, &(struct transition){.to = CONVERSATION_ACTIVE, .agent = agent, .reason = reason});
}

void conversation_hold(struct desk *d, struct conversation *t, int64_t agent, const char *reason,
                       const char *why)
{
    go(d, t, &(struct transition){.to = CONVERSATION_ACTIVE, .agent = agent, .reason = reason, .why = why});
}

/* Takes the conversation to the head of a line. The caller tells the customer, so position 1 counts as told.
 * The agent who gave it away is not asked in the round that begins. */
static void back_to_line(struct desk *d, struct conversation *t, const struct transition *to)
{
    int64_t had = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(1), INT(d->now_ms));
    go(d, t, to);
    if (had != 0)
        store_run(d->store, SQL_offer_skip, INT(t->id), INT(had), INT(t->round), INT(d->now_ms));
}

void conversation_requeue(struct desk *d, struct conversation *t, const char *queue, const char *reason)
{
    back_to_line(d, t, &(struct transition){.to = CONVERSATION_WAITING, .queue = queue, .reason = reason});
}

void conversation_requeue_for(struct desk *d, struct conversation *t, int64_t agent, const char *reason)
{
    back_to_line(
        d, t,
        &(struct transition){.to = CONVERSATION_WAITING, .queue = t->queue, .only = agent, .reason = reason});
}

void conversation_to_line(struct desk *d, struct conversation *t, const char *reason)
{
    go(d, t, &(struct transition){.to = CONVERSATION_WAITING, .reason = reason});
}

void conversation_to_bot(struct desk *d, struct conversation *t, const char *reason)
{
    go(d, t, &(struct transition){.to = CONVERSATION_BOT, .reason = reason});
}

void conversation_offered(struct desk *d, struct conversation *t, int64_t agent, const char *why)
{
    go(d, t,
       &(struct transition){.to = CONVERSATION_OFFERED, .agent = agent, .reason = "offered", .why = why});
}

void conversation_unoffered(struct desk *d, struct conversation *t, const char *reason)
{
    go(d, t, &(struct transition){.to = CONVERSATION_WAITING, .reason = reason});
}

void conversation_close(struct desk *d, struct conversation *t, const char *reason)
{
    go(d, t, &(struct transition){.to = CONVERSATION_CLOSED, .reason = reason});
}
