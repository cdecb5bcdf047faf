/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * router: decides which agent is offered which waiting conversation.
 *
 * An agent is eligible if all predicates of one list hold; each predicate has a text that says why not. Among
 * the eligible agents the queue's strategy decides (strategy/strategy.h). The event log gets each choice with
 * the candidates, their loads and the rule that decided. */
#ifndef FRONTDESK_ROUTER_H
#define FRONTDESK_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "desk/conversation.h"

struct agent;
struct conversation;
struct desk;

/* Listener: asks for a run of the router when an agent may have become free, or a conversation waits. */
void router_left(struct desk *, const struct conversation *was, enum conversation_state to);
void router_entered(struct desk *, struct conversation *, const struct conversation *was);

/* Offers the conversations that can be offered. Called at the end of a step if desk.route is set. Looks at no
 * more than 100 conversations from the heads of the lines, and at 100 more from where the last run stopped;
 * if there are others, the next run follows 50 ms later. */
void router_run(struct desk *);
/* Returns why this agent could not be asked now for this conversation, as half a sentence; NULL: could be. */
const char *router_why_not(struct desk *, const struct conversation *, const struct agent *);
/* Handlers of TIMER_ROUND and TIMER_HOURS. */
void router_round_over(struct desk *, int64_t conversation);
void router_hours(struct desk *, int64_t ref);

#endif
