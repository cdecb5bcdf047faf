/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overdue: see overdue.h. */
#include "desk/overdue.h"

#include "desk/agent.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/period.h"
#include "desk/timer.h"
#include "desk/transition.h"

static void start_serving(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    period_start(d, PERIOD_AGENT_FIRST_REPLY, q, t->id, d->now_ms);
    if (!period_start(d, PERIOD_IDLE_CLOSE, q, t->id, d->now_ms))
        timer_clear(d, TIMER_IDLE, t->id);     /* the responder's */
    if (agent_by_id(d, t->agent).gone_ms != 0) /* took it by word while no presence is seen: not for ever */
        period_start(d, PERIOD_OFFLINE_GRACE, q, t->id, d->now_ms);
}

void overdue_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    if (t->state == CONVERSATION_WAITING && was->state != CONVERSATION_OFFERED)
        period_start(d, PERIOD_ABANDON_AFTER, conversation_queue(d, t), t->id, t->queued_ms);
    if (t->state == CONVERSATION_ACTIVE)
        start_serving(d, t);
}

/* Reads the conversation of a timer. Returns false if its state is another than s by now. */
static bool still(struct desk *d, int64_t id, enum conversation_state s, struct conversation *t)
{
    *t = conversation_by_id(d, id);
    return t->id != 0 && t->state == s;
}

/* Gives the conversation back to its line, and tells both sides. */
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

/* Moving the timer at each message would cost a write. So it stays, and when it fires too early it is set
 * again. */
bool overdue_is_silent(struct desk *d, const struct conversation *t, int64_t silence_ms, bool owed)
{
    int64_t last = t->customer_ms > t->agent_ms ? t->customer_ms : t->agent_ms;
    if (d->link_up_ms > last)
        last = d->link_up_ms; /* before that nobody could write */
    if (owed)
        last = d->now_ms;
    if (last + silence_ms <= d->now_ms)
        return true;
    timer_set(d, TIMER_IDLE, t->id, last + silence_ms);
    return false;
}

void conversation_idle(struct desk *d, int64_t id)
{
    struct conversation t;
    if (!still(d, id, CONVERSATION_ACTIVE, &t))
        return;
    int64_t silence_ms = period_ms(d, PERIOD_IDLE_CLOSE, conversation_queue(d, &t));
    if (silence_ms <= 0 || !overdue_is_silent(d, &t, silence_ms, false))
        return;
    conversation_tell(d, &t, NOTICE_CLOSED_IDLE, NULL);
    contact_say_closed(d, &t, "Nobody has written for a while: the conversation is closed.");
    conversation_close(d, &t, "idle");
}

void conversation_waited_too_long(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.id == 0 || !conversation_state_in_line(t.state))
        return;
    const struct conf_queue *q = conversation_queue(d, &t);
    int64_t given_up_ms = period_over_ms(d, PERIOD_ABANDON_AFTER, q, t.queued_ms);
    if (given_up_ms < 0)
        return;
    if (given_up_ms > d->now_ms) { /* it was set for the earliest moment: see period.h */
        period_start(d, PERIOD_ABANDON_AFTER, q, id, t.queued_ms);
        return;
    }
    conversation_tell(d, &t, NOTICE_CLOSED_ABANDONED, NULL);
    conversation_close(d, &t, "abandoned");
}
