/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letter: a message of ours on its way to a customer or an agent. */
#ifndef FRONTDESK_LETTER_H
#define FRONTDESK_LETTER_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

struct letter {
    const char *from;    /* localpart of our address: a queue, a face, or "" for the house */
    const char *to;      /* bare JID: all devices ring */
    const char *id;      /* NULL: a new one */
    const char *lang;    /* xml:lang; NULL or "": none */
    const char *nick;    /* XEP-0172; NULL: none */
    const char *body;    /* NULL or "": none */
    const char *payload; /* XML of other children; NULL or "": none */
    bool receipt;        /* XEP-0184: ask for one */
    int64_t stamp_ms;    /* XEP-0203: when it was really said; 0: now */
};

/* Of a text, so much always fits into a stanza, whatever is in it: a character is written with six bytes at
 * most. */
enum { LETTER_CHARACTERS = 64 * 1024 };
/* The beginning of a longer one, in the arena. */
const char *letter_fit(struct desk *, const char *text);

/* Through the outbox: kept until the server has it. Of what is too large for a stanza, the beginning of the
 * body. */
void letter_send(struct desk *, const struct letter *);
/* Not kept, never stored offline by the server (XEP-0334): chat states. to is a full JID. */
void letter_send_live(struct desk *, const struct letter *);

/* Whether an id is that of a letter_send_live(), or of a receipt of ours: one that comes back is nobody's loss. */
bool letter_is_live(const char *id);
const char *letter_live_id(struct desk *);

#endif
