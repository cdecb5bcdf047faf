/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * presence: RFC 6121 sections 3 and 4, for all addresses of the component. It answers subscriptions and
 * probes itself, because no server does that for a component. */
#ifndef FRONTDESK_PRESENCE_H
#define FRONTDESK_PRESENCE_H

#include <strophe.h>

struct desk;
struct jid;

/* Sends presence from our address with the local part from_local. type NULL: available, with the state that
 * the address has now ("xa" for a closed queue, "away" for a queue that no agent serves at the moment) and
 * XEP-0115 caps. */
void presence_send(struct desk *, const char *from_local, const char *to, const char *type);

void presence_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

#endif
