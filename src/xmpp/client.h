/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * client: asks a customer's client what it supports (XEP-0030), as far as a responder needs to know it. */
#ifndef FRONTDESK_CLIENT_H
#define FRONTDESK_CLIENT_H

#include <stdbool.h>

#include <strophe.h>

struct conversation;
struct desk;
struct jid;

/* Asks whether the client shows corrections (XEP-0308). See struct channel. */
void client_ask_corrections(struct desk *, const struct conversation *, const char *device);
/* Handles an IQ result, which may be the client's answer. */
void client_features(struct desk *, xmpp_stanza_t *, const struct jid *from);

/* Sends the customer a chat state, which no client shows: a server returns it when nobody has that address any
 * more. (An IQ would come back from a client too, which does not know it.) */
void client_ask_here(struct desk *, const struct conversation *);
/* Whether client_ask_here() made the id. */
bool client_is_here(const char *id);

#endif
