/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate: decides whether a stranger's message is let in, before anything about it is stored. */
#ifndef FRONTDESK_GATE_H
#define FRONTDESK_GATE_H

#include <stdbool.h>

struct conf_queue;
struct desk;
struct party;
struct mail;

/* Returns true if the sender is blocked: the message must not be handled further. A sender who wrote words
 * gets an error, at most once an hour. q: the queue whose language is used if there is no catalogue for the
 * sender's. */
bool gate_blocks(struct desk *, const struct mail *, const struct conf_queue *q);
/* Counts a message of this customer, and returns true if there are too many. Nobody is told. */
bool gate_too_fast(struct desk *, const char *jid, const struct conf_queue *);
/* Counts a message of this domain, and returns true if the domain is over its limit: the message is refused.
 * Must be called only for messages within their sender's own limit, so that one account cannot shut out the
 * others. Each refused message gets an error, until flood_answer() says that there were too many. */
bool gate_crowded(struct desk *, const struct mail *, const struct conf_queue *q);

/* gate_blocks() and gate_crowded() for stanzas that are never answered, such as errors: nobody is told. */
bool gate_ignores(struct desk *, const struct party *from);
bool gate_overrun(struct desk *, const struct party *from);
/* Returns true if no messages can be taken, because little room is left for the store. Each message gets an
 * error that means "try again later"; the first in a minute of a sender also gets the reason in words. */
bool gate_has_no_room(struct desk *, const struct mail *, const struct conf_queue *q);

/* Returns true if this message would exceed customer_bytes_day of its sender, or archive_day of all customers
 * or what the sender's domain may use of it. The sender has then got an error. */
bool gate_over_budget(struct desk *, const struct mail *, const struct conf_queue *q);

#endif
