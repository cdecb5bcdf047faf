/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * desk: a desk in the middle of a working day, for fuzzers. Stanzas come in through the wire, as from
 * the server; what the desk sends goes through a second one, as into the server; and some things are checked
 * at each stanza, see desk.c. One input is one transaction that is rolled back at its end: the next one
 * finds the same desk again.
 *
 * Monday 10:00 UTC, the link is up. bob (sales) holds tom, was offered ann, and served joe, who is gone; eve
 * supervises all; kim (billing) is away, so pat waits. Their addresses are in the table, by the same names.
 */
#ifndef FRONTDESK_FUZZ_DESK_H
#define FRONTDESK_FUZZ_DESK_H

#include <stdbool.h>
#include <stddef.h>

#include <strophe.h>

#include "base/arena.h"
#include "store/store.h"
#include "xml/xml.h"

enum fuzz_who {
    HOUSE,
    SALES,
    BILLING,
    BOB,
    EVE,
    KIM,
    TOM,
    ANN,
    JOE,
    PAT,
    ZOE,
    TOM_FACE,
    ANN_FACE,
    JOE_FACE,
    PAT_FACE,
    FUZZ_WHO
};

/* Bare. Faces are addresses of the desk; zoe has never written. */
extern const char *fuzz_address[FUZZ_WHO];

/* A stanza that the desk sent. Strings are never NULL, but body where there is none. */
struct fuzz_sent {
    struct fuzz_sent *next;
    const char *xml, *name, *type, *id, *from, *to, *body;
    bool to_agent;
    xmpp_stanza_t *stanza;
};

/* After each stanza that came in: what it was, and what the desk sent for it. */
typedef void fuzz_after(const struct fuzz_sent *in, const struct fuzz_sent *sent);

void fuzz_desk_begin(fuzz_after *);
/* False when these bytes are no stream any more: no more is taken then until the next begin. */
bool fuzz_desk_feed(const char *bytes, size_t len);
void fuzz_desk_pass(int seconds);
void fuzz_desk_end(void);

struct store *fuzz_desk_store(void);
/* Of this input: gone at its end. */
struct arena *fuzz_desk_arena(void);

#endif
