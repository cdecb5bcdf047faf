/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keyring: which devices with OMEMO a person has, and their keys, as the person's server gives them (XEP-0384). The server is
 * asked by the house for an agent, who has approved it, and by the address to which a customer wrote.
 *
 * The desk encrypts for the devices in the list and for those that have written since. The list is asked for when a device
 * that is not in it writes, when a person who used to encrypt writes in plain text, and when the desk writes first. All of
 * that is bounded, because a stranger's server may answer anything: see the numbers in keyring.c. */
#ifndef FRONTDESK_KEYRING_H
#define FRONTDESK_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include <strophe.h>

struct desk;
struct jid;
struct omemo_pair;

/* Asks for the list, unless that was done within 10 minutes, or too many people are asked about at the moment. */
void keyring_ask(struct desk *, const struct omemo_pair *);
/* Asks for the list of an agent now, at most 6 times a minute. */
void keyring_ask_now(struct desk *, const struct omemo_pair *);

/* A message of the device could be decrypted, or was encrypted for others only. */
void keyring_heard(struct desk *, const struct omemo_pair *, uint32_t device);
/* The person has written in plain text. When the list turns out to be empty, this person is no longer encrypted to. */
void keyring_heard_plain(struct desk *, const struct omemo_pair *);

/* Takes an IQ result or error, which may be an answer to a question of this file. */
void keyring_answer(struct desk *, xmpp_stanza_t *iq, const struct jid *from);
/* The server has a new list of devices of an agent (XEP-0163). Does nothing with another headline. */
void keyring_news(struct desk *, xmpp_stanza_t *message, const struct jid *from);

/* After each connection: what was asked before will not be answered. */
void keyring_link_up(struct desk *);

/* Begins a new session with a device from its <bundle/>, and notes the prekey as used. Returns false when the bundle is not
 * sound (NULL: there is none). */
bool keyring_take(struct desk *, const struct omemo_pair *, uint32_t device, const xmpp_stanza_t *bundle);

/* Whether the list has come, with the keys of all devices that have any; a key is waited for 10 s. */
bool keyring_is_complete(struct desk *, const char *peer);
/* Begins sessions with those listed devices that have none yet, as far as their keys are known, and asks for the others. */
void keyring_begin(struct desk *, const struct omemo_pair *);

#endif
