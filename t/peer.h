/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * peer: devices of people that encrypt with OMEMO, each with keys and sessions in a store of its own. They fetch the
 * desk's keys by IQ, as clients do, and give theirs when the desk asks their server. */
#ifndef FRONTDESK_PEER_H
#define FRONTDESK_PEER_H

#include <stdbool.h>

struct sent;
struct world;

/* Returns what a device puts into a message to one of the desk's addresses beside the fallback body, in the world's
 * memory; NULL: the desk has no keys for it. The device is made when it is first named. text NULL: an empty message. */
const char *peer_seal(struct world *, const char *full_jid, const char *desk_address, const char *text);

/* The device is there: its server lists it, and it announces OMEMO. */
void peer_begin(struct world *, const char *full_jid);

/* Decrypts a message to a person's devices: then its body, also in its stanza, is the text. */
void peer_open(struct world *, struct sent *);

/* The answer of a person's server or device to the desk, which asks for devices, keys or features; NULL: nobody here is
 * asked. */
const char *peer_answer(struct world *, const struct sent *);

/* The device loses its keys, as when the application was installed anew. */
void peer_forget(struct world *, const char *full_jid);

void peers_free(struct world *);

#endif
