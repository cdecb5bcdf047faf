/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer_message: from a customer to a queue. */
#ifndef FRONTDESK_CUSTOMER_MESSAGE_H
#define FRONTDESK_CUSTOMER_MESSAGE_H

#include <stdbool.h>

struct conf_queue;
struct conversation;
struct customer;
struct desk;
struct mail;

void customer_message(struct desk *, const struct mail *, const struct conf_queue *);
/* The same, of a sender who is not blocked, where the conversation is known (id 0: there is none). It goes on by the settings
 * of this queue, because the one that the customer writes to may have left the configuration. */
void customer_goes_on(struct desk *, const struct mail *, const struct conf_queue *, struct conversation *);

/* The steps of it, for a message to the house. */

/* The sender as far as is known; nothing is written. */
struct customer customer_found(struct desk *, const struct mail *);
/* Over the flood limit, too long, the line full? Then the sender has got an error, and that was all. */
bool customer_over_limit(struct desk *, const struct mail *, const struct customer *,
                         const struct conf_queue *);
bool customer_line_full(struct desk *, const struct mail *, const struct customer *,
                        const struct conf_queue *);
/* A first message: the last conversation is opened again (*reopened), or a new one begins; with the responder or in the
 * line. The customer is told nothing: conversation_welcome() does that, once the message is in the archive. */
struct conversation customer_begins(struct desk *, const struct customer *, const struct conf_queue *, bool *reopened);
/* Blank, a goodbye, or a sentence that only stands for something else: there is nothing to begin with. Its
 * sender is told, at most once an hour. */
bool customer_says_nothing(struct desk *, const struct mail *, const struct conf_queue *);
/* Once an hour. */
void customer_explain_encryption(struct desk *, const struct mail *, const struct customer *,
                                 const struct conf_queue *);

#endif
