/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * omemo_inside: what the files of this room share. No other room includes this. */
#ifndef FRONTDESK_OMEMO_INSIDE_H
#define FRONTDESK_OMEMO_INSIDE_H

#include <protocol.h>
#include <signal_protocol.h>

#include "base/arena.h"
#include "base/base64.h"
#include "omemo/crypto.h"
#include "omemo/omemo.h"
#include "store/store.h"

struct omemo {
    struct store *store;
    struct arena *arena;
    struct crypto crypto;
    signal_context *context;
    signal_protocol_store_context *keys;

    bool locks; /* private keys and sessions are encrypted in the store */
    uint8_t lock[CRYPTO_LOCK_KEY];

    /* The desk's identity, a copy of the row; device 0: not read yet. */
    uint32_t device;
    ratchet_identity_key_pair *identity;

    /* What was new about people's keys, and was not asked for yet. */
    struct omemo_news news[OMEMO_NEWS];
    size_t n_news;

    /* Of the call under way, for the callbacks of the library. */
    struct omemo_pair pair;
    bool hears;   /* the device has just been heard of */
    bool grown;   /* the session was too large to be stored */
    bool fetched; /* its keys were fetched, and did not come with a message */
};

enum { OMEMO_VERSION = CIPHERTEXT_CURRENT_VERSION };

/* Sets the pair for the callbacks. hears: the person's device is heard of in this call. */
void omemo_begin_call(struct omemo *, const struct omemo_pair *, bool hears);
signal_protocol_address omemo_address(const struct omemo *, uint32_t device);
/* Returns the bytes of an element whose text is base64, in the arena; NULL: there is none. */
uint8_t *omemo_bytes_in(struct omemo *, const xmpp_stanza_t *element, size_t *n);

/* keys.c: the identity and the prekeys. Registers their callbacks. */
bool keys_begin(struct omemo *);
/* Reads the identity; false when there is none yet. */
bool keys_find(struct omemo *);
/* Reads the identity, or makes it. */
void keys_load(struct omemo *, int64_t now_ms);

/* known.c: the callback that decides whether a key is trusted. */
int known_trusts(const signal_protocol_address *, uint8_t *key, size_t n, void *omemo);
/* Whether a key of the device waits for somebody to confirm it. */
bool known_waits(struct omemo *, const char *peer, uint32_t device);
/* Returns what clients show of a public key in base64; "" for "". */
const char *omemo_fingerprint_of(struct omemo *, const char *key);

/* session.c: registers the callbacks for sessions. */
bool session_begin(struct omemo *);

/* Put bytes into a column and take them out again. omemo_bytes() returns NULL for a damaged text. */
const char *omemo_text(struct omemo *, const uint8_t *bytes, size_t n);
signal_buffer *omemo_bytes(struct omemo *, const char *text);
/* Returns the base64 text of the buffer, and frees it. NULL gives "". */
const char *omemo_take_text(struct omemo *, signal_buffer *);

/* at_rest.c: the same for what is secret, under the name of its row. rest_bytes() also returns NULL when the value was
 * encrypted with another key or for another row, or is not encrypted though there is a key. */
const char *rest_text(struct omemo *, const char *name, const uint8_t *bytes, size_t n);
const char *rest_take(struct omemo *, const char *name, signal_buffer *);
signal_buffer *rest_bytes(struct omemo *, const char *name, const char *text);
/* Return the name of a row, in the arena. kind: "identity" (by its device), "signed" or "prekey". */
const char *rest_numbered(struct omemo *, const char *kind, int64_t id);
const char *rest_session(struct omemo *, const char *own, const char *peer, int64_t device);

#endif
