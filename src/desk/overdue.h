/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overdue: what happens to a conversation when somebody does not come in time: the agent, the customer, or anybody. */
#ifndef FRONTDESK_OVERDUE_H
#define FRONTDESK_OVERDUE_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct desk;

/* Listener: sets the timers of a conversation that begins to wait, or that an agent gets. */
void overdue_entered(struct desk *, struct conversation *, const struct conversation *was);

/* When TIMER_IDLE fires: has nobody written for so long? Else the timer is set again. owed: an answer of the desk's own is
 * on its way, so it is not the customer who is silent. */
bool overdue_is_silent(struct desk *, const struct conversation *, int64_t silence_ms, bool owed);

/* Timers. */
void conversation_grace_over(struct desk *, int64_t id);
void conversation_no_reply(struct desk *, int64_t id);
void conversation_idle(struct desk *, int64_t id);
void conversation_waited_too_long(struct desk *, int64_t id);

#endif
