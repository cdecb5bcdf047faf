/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reopen: see reopen.h. */
#include "desk/reopen.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/block.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/offer.h"
#include "desk/party.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "desk/transition.h"

/* An agent who gave the conversation back or away before its end has no more to do with it. */
static bool had_it_last(struct desk *d, const struct conversation *t, const struct agent *a)
{
    return store_int(d->store, SQL_conversation_ended_with, 0, INT(t->id)) == a->id;
}

static bool is_blocked(struct desk *d, const struct conversation *t)
{
    struct party customer = party_of(d->arena, t->channel, t->customer_address, t->customer_full);
    return strcmp(t->reason, "blocked") == 0 || block_applies(d, &customer, NULL);
}

static const char *too_late(struct desk *d, const struct conversation *t)
{
    int64_t within_ms = conversation_desk_queue(d, t)->reopen_within_ms;
    if (conversation_may_reopen(d, t))
        return NULL;
    if (within_ms <= 0)
        return "closed conversations of this queue are not opened again (reopen_within).";
    return arena_printf(
        d->arena, "it ended longer than %s ago (reopen_within). When the customer writes, a new one begins.",
        say_seconds(d, within_ms));
}

static const char *closed_why_not(struct desk *d, const struct conversation *t, const struct agent *a)
{
    if (!had_it_last(d, t, a))
        return "it opens again when the customer writes, or when the agent who had it last does.";
    if (is_blocked(d, t))
        return "the customer is blocked.";
    if (conversation_last(d, t->face).id != t->id)
        return "the customer has begun another conversation since, with other agents.";
    const char *late = too_late(d, t);
    return late != NULL ? late : offer_no_room(d, a);
}

static const char *open_why_not(struct desk *d, const struct conversation *t, const struct agent *a)
{
    if (conversation_held_by(t, a->id))
        return "you have this conversation already.";
    if (t->state == CONVERSATION_ACTIVE)
        return arena_printf(d->arena, "this conversation is open, and %s has it.", t->agent_name);
    return "this conversation is open. !accept takes it.";
}

const char *reopen_why_not(struct desk *d, const struct conversation *t, const struct agent *a)
{
    if (t->state != CONVERSATION_CLOSED)
        return open_why_not(d, t, a);
    const char *why = closed_why_not(d, t, a);
    return why != NULL ? arena_printf(d->arena, "this conversation is closed. %c%s", why[0] & ~0x20, why + 1)
                       : NULL;
}

void reopen_for_agent(struct desk *d, struct conversation *t, const struct agent *a)
{
    offer_make_room(d, a);
    conversation_reopen_for(d, t, a->id, "reopened by agent");
    /* The customer may not have asked anything: nobody waits for a first reply. */
    timer_clear(d, TIMER_FIRST_REPLY, t->id);
}
