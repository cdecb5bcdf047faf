/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * client: finds out what a customer's client supports, as far as a responder needs to know it. */
#ifndef FRONTDESK_CLIENT_H
#define FRONTDESK_CLIENT_H

#include <strophe.h>

struct responder_state;
struct conversation;
struct desk;
struct jid;
struct mail;

/* Learns from a message that the customer's client sent: whether it uses chat states (XEP-0085) and
 * corrections (XEP-0308). When the responder needs corrections and the client has sent none yet, asks the
 * client (XEP-0030). */
void client_learn(struct desk *, const struct conversation *, const struct mail *,
                  const struct responder_state *);
/* Handles an IQ result, which may be the client's answer. */
void client_features(struct desk *, xmpp_stanza_t *, const struct jid *from);

#endif
