/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * content: what a message that somebody wrote carries, in the core's words. The channel that brought it fills
 * it in. */
#ifndef FRONTDESK_CONTENT_H
#define FRONTDESK_CONTENT_H

#include <stdbool.h>

#include "desk/letter.h"
#include "desk/meaning.h"
#include "desk/reference.h"

enum side { FROM_CUSTOMER, FROM_AGENT };

struct content {
    const char *body; /* NULL: none. A file, a subject or formatted text without one makes its own: what the
                         other side and the archive are shown */
    /* What its author said: the body without marked fallbacks, and without a customer's quote. All that the
     * desk decides looks at this; the archive and the other side have the whole body. NULL: no words, as in a
     * retraction. */
    const char *said;
    const char
        *payload; /* what travels beside the body, for the channel that it came from; "" when nothing does */
    enum typing typing;   /* whether its author is writing just now, where that was said */
    const char *live;     /* what is only passed on to somebody who is there now; "" */
    bool carries, keeps;  /* payload holds something that is passed on (archived) without a body too */
    bool receipt_wanted;  /* the author's client wants to know that it arrived */
    bool receipt;         /* it is a receipt or a read marker for something that was sent before */
    bool encrypted;       /* it cannot be read here */
    bool correction;      /* it corrects an earlier message */
    bool shows;           /* its body is only for clients that do not know retractions or reactions */
    struct meaning means; /* .file: something that is to be looked at */
    struct reference
        refers[REFERS_COUNT]; /* to other messages, by kind. An agent's is passed on only if it is SENT */
    const char *origin_id;    /* the author's own name for it, where it differs from the id; NULL: none */
    const char *nick;         /* what the author wants to be called; NULL: not said */
};

#endif
