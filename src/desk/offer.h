/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offer: a waiting conversation is shown to an agent, who may take it. No agent has two open offers at once,
 * and no agent is asked twice in a round: unique indexes in the store enforce both. */
#ifndef FRONTDESK_OFFER_H
#define FRONTDESK_OFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct agent;
struct desk;

/* Offers the conversation to the agent, and starts offer_timeout. The caller shows it to the agent in the same step
 * (offer_show()). why: for the event log. */
void offer_make(struct desk *, struct conversation *, int64_t agent, const char *why);
/* Returns the id of the open offer of this conversation to this agent; 0 if there is none. */
int64_t offer_to(struct desk *, const struct conversation *, int64_t agent);
/* The agent takes the conversation. Its other open offers end; the agents who had them and the customer are
 * told. offer: the offer that the agent accepts; 0: the agent takes it without an offer. how, why: for the
 * event log. */
void offer_take(struct desk *, struct conversation *, int64_t offer, int64_t agent, const char *how,
                const char *why);
/* The agent declines: the offer ends. After its last open offer the conversation waits again, at its old
 * place. */
void offer_decline(struct desk *, struct conversation *, int64_t offer, int64_t agent);
/* Ends the open offer of this agent, if there is one, so that another agent can be asked. reason: for the
 * event log, as in "agent offline". */
int64_t offer_withdraw_from(struct desk *, int64_t agent, const char *reason);
/* An answer after the offer has run out takes the conversation where it could be right. Returns true if this
 * agent's offer of the present round ran out, nobody was asked after it, the conversation waits, and the agent is
 * available and has room. */
bool offer_just_missed(struct desk *, const struct conversation *, const struct agent *);
/* Returns why the agent can take no conversation without an offer, as a sentence; NULL: can. An open offer takes
 * no room here, because offer_make_room() ends it. */
const char *offer_no_room(struct desk *, const struct agent *);
/* Ends the agent's open offer if it takes the room for a conversation that the agent wants to have, and tells the
 * agent. */
void offer_make_room(struct desk *, const struct agent *);
/* Called after a reload: ends each open offer whose agent does not serve the conversation's queue any more,
 * and tells the agent. */
void offers_sync(struct desk *);
/* Ends all open offers of a conversation, and sends their agents the text. but_agent: an agent who is not
 * told, because that agent took the conversation; 0: nobody. text NULL: nobody is told. */
void offers_withdraw(struct desk *, const struct conversation *, int64_t but_agent, const char *text);
/* Handler of TIMER_OFFER: the agent did not answer in time. */
void offer_expire(struct desk *, int64_t offer);
/* Listener: ends the offers of a conversation that has left the line. */
void offer_left(struct desk *, const struct conversation *was, enum conversation_state to);

/* Called after the link came up again: every open offer gets its full time once more. */
void offers_refresh(struct desk *);

#endif
