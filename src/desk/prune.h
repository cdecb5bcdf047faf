/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prune: deletes rows of strangers who never began a conversation, a week after their last message: senders
 * of encrypted messages only, and messages to the house before a queue was chosen. Also deletes the counters
 * of budget.h after 24 hours. TIMER_PRUNE deletes at most 100 rows of each kind at a time, by an index. */
#ifndef FRONTDESK_PRUNE_H
#define FRONTDESK_PRUNE_H

#include <stdint.h>

struct desk;

/* Must be called when there is a new row to prune later: sets TIMER_PRUNE to at most an hour from now. */
void prune_later(struct desk *);
/* Must be called when the customer is new, or has written to the house before choosing a queue. */
void prune_customer_later(struct desk *, int64_t customer);

/* Handler of TIMER_PRUNE. */
void prune_some(struct desk *, int64_t ref);

#endif
