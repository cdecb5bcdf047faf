/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contact: shows an agent what a customer's chat is (desk/contact.h), without being asked and without a
 * subscription. Presence comes from the resource face/desk, because Gajim counts only resources; the name
 * comes as a headline of PEP from the bare face, because Conversations believes no others. */
#ifndef FRONTDESK_XMPP_CONTACT_H
#define FRONTDESK_XMPP_CONTACT_H

#include <stdbool.h>

struct contact;
struct conversation;
struct desk;
struct front;

/* The resource of presence and chat states of faces and queues. All that is said comes from the bare address,
 * and what comes to the resource is handled as if it came to the bare address. */
#define DESK_RESOURCE "desk"

void contact_show(struct desk *, const struct contact *);
/* Shows a customer what the queue is (desk/front.h), in the same way. */
void contact_show_front(struct desk *, const struct conversation *, const struct front *, bool named);

#endif
