/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offer: a waiting conversation shown to an agent, who may take it. Nobody has two offers at once, nobody is
 * asked twice in a round: the store's unique indexes say so too. */
#ifndef FRONTDESK_OFFER_H
#define FRONTDESK_OFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct desk;

void offer_make(struct desk *, struct conversation *, int64_t agent, const char *agent_jid, const char *why);
/* The open offer of this conversation to this agent; 0: none. */
int64_t offer_to(struct desk *, const struct conversation *, int64_t agent);
/* The agent takes the conversation: the other open offers end, and whoever was asked is told, and the customer. offer: the
 * one that the agent accepts; 0: takes it unasked. how, why: for the event log. */
void offer_take(struct desk *, struct conversation *, int64_t offer, int64_t agent, const char *how, const char *why);
void offer_decline(struct desk *, struct conversation *, int64_t offer);
/* The agent went offline or paused: the offer moves on. */
void offer_withdraw_from(struct desk *, int64_t agent, const char *reason);
/* After a new configuration: offers of conversations that wait in a queue which their agents do not serve any more move on,
 * and the agents are told. */
void offers_sync(struct desk *);
/* Ends all open offers of a conversation; the agents (all but the one who took it) are told kindly. text
 * NULL: silently. */
void offers_withdraw(struct desk *, const struct conversation *, int64_t but_agent, const char *text);
/* Timer. */
void offer_expire(struct desk *, int64_t offer);
/* Listener: nobody is asked any more about a conversation that is not in the line. */
void offer_left(struct desk *, const struct conversation *was, enum conversation_state to);

/* After the link came up again: every open offer gets its full time. */
void offers_refresh(struct desk *);

#endif
