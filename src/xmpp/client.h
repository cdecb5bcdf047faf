/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * client: what the customer's client understands, as far as a responder wants to know it. */
#ifndef FRONTDESK_CLIENT_H
#define FRONTDESK_CLIENT_H

#include <strophe.h>

struct bot;
struct conversation;
struct desk;
struct jid;
struct mail;

/* By what it sends: chat states (XEP-0085), corrections (XEP-0308). Where corrections matter, it is asked (XEP-0030). */
void client_learn(struct desk *, const struct conversation *, const struct mail *, const struct bot *);
/* An IQ came: perhaps the answer. */
void client_features(struct desk *, xmpp_stanza_t *, const struct jid *from);

#endif
