/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * message: receives message stanzas and finds out who wrote to whom. */
#ifndef FRONTDESK_MESSAGE_H
#define FRONTDESK_MESSAGE_H

#include <strophe.h>

struct desk;
struct jid;

/* Handles a message stanza: from a customer to a queue or the house, or from an agent to a face or the
 * house. */
void message_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

#endif
