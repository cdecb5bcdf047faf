/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * omemo: encryption between a person's device and the desk (XEP-0384 version 0.3, the namespace
 * eu.siacs.conversations.axolotl). The desk has one identity and one device for all of its addresses.
 *
 * All keys and sessions are rows of the store, so a step of the ratchet belongs to the transaction of the turn: what
 * was committed was decrypted once, and a ciphertext in the outbox was made once. */
#ifndef FRONTDESK_OMEMO_H
#define FRONTDESK_OMEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <strophe.h>

#define NS_OMEMO "eu.siacs.conversations.axolotl"

struct arena;
struct omemo;
struct store;
struct xml;

enum {
    OMEMO_PREKEYS = 25,          /* of each asker's own set */
    OMEMO_SHARED_PREKEYS = 100,  /* of the set that all others share */
    OMEMO_SETS = 2000,           /* askers with a set of their own, and the shared set; see OMEMO_CROWD */
    OMEMO_SET_KEPT_DAYS = 30,    /* after the asker asked last */
    OMEMO_SIGNED_DAYS = 30,      /* age at which the signed prekey is made anew, when somebody asks for it */
    OMEMO_SIGNED_KEPT_DAYS = 90, /* age at which an older one is removed then */
    OMEMO_DEVICES = 10, /* sessions with one person at one address; the one heard of least recently goes */
    OMEMO_SESSION_KEPT_DAYS = 90,
    OMEMO_SESSIONS = 20000, /* with people who are not agents; which go then: OMEMO_CROWD */
    OMEMO_CROWD =
        20, /* … of the domain that has most of the sessions or sets, if it has more than one in 20 */
    OMEMO_RECORD_MAX =
        128 * 1024, /* bytes of an agent's session; about 1000 keys of messages that were skipped */
    OMEMO_STRANGER_RECORD_MAX = 16 * 1024, /* of anybody else's; about 150 keys */
    OMEMO_AHEAD = 100, /* messages of anybody else that may be missing before one that is decrypted */
    OMEMO_STATES = 5,  /* earlier states of a session, which are tried when a message is not for the newest */
    OMEMO_KNOWN = 20,  /* devices of an agent whose keys are kept; untrusted and old ones go */
    OMEMO_NEWS = 4,    /* about keys, in one turn */
    OMEMO_HEARTBEAT = 53, /* messages of a device in a row after which the desk sends an empty one */
};

/* Borrows both; the arena is that of the turn. Keys are drawn from the operating system. */
struct omemo *omemo_new(struct store *, struct arena *);
void omemo_free(struct omemo *);
/* For tests: draws random bytes from this function from now on. */
void omemo_draw_from(struct omemo *, void (*draw)(void *arg, uint8_t *bytes, size_t n), void *arg);

/* From now on, private keys and sessions are encrypted in the store, with a key that is derived from this secret. */
void omemo_lock(struct omemo *, const void *secret, size_t n);
enum omemo_fit {
    OMEMO_FITS,       /* what is in the store can be read; or there are no keys yet */
    OMEMO_PLAIN,      /* it is not encrypted, though omemo_lock() was called: call omemo_encrypt_all() */
    OMEMO_LOCKED,     /* it is encrypted, and omemo_lock() was not called */
    OMEMO_OTHER_LOCK, /* it was encrypted with another secret, or is damaged */
};
/* Whether the keys in the store can be read. */
enum omemo_fit omemo_fit(struct omemo *);
/* Encrypts the keys of a store from before there was a secret. The caller has begun a transaction. */
void omemo_encrypt_all(struct omemo *);

/* One of the desk's addresses and a person. */
struct omemo_pair {
    const char *own;  /* local part of the desk's address; "": the domain */
    const char *peer; /* bare JID */
    int64_t now_ms;
    bool agent; /* the person is one: a session may be larger, and does not make room for others */
    bool first; /* of an agent's devices, only the keys that were seen first are trusted */
};

/* Returns the number of the desk's device, and makes its identity if there is none yet. */
uint32_t omemo_device(struct omemo *, int64_t now_ms);
/* The same, without making one: 0 if there is none yet. */
uint32_t omemo_device_found(struct omemo *);
/* Returns the fingerprint of the identity as clients show it, in the arena: 64 hexadecimal digits in groups of 8. */
const char *omemo_fingerprint(struct omemo *, int64_t now_ms);
/* The same, also of an identity whose private key cannot be read: "" if there is none. */
const char *omemo_fingerprint_found(struct omemo *);
/* Replaces the identity by a new one with another device, and removes all prekeys and sessions. */
void omemo_rotate(struct omemo *, int64_t now_ms);

/* Write the <item/> of the node eu.siacs.conversations.axolotl.devicelist, and of that with the desk's keys. asker:
 * the bare JID to which the prekeys are given; "": those that all share. An asker without a set gets the shared one
 * when there are OMEMO_SETS already. */
void omemo_write_devices(struct omemo *, struct xml *, int64_t now_ms);
/* The same <item/> of an address that has no device. */
void omemo_write_no_devices(struct xml *);
void omemo_write_bundle(struct omemo *, struct xml *, const char *asker, int64_t now_ms);
/* Whether the asker has a set of prekeys already. */
bool omemo_has_set(struct omemo *, const char *asker);

enum omemo_outcome {
    OMEMO_TEXT,      /* the text was decrypted */
    OMEMO_EMPTY,     /* it holds no text: it only moves the session on */
    OMEMO_AGAIN,     /* this ciphertext was decrypted before */
    OMEMO_FOREIGN,   /* it is not encrypted for the desk's device, or not OMEMO of this version */
    OMEMO_BROKEN,    /* it is for the desk's device, and cannot be decrypted */
    OMEMO_UNTRUSTED, /* it begins a session with a key that is not trusted, and was not decrypted */
};

struct omemo_reading {
    enum omemo_outcome outcome;
    const char *text; /* OMEMO_TEXT, in the arena: UTF-8 that XML allows */
    uint32_t device;  /* that wrote; 0: not known (OMEMO_FOREIGN) */
    bool beat;        /* the device waits for a sign of life: send omemo_seal() without a text */
};

/* Decrypts an <encrypted/> from the peer to that address of ours. */
struct omemo_reading omemo_read(struct omemo *, const struct omemo_pair *, const xmpp_stanza_t *encrypted);

/* Returns the device that wrote an <encrypted/>; 0: it names none. */
uint32_t omemo_sender(const xmpp_stanza_t *encrypted);

/* Whether a device of the peer that is still in use has a session. */
bool omemo_knows(struct omemo *, const struct omemo_pair *);
/* Returns the <encrypted/> with this text for all such devices of the peer, in the arena. text NULL:
 * without a text. NULL: there is no session, or each was damaged and is forgotten now. */
const char *omemo_seal(struct omemo *, const struct omemo_pair *, const char *text);
/* Begins a new session with the device from its <bundle/>. Returns false when the bundle is not sound. */
bool omemo_take_bundle(struct omemo *, const struct omemo_pair *, uint32_t device,
                       const xmpp_stanza_t *bundle);
/* The same from a text, which omemo_bundle_text() has made of a bundle with at most so many of its prekeys (NULL: it is not
 * sound). before: the text of that device until now, "" if there was none. A prekey that was used by it is not used again,
 * although the bundle has it. *rest: the text in which the prekey is
 * used; NULL: it is not sound. Returns false then, and when all prekeys are used. */
const char *omemo_bundle_text(struct omemo *, const xmpp_stanza_t *bundle, const char *before, size_t most);
bool omemo_take_bundle_text(struct omemo *, const struct omemo_pair *, uint32_t device, const char *text,
                            const char **rest);
bool omemo_has_session(struct omemo *, const struct omemo_pair *, uint32_t device);

/* ---- the keys of agents' devices ---- */

/* The device is in the agent's list: as long as no key of the agent is known, it may come with any. */
void omemo_expect(struct omemo *, const char *peer, uint32_t device, int64_t now_ms);

/* A person's device came with a key that the desk has not seen: another device of the person is known, or this one had
 * another key. */
struct omemo_news {
    struct omemo_pair pair;
    uint32_t device;
    const char *was, *is; /* fingerprints; was "": the device is new */
    bool trusted;
};
/* Takes the next one, which is told once. Texts are in the arena of the turn. */
bool omemo_next_news(struct omemo *, struct omemo_news *);
/* Drops what was not taken: the texts of an earlier turn are gone. */
void omemo_forget_news(struct omemo *);

struct omemo_key {
    uint32_t device;
    const char *trusted,
        *waiting; /* fingerprints; "": none. Both "": the device is listed, and may come with any key */
    int64_t seen_ms;
};
size_t omemo_keys_of(struct omemo *, const char *peer, struct omemo_key[OMEMO_KNOWN]);
/* Whether keys of the person's devices wait to be confirmed, or those of a trusted device wait to be fetched. */
bool omemo_waits(struct omemo *, const char *peer);
/* Trusts the key of the device that waits. Returns false when none does. */
bool omemo_trust(struct omemo *, const char *peer, uint32_t device);

/* Reads the number of a device; 0: it is not one. */
uint32_t omemo_number(const char *text);

#endif
