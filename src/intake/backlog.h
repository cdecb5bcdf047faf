/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * backlog: what a customer wrote while no agent had the conversation, given to the one who has it now. */
#ifndef FRONTDESK_BACKLOG_H
#define FRONTDESK_BACKLOG_H

#include <stdint.h>

#include "desk/conversation.h"

struct desk;

/* Sends the agent who holds it what no agent has seen, with XEP-0203 stamps; a long wait's messages over several turns,
 * in which `behind` is set and newer ones wait for their turn. Reads the row again. */
void backlog_deliver(struct desk *, struct conversation *);

/* Listener: the agent who gets it is given what was written before. Comes after the one of confirm.h, which forgets what
 * the last agent's client has confirmed: these messages ask for receipts. */
void backlog_entered(struct desk *, struct conversation *, const struct conversation *was);

/* The holder is given nothing for now; what comes waits, until backlog_deliver_more() or another holder. */
void backlog_hold_back(struct desk *, const struct conversation *);

/* Timer: the next messages of a long wait. */
void backlog_deliver_more(struct desk *, int64_t id);

#endif
