/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate: what is decided before anything is written of a stranger's message: is the sender listened to at all?
 */
#ifndef FRONTDESK_GATE_H
#define FRONTDESK_GATE_H

#include <stdbool.h>

struct conf_queue;
struct desk;
struct party;
struct mail;

/* True when the message goes no further, because its sender is blocked. Who wrote words has been told, once in an hour.
 * q: whose language and settings count. */
bool gate_blocks(struct desk *, const struct mail *, const struct conf_queue *q);
/* True when so much comes from that domain that this one has to wait. Counts only what is within its sender's own limit,
 * so that one account cannot shut out the others. Each message gets an error, up to FLOOD_ERRORS times the limit, a hundred at least. */
bool gate_crowded(struct desk *, const struct mail *, const struct conf_queue *q);

/* The same for what is never answered, as an error: counted, and nobody is told. */
bool gate_ignores(struct desk *, const struct party *from);
bool gate_overrun(struct desk *, const struct party *from);
/* True when no new words can be taken, because there is little room left for the store: each is answered with an error that
 * says to try again later; why is said once a minute. q: whose language and settings count. */
bool gate_has_no_room(struct desk *, const struct mail *, const struct conf_queue *q);

/* True when of its sender, or of all customers, so much was kept within a day that this message is not: its sender has
 * got an error. */
bool gate_over_budget(struct desk *, const struct mail *, const struct conf_queue *q);

#endif
