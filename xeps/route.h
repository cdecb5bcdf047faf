/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * route: finds the extension that answers. Key of an IQ: type, name and namespace; of a payload: name and
 * namespace. */
#ifndef FRONTDESK_ROUTE_H
#define FRONTDESK_ROUTE_H

#include <stdbool.h>
#include <stdio.h>

#include <strophe.h>

#include "desk/meaning.h"
#include "desk/reference.h"
#include "xeps/xep.h"
#include "xml/said.h"

struct conversation;

/* Answers every get and set: the handler's result, or an error. A result or an error that arrives is not
 * answered. */
void xep_iq_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

/* The row that takes a message out, and the element it is for; NULL: none does. */
const struct xep_take *xep_take(xmpp_stanza_t *, xmpp_stanza_t **child);

/* Each server on the way, and whoever else likes to, may add one. */
struct delay {
    const char *from, *stamp;
    const struct delay *next;
};

/* What a message carries, sorted by the table of payloads. Unknown payloads are stripped. */
struct content {
    const char *body;      /* NULL: none. A file, a subject or formatted text without one makes its own: what the other
                              side and the archive are shown */
    /* What its author said: the body without what XEP-0428 marks, and without a customer's quote. All that the desk decides
     * looks at this; the archive and the other side have the whole body. NULL: no words, as in a retraction. */
    const char *said;
    const char *payload;   /* XML of all that travels with the message; "" when nothing does */
    const char *live;      /* XML of what is only passed on live; "" */
    bool carries, keeps;   /* payload holds something that is passed on (archived) without a body too */
    bool receipt_wanted;   /* XEP-0184 */
    bool receipt;          /* it is one, or a marker (XEP-0333), for something that was sent before */
    bool encrypted;        /* a payload or the body says refuse */
    bool correction;       /* XEP-0308 */
    bool shows;            /* XEP-0424, XEP-0444: its body is only for clients that do not know these */
    struct meaning means;  /* .file: XEP-0066, XEP-0385, XEP-0447: something that is to be looked at */
    const char *formatted; /* XEP-0071, as plain text; NULL: none */
    struct reference refers[REFERS_COUNT]; /* to other messages, by kind. An agent's is passed on only if it is SENT */
    struct said_marks marks;               /* XEP-0428 */
    const struct delay *delays;            /* XEP-0203; NULL: none */
    const char *origin_id; /* XEP-0359; NULL: none */
    const char *nick;      /* XEP-0172; NULL: none */
};

enum side { FROM_CUSTOMER, FROM_AGENT };

/* t: for addresses that are rewritten (XEP-0461); its id may be 0. NULL: a customer's is looked for when an
 * address needs it. */
struct content xep_content(struct desk *, xmpp_stanza_t *, enum side, const struct conversation *t);

/* What the extensions add to our available presence. */
void xep_presence(struct desk *, struct xml *, const char *from_local);

/* Sends <error/> for a stanza of name ("message", "iq", "presence"); never for an error or a result. from
 * and to are those of the refused stanza. id and text may be NULL. */
void xep_refuse(struct desk *, const char *name, const char *from, const char *to, const char *id,
                enum verdict, const char *text, const char *lang);

/* "number\tname" a line, for `frontdesk check --xeps`. */
void xep_print(FILE *);

#endif
