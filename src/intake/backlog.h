/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * backlog: gives an agent the messages that the customer wrote while no agent held the conversation. */
#ifndef FRONTDESK_BACKLOG_H
#define FRONTDESK_BACKLOG_H

#include <stdint.h>

#include "desk/conversation.h"

struct desk;

/* Sends the holder the messages that no agent has been given, with the times when they were written. Sends at
 * most 200 in a turn; if there are more, sets the column `behind` and TIMER_DELIVER, and newer messages wait
 * until these are sent. Reads the row again into the struct. */
void backlog_deliver(struct desk *, struct conversation *);

/* Listener: delivers the backlog to an agent who has got the conversation. Must be called after the listener
 * of confirm.h, which forgets the receipts of the last agent: the messages of the backlog ask for
 * receipts. */
void backlog_entered(struct desk *, struct conversation *, const struct conversation *was);

/* Stops giving the holder messages. New ones wait until backlog_deliver_more(), or until another agent gets
 * the conversation. */
void backlog_hold_back(struct desk *, const struct conversation *);

/* Handler of TIMER_DELIVER: sends the next messages of the backlog. */
void backlog_deliver_more(struct desk *, int64_t id);

#endif
