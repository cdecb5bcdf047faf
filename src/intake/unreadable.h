/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unreadable: answers to messages that are encrypted and that the desk could not decrypt. The body of such a message is
 * only a fallback text: nothing of it is relayed or stored. */
#ifndef FRONTDESK_UNREADABLE_H
#define FRONTDESK_UNREADABLE_H

#include <stdbool.h>

struct agent;
struct conf_queue;
struct conversation;
struct customer;
struct desk;
struct mail;

/* Asks for a message that was meant for the desk once more, with a new session, and tells the author of any other to
 * switch encryption off. Each customer is told once an hour, and once a minute if messages were meant for the desk; what
 * comes of these in between gets an error. */
void unreadable_of_customer(struct desk *, const struct mail *, const struct customer *,
                            const struct conf_queue *);
/* A message in plain text to a queue with omemo = "require": it is refused with an error each time, and explained once an hour,
 * from the address of the queue. Returns false for any other message. */
bool unreadable_plain(struct desk *, const struct mail *, const struct conf_queue *);
/* The same for an agent in a customer's chat, every time. */
void unreadable_of_agent(struct desk *, const struct mail *, const struct agent *,
                         const struct conversation *);

#endif
