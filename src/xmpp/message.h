/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * message: what people write: who wrote to whom. */
#ifndef FRONTDESK_MESSAGE_H
#define FRONTDESK_MESSAGE_H

#include <strophe.h>

struct desk;
struct jid;

/* From a customer to a queue or to the house, from an agent to a face or to the house. */
void message_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

#endif
