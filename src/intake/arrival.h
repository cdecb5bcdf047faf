/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arrival: takes a customer's message from any channel to the queue or the house that it was written to. */
#ifndef FRONTDESK_ARRIVAL_H
#define FRONTDESK_ARRIVAL_H

#include <stdbool.h>

struct desk;
struct mail;

/* Handles a message. mail->to: a queue, or an address of the house (desk_is_house()). A message to another place is refused, but for a
 * queue that left the configuration while the customer has an open conversation there. */
void arrival(struct desk *, const struct mail *);

/* Says whether the customer has an open conversation at the address of a queue that left the configuration.
 * It goes on in another line, and still under that address. key: the customer's, see party.h. */
bool arrival_at_gone_queue(struct desk *, const char *key, const char *desk_queue);

#endif
