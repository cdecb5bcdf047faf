/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * house: handles messages of customers to the house, which has a default queue or a menu of queues. */
#ifndef FRONTDESK_HOUSE_H
#define FRONTDESK_HOUSE_H

struct conversation;
struct desk;
struct mail;

void house_message(struct desk *, const struct mail *);
/* Moves the messages that the customer wrote to the house before choosing a queue into this conversation.
 * Called when the conversation begins. */
void house_archive_kept(struct desk *, const struct conversation *);

#endif
