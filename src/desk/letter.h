/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letter: a message of ours on its way to a customer or an agent, whatever channel brings it there. */
#ifndef FRONTDESK_LETTER_H
#define FRONTDESK_LETTER_H

#include <stdbool.h>
#include <stdint.h>

struct desk;
struct meaning;

enum typing { TYPING_UNSAID, TYPING_COMPOSING, TYPING_PAUSED };

struct letter {
    const char *channel; /* its name; NULL: XMPP, as for every agent */
    const char *from;    /* localpart of our address: a queue, a face, or "" for the house */
    const char *to;      /* the reader's address in the channel; for XMPP a bare JID: all devices ring */
    const char *id;      /* NULL: a new one */
    const char *lang;    /* of the body; NULL or "": not said */
    const char *nick;    /* who speaks; NULL: not said */
    const char *body;    /* NULL or "": none */
    /* What it is beside its body; NULL: nothing. A payload says the same, in the words of its channel. */
    const struct meaning *means;
    enum typing typing;  /* whether the author is writing just now */
    /* What the author's client sent beside the body, for a reader on the same channel; NULL or "": nothing. */
    const char *payload;
    bool stored;         /* the payload was read from the store, where a byte may have changed */
    bool receipt;        /* the reader's client shall confirm it */
    int64_t stamp_ms;    /* when it was really said; 0: now */
};

/* Kept until it was taken; see channel.h. */
void letter_send(struct desk *, const struct letter *);
/* Not kept. to is the device that the reader wrote from last. */
void letter_send_live(struct desk *, const struct letter *);

/* Of a text, so much always fits into a message of any channel, whatever is in it: XML writes a character
 * with six bytes at most. */
enum { LETTER_CHARACTERS = 64 * 1024 };
/* The beginning of a longer one, in the arena. */
const char *letter_fit(struct desk *, const char *text);

#endif
