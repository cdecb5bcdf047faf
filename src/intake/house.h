/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * house: from a customer to the house, which has a default queue or a menu of queues. */
#ifndef FRONTDESK_HOUSE_H
#define FRONTDESK_HOUSE_H

struct conversation;
struct desk;
struct mail;

void house_message(struct desk *, const struct mail *);
/* What the customer wrote to the house before a queue was chosen goes into a conversation that begins. */
void house_archive_kept(struct desk *, const struct conversation *);

#endif
