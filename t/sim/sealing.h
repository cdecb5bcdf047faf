/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing: what sealing.c and their_keys.c share: devices that encrypt, and their chats with the desk. */
#ifndef FRONTDESK_SIM_SEALING_H
#define FRONTDESK_SIM_SEALING_H

#include <stdbool.h>
#include <strophe.h>

#include "omemo/omemo.h"

#define NS_PUBSUB "http://jabber.org/protocol/pubsub"
#define NS_INFO "http://jabber.org/protocol/disco#info"
#define LIST NS_OMEMO ".devicelist"
#define BUNDLES NS_OMEMO ".bundles:"

struct sim;

enum { CLIENTS_MAX = 24 };

/* A device with keys. */
struct client {
    int who;
    int renewed; /* how often it lost its keys, and got new ones */
    struct store *store;
    struct omemo *keys;
};

/* What waits for keys. */
struct pending {
    struct pending *next;
    struct said *said;
    const char *before, *text, *body, *after;
};

/* A device and an address of the desk. */
struct chat {
    struct chat *next;
    int n;
    struct client *client;
    const char *address;
    struct pending *first;
    int tries;   /* its keys were asked for so often; 0: nobody waits for them */
    int written; /* so many messages were encrypted in it */
    int heard;   /* the number of the last of them that the desk has read */
    bool known;  /* the desk has the session that the device writes in */
    bool read;   /* the desk has read something of the device there, with the keys that it has now */
    bool ever;   /* the same, with any keys */
};

struct seals {
    struct arena *scratch; /* of one call of a room omemo */
    struct client *clients[CLIENTS_MAX];
    int n_clients, n_chats, n_forged;
    struct chat *chats;
    const char *
        asked; /* whose keys the desk wants in this turn, because it could not decrypt something; NULL: nobody's */
};

/* The <items/> of an IQ; NULL: it has none. */
const xmpp_stanza_t *sealing_items(const xmpp_stanza_t *iq);

/* The desk asks a person's server or device for devices, keys or features. False: for something else. */
bool sealing_asked(struct sim *, int who, const xmpp_stanza_t *iq);

#endif
