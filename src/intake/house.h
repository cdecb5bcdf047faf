/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * house: handles messages of customers to the house, which has a default queue or a menu of queues. */
#ifndef FRONTDESK_HOUSE_H
#define FRONTDESK_HOUSE_H

struct desk;
struct mail;

void house_message(struct desk *, const struct mail *);

#endif
