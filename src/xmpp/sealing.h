/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing: OMEMO of the messages between people and the desk. The room omemo knows keys; this file knows when they are
 * used: the settings `omemo`, the limits for strangers, and what becomes of a message that cannot be decrypted. */
#ifndef FRONTDESK_SEALING_H
#define FRONTDESK_SEALING_H

#include <stdbool.h>

#include <strophe.h>

struct desk;
struct jid;
struct letter;
struct mail;

/* Whether this person may encrypt at our address with the local part own, by the settings of the agent or the queue. Only
 * agents may at the house: answers to customers there come from the address of a queue, where the session is
 * another one; and agents only at that of its two addresses from which it answers. */
bool sealing_is_on(const struct desk *, const char *own, const char *peer);

/* Whether nothing of a conversation may go from that address to this person in plain text, or come. */
bool sealing_is_required(const struct desk *, const char *own, const char *peer);

struct unsealed {
    const char *body; /* what was decrypted; NULL: nothing was */
    bool nothing;     /* nobody's words: a repeated ciphertext, or one that only keeps the session alive */
    bool refused;     /* it is over a limit, and was not decrypted: answer with REFUSAL_TOO_FAST */
    const char *
        untrusted; /* its key has to be confirmed first: answer with REFUSAL_BLOCKED and this sentence; NULL: not so */
    bool broken; /* it is encrypted for the desk, and cannot be decrypted */
};

/* Decrypts a message from a person who may write to that address. Answers a heartbeat where the ratchet wants one. A
 * message that is not encrypted, or that the desk does not decrypt, gives an empty result. */
struct unsealed sealing_open(struct desk *, const xmpp_stanza_t *, const struct jid *from, const char *own);

/* Whether this person (bare JID) gets what that address says encrypted: the person has written encrypted there, or the
 * desk begins with it. Begins sessions with the devices that have none. */
bool sealing_begin(struct desk *, const char *own, const char *peer);
/* After sealing_begin() has returned true: returns the <encrypted/> with the text, in the arena. NULL: the sessions are
 * damaged, and no new ones can be had. */
const char *sealing_seal(struct desk *, const char *own, const char *peer, const char *text);

/* Asks the author of a message that could not be decrypted to send it again: first begins a new session with that
 * device, so that the request and what follows can be read. */
void sealing_ask_again(struct desk *, const struct mail *, const struct letter *request);
/* After each connection: asks once more for the keys of those who wait for that. */
void sealing_link_up(struct desk *);
/* Takes the answer to the query of sealing_ask_again(). Does nothing with another IQ. */
void sealing_answer(struct desk *, xmpp_stanza_t *iq, const struct jid *from);

#endif
