/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letter: a message that the desk sends to a customer or an agent, independent of the channel. */
#ifndef FRONTDESK_LETTER_H
#define FRONTDESK_LETTER_H

#include <stdbool.h>
#include <stdint.h>

struct conversation;
struct desk;
struct meaning;

enum typing { TYPING_UNSAID, TYPING_COMPOSING, TYPING_PAUSED };

struct letter {
    const char *channel; /* the channel's name; NULL: XMPP, as for every agent */
    const char *from;    /* localpart of the desk's address: a queue, a face, or "" for the house */
    const char *to;      /* the reader's address in the channel; for XMPP a bare JID, so all devices get it */
    const char *id;      /* NULL: a new one is made */
    const char *lang;    /* language of the body; NULL or "": not given */
    const char *nick;    /* name of the speaker; NULL: not given */
    const char *body;    /* NULL or "": none */
    const char *quotes;  /* a line that stands above the body where replies are not known; NULL: none */
    /* What the message carries or refers to; NULL: nothing. A payload says the same in the format of its
     * channel. */
    const struct meaning *means;
    const char *
        answers; /* who wrote the message that `means` or a stored payload answers; NULL: the reader, or as it
                            stands in the payload */
    const char *withdraws; /* the body is what is left of the message with this id; NULL: of none */
    enum typing typing;    /* whether the author is typing */
    /* What the author's client sent beside the body, for a reader on the same channel; NULL or "":
     * nothing. */
    const char *payload;
    bool stored;      /* the payload was read from the store, so it may be damaged and must be checked */
    bool open;        /* says nothing of a conversation: may go out in plain text whatever the settings are */
    bool receipt;     /* asks the reader's client for a receipt */
    int64_t stamp_ms; /* when it was said; 0: now */
};

/* Returns a letter to the customer of this conversation, from its queue address: channel, from, to and id. */
struct letter letter_to_customer(const struct conversation *, const char *id);

/* Sends a letter, and keeps it until the other side has it; see `send` in channel.h. */
void letter_send(struct desk *, const struct letter *);
/* Sends a letter without keeping it. `to` must be the device that the reader wrote from last. */
void letter_send_live(struct desk *, const struct letter *);

/* A text of this length fits into a message of any channel, whatever is in it: XML escapes a character with
 * at most six bytes. */
enum { LETTER_CHARACTERS = 64 * 1024 };
/* Returns the text, or the beginning of a longer one (in the arena), so that it fits. */
const char *letter_fit(struct desk *, const char *text);

#endif
