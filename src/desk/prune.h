/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prune: removes again what is kept of strangers who never came in: customers who only sent what cannot be
 * read, words before a menu that was not answered for a week; and counters of days that are over. A few rows
 * at a time, by a timer, through indexes of what there is to look at. */
#ifndef FRONTDESK_PRUNE_H
#define FRONTDESK_PRUNE_H

#include <stdint.h>

struct desk;

/* There is something new that will have to be looked at. */
void prune_later(struct desk *);
/* The customer is new, or has written to the menu. */
void prune_customer_later(struct desk *, int64_t customer);

/* Timer. */
void prune_some(struct desk *, int64_t ref);

#endif
