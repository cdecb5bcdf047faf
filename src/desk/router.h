/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * router: who is asked next.
 *
 * Eligibility is one list of small predicates, each able to say why not. Whom of the eligible agents it asks, the queue's
 * strategy says (strategy/strategy.h). Every choice is written down with the candidates, their loads and the rule that
 * decided. */
#ifndef FRONTDESK_ROUTER_H
#define FRONTDESK_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "desk/conversation.h"

struct agent;
struct conversation;
struct desk;

/* Offers what can be offered, until nothing more can. Called at the end of a step when desk.route is set. */
/* Listener. */
void router_left(struct desk *, const struct conversation *was, enum conversation_state to);
void router_entered(struct desk *, struct conversation *, const struct conversation *was);

void router_run(struct desk *);
/* Why this agent could not be asked now for this conversation, as half a sentence; NULL: could. */
const char *router_why_not(struct desk *, const struct conversation *, const struct agent *);
/* Timers. */
void router_round_over(struct desk *, int64_t conversation);
void router_hours(struct desk *, int64_t ref);

#endif
