/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * memory: a second channel, which keeps in the world what it is given to bring to customers. It shows that
 * the core knows messages and not stanzas: t/channels.t plays scenes over it. */
#ifndef FRONTDESK_MEMORY_H
#define FRONTDESK_MEMORY_H

#include <stdbool.h>

#include <strophe.h>

struct desk;
struct mail;
struct world;

#define MEMORY "memory"

/* Gives the desk of the world the channel beside XMPP. What is sent on it is put into the world as the stanza
 * that XMPP would have made of it, so that a scene finds it. */
void memory_wire(struct world *);

/* What a customer's stanza in a scene says, as this channel brings it; borrows the stanza. False when it says
 * what only XMPP has words for. */
bool memory_mail(struct world *, xmpp_stanza_t *, struct mail *);

#endif
