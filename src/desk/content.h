/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * content: what a message from a person carries, independent of the channel. The channel that received the
 * message fills it in. */
#ifndef FRONTDESK_CONTENT_H
#define FRONTDESK_CONTENT_H

#include <stdbool.h>

#include "desk/letter.h"
#include "desk/meaning.h"
#include "desk/reference.h"

enum side { FROM_CUSTOMER, FROM_AGENT };

struct content {
    const char *body; /* what the other side and the archive are shown; NULL: nothing. Made by the channel for
                         a file, a subject or formatted text that came without a body */
    /* What the author said: the body without marked fallbacks, and without what a customer quotes. Every
     * decision of the desk uses this text; the archive and the other side get the whole body. NULL: no words,
     * as in a retraction. */
    const char *said;
    const char *payload; /* what is relayed beside the body, in the format of its channel; "": nothing */
    enum typing typing;  /* whether the author is typing, if the message tells it */
    const char
        *live; /* what is never stored: relayed with a body, or alone to a reader who is online; "": none */
    bool carries, keeps; /* even without a body, the payload is relayed (carries) or archived (keeps) */
    bool receipt_wanted; /* the author's client asks for a receipt */
    bool receipt;        /* the message is a receipt or a read marker for an earlier message */
    bool encrypted;      /* the message is encrypted, and the desk cannot read it; or plain, and may not be */
    bool plain;      /* it holds words that came in plain text through a channel that could encrypt them */
    bool broken;     /* ... but it was for the desk: a new session may help */
    bool correction; /* the message corrects an earlier one */
    bool shows;      /* a retraction or a reaction: its body is only for clients that do not know these */
    struct meaning means; /* means.file: a file for the other side to look at */
    /* The earlier messages it refers to, by kind. An agent's reference is passed on only if it is
     * REFERENT_SENT. */
    struct reference refers[REFERS_COUNT];
    const char *origin_id; /* the id that the author's client uses, if it differs from mail.id; NULL: none */
    const char *nick;      /* the name that the author's client gives; NULL: none */
};

#endif
