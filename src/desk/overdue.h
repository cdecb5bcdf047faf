/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overdue: what happens to a conversation when somebody does not come in time: the agent, the customer, or anybody. */
#ifndef FRONTDESK_OVERDUE_H
#define FRONTDESK_OVERDUE_H

#include <stdint.h>

struct conf_queue;
struct conversation;
struct desk;

/* When it has waited for too long, counting only the time in which the queue is open; -1: never. */
int64_t conversation_given_up_ms(const struct conf_queue *, const struct conversation *);

/* Timers. */
void conversation_grace_over(struct desk *, int64_t id);
void conversation_no_reply(struct desk *, int64_t id);
void conversation_idle(struct desk *, int64_t id);
void conversation_waited_too_long(struct desk *, int64_t id);

#endif
