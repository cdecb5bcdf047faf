/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overdue: see overdue.h. */
#include "desk/overdue.h"

#include "bot/responder.h"
#include "bot/task.h"
#include "conf/hours.h"
#include "desk/core.h"
#include "desk/timer.h"
#include "desk/transition.h"

/* When it has waited for too long, counting only the time in which the queue is open; -1: never. */
int64_t conversation_given_up_ms(const struct conf_queue *q, const struct conversation *t)
{
    return q->abandon_after_ms > 0 ? hours_passed_ms(q, t->queued_ms, q->abandon_after_ms) : -1;
}

/* Timers find a conversation that may have moved on since they were set. */
static bool still(struct desk *d, int64_t id, enum conversation_state s, struct conversation *t)
{
    *t = conversation_by_id(d, id);
    return t->id != 0 && t->state == s;
}

/* Both sides are told. */
static void give_back(struct desk *d, struct conversation *t, const char *reason, enum notice notice,
                      const char *to_agent)
{
    conversation_requeue(d, t, t->queue, reason);
    conversation_tell(d, t, notice, (struct notice_value[]){{"agent", t->agent_name}, {0}});
    conversation_tell_agent(d, t, t->agent_jid, to_agent);
}

void conversation_grace_over(struct desk *d, int64_t id)
{
    struct conversation t;
    if (!still(d, id, CONVERSATION_ACTIVE, &t))
        return;
    give_back(d, &t, "agent offline", NOTICE_REQUEUED,
              "You were offline for too long: the conversation went back to the line.");
}

void conversation_no_reply(struct desk *d, int64_t id)
{
    struct conversation t;
    if (!still(d, id, CONVERSATION_ACTIVE, &t))
        return;
    give_back(d, &t, "no first reply", NOTICE_REQUEUED_SILENT,
              "You took this conversation and did not answer in time: it went back to the line. !accept "
              "takes it again.");
}

/* Not moved at each message, which would cost a write: looked at when it fires, and set again if it came too
 * early. While the responder owes an answer it is not the customer who is silent. */
void conversation_idle(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    const struct conf_queue *q = conversation_queue(d, &t);
    const struct conf_responder *r = responder_of(d, q);
    bool bot = t.state == CONVERSATION_BOT && r != NULL;
    int64_t silence_ms = bot ? r->close_after_ms : t.state == CONVERSATION_ACTIVE ? q->idle_close_ms : 0;
    if (t.id == 0 || silence_ms <= 0)
        return;
    int64_t last = t.customer_ms > t.agent_ms ? t.customer_ms : t.agent_ms;
    if (d->link_up_ms > last)
        last = d->link_up_ms; /* before that nobody could write */
    if (bot && task_is_open(d, id, TASK_ANSWER))
        last = d->now_ms;
    if (last + silence_ms > d->now_ms) {
        timer_set(d, TIMER_IDLE, id, last + silence_ms);
        return;
    }
    if (bot && responder_passes_on(d, &t))
        return;
    if (!bot) { /* who was answered and is content need not hear that the responder is gone */
        conversation_tell(d, &t, NOTICE_CLOSED_IDLE, NULL);
        conversation_tell_agent(d, &t, t.agent_jid,
                                "Nobody has written for a while: the conversation is closed.");
    }
    conversation_close(d, &t, "idle");
}

void conversation_waited_too_long(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.id == 0 || (t.state != CONVERSATION_WAITING && t.state != CONVERSATION_OFFERED))
        return;
    int64_t given_up_ms = conversation_given_up_ms(conversation_queue(d, &t), &t);
    if (given_up_ms < 0)
        return;
    if (given_up_ms > d->now_ms) { /* it was set for the earliest moment: see period.h */
        timer_set(d, TIMER_ABANDON, id, given_up_ms);
        return;
    }
    conversation_tell(d, &t, NOTICE_CLOSED_ABANDONED, NULL);
    conversation_close(d, &t, "abandoned");
}
