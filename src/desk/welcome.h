/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * welcome: what customers are told when their conversation begins or opens again. */
#ifndef FRONTDESK_WELCOME_H
#define FRONTDESK_WELCOME_H

#include <stdbool.h>

struct conversation;
struct desk;

/* Once the customer's message is in the archive. */
void conversation_welcome(struct desk *, struct conversation *, bool reopened);
/* The greeting of the queue, if it has one. */
void conversation_greet(struct desk *, const struct conversation *);
/* The queue is closed: when it opens. */
void conversation_tell_closed(struct desk *, const struct conversation *);

#endif
