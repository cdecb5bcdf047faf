/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * presence: RFC 6121 sections 3 and 4, for all addresses of the component. It answers subscriptions and
 * probes itself, because no server does that for a component. */
#ifndef FRONTDESK_PRESENCE_H
#define FRONTDESK_PRESENCE_H

#include <stdbool.h>

#include <strophe.h>

struct desk;
struct jid;

struct appearance {
    bool gone;
    const char *show, *status; /* NULL: none */
};

/* Sends presence from the resource of our address with the local part from_local, because some clients count
 * only resources, with what the extensions add (XEP-0115, XEP-0153). */
void presence_show(struct desk *, const char *from_local, const char *to, const struct appearance *);

/* Sends presence of a type from our address. type NULL: available, with the state that the address has for
 * this reader now (front.h); this and "unavailable" are of the resource, others of the bare address. */
void presence_send(struct desk *, const char *from_local, const char *to, const char *type);

void presence_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

#endif
