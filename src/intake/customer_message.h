/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer_message: handles messages of customers to a queue. */
#ifndef FRONTDESK_CUSTOMER_MESSAGE_H
#define FRONTDESK_CUSTOMER_MESSAGE_H

#include <stdbool.h>

struct conf_queue;
struct conversation;
struct customer;
struct desk;
struct mail;

void customer_message(struct desk *, const struct mail *, const struct conf_queue *);
/* Does the same for a sender who is not blocked and whose conversation was found (id 0: there is none). The
 * settings of this queue hold, because the queue that the customer writes to may have left the
 * configuration. */
void customer_goes_on(struct desk *, const struct mail *, const struct conf_queue *, struct conversation *);

/* ---- steps that a message to the house needs too ---- */

/* Opens the customer's last conversation again (*reopened), or begins a new one, with the responder or in the
 * line. Tells the customer nothing: conversation_welcome() does that, after the message was archived. */
struct conversation customer_begins(struct desk *, const struct customer *, const struct conf_queue *,
                                    bool *reopened);
/* Says whether the message is no reason to begin a conversation: it has no visible words, is only a goodbye
 * or thanks, or is only a fallback text (of a reaction, for example). Answers the first two, each at most
 * once an hour. */
bool customer_says_nothing(struct desk *, const struct mail *, const struct conf_queue *);

#endif
