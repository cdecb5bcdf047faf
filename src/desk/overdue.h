/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overdue: what happens to a conversation when the agent or the customer does not act in time. */
#ifndef FRONTDESK_OVERDUE_H
#define FRONTDESK_OVERDUE_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct desk;

/* Listener: sets the timers of a conversation that has begun to wait, or that an agent has got. */
void overdue_entered(struct desk *, struct conversation *, const struct conversation *was);

/* For TIMER_IDLE: returns true if neither side has written for silence_ms, not counting time without a link.
 * Else sets the timer again and returns false. owed: a responder's answer is on its way, so this is no
 * silence of the customer. */
bool overdue_is_silent(struct desk *, const struct conversation *, int64_t silence_ms, bool owed);

/* Handlers of TIMER_GRACE, TIMER_FIRST_REPLY, TIMER_IDLE (of a conversation that an agent holds) and
 * TIMER_ABANDON. */
void conversation_grace_over(struct desk *, int64_t id);
void conversation_no_reply(struct desk *, int64_t id);
void conversation_idle(struct desk *, int64_t id);
void conversation_waited_too_long(struct desk *, int64_t id);

#endif
