/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * presence: RFC 6121 sections 3 and 4, as a component must do it for each of its addresses: it answers
 * subscriptions and probes itself, for no server does it for us. */
#ifndef FRONTDESK_PRESENCE_H
#define FRONTDESK_PRESENCE_H

#include <strophe.h>

struct desk;
struct jid;

/* type NULL: available, as the address is now (a queue nobody serves at the moment shows away), with XEP-0115
 * caps. */
void presence_send(struct desk *, const char *from_local, const char *to, const char *type);

void presence_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

#endif
