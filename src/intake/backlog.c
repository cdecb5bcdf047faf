/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * backlog: see backlog.h. */
#include "intake/backlog.h"

#include "desk/core.h"
#include "desk/shown.h"
#include "desk/timer.h"

enum { DELIVER = 200 }; /* messages that an agent is given in one turn; more follow */

/* What the agent was shown with an offer is not given again, so the first messages may be older than those: the agent is
 * told. */
static void explain_order(struct desk *d, const struct conversation *t)
{
    struct shown s = shown_to(d, t, t->agent);
    if (s.upto > s.before && s.before > t->relayed &&
        store_int(d->store, SQL_message_between, 0, INT(t->id), INT(t->relayed), INT(s.before), INT(1)) > 0)
        conversation_tell_agent(d, t, t->agent_jid, "What the customer wrote before that:");
}

void backlog_deliver(struct desk *d, struct conversation *t)
{
    int n = 0;
    int64_t relayed = t->relayed, floor_ms = d->now_ms;
    struct shown s = shown_to(d, t, t->agent);
    struct cursor *c = store_query(d->store, SQL_message_unrelayed, INT(t->id), INT(t->relayed), INT(DELIVER),
                                   INT(s.before), INT(s.upto));
    for (; cursor_next(c); n++)
        relayed = shown_send(d, t, t->agent_jid, c, &floor_ms, true);
    bool behind = n == DELIVER;
    if (!behind && s.upto > relayed)
        relayed = s.upto;
    store_run(d->store, SQL_conversation_relayed, INT(t->id), INT(relayed));
    if (behind)
        timer_set(d, TIMER_DELIVER, t->id, d->now_ms + 1); /* another turn */
    if (behind != t->behind)
        store_run(d->store, SQL_conversation_behind, INT(t->id), INT(behind));
    *t = conversation_by_id(d, t->id);
}

void backlog_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    if (t->state != CONVERSATION_ACTIVE)
        return;
    explain_order(d, t);
    backlog_deliver(d, t);
}

void backlog_hold_back(struct desk *d, const struct conversation *t)
{
    if (!t->behind)
        store_run(d->store, SQL_conversation_behind, INT(t->id), INT(1));
}

void backlog_deliver_more(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.state == CONVERSATION_ACTIVE)
        backlog_deliver(d, &t);
}
