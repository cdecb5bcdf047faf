/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arrival: a customer's message, whatever channel brought it, comes to the place that it was written to. */
#ifndef FRONTDESK_ARRIVAL_H
#define FRONTDESK_ARRIVAL_H

#include <stdbool.h>

struct desk;
struct mail;

/* mail->to: a queue, or "" for the house. Any other place is refused. */
void arrival(struct desk *, const struct mail *);

/* Whether the customer has an open conversation at the address of a queue that left the configuration: it
 * goes on elsewhere, and still under that address. key: the customer's, see party.h. */
bool arrival_at_gone_queue(struct desk *, const char *key, const char *desk_queue);

#endif
