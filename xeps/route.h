/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * route: finds the extension that answers. Key of an IQ: type, name and namespace; of a payload: name and
 * namespace. */
#ifndef FRONTDESK_ROUTE_H
#define FRONTDESK_ROUTE_H

#include <stdbool.h>
#include <stdio.h>

#include <strophe.h>

#include "desk/content.h"
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

/* A message as the extensions have read it. Unknown payloads are stripped. */
struct reading {
    struct content content;
    struct said_marks marks;    /* XEP-0428 */
    const struct delay *delays; /* XEP-0203; NULL: none */
    const char *formatted;      /* XEP-0071, as plain text; NULL: none */
};

/* t: for addresses that are rewritten (XEP-0461); its id may be 0. NULL: a customer's is looked for when an
 * address needs it. */
struct reading xep_read(struct desk *, xmpp_stanza_t *, enum side, const struct conversation *t);

/* What the extensions add to our available presence. */
void xep_presence(struct desk *, struct xml *, const char *from_local);

/* Sends <error/> for a stanza of name ("message", "iq", "presence"); never for an error or a result. from
 * and to are those of the refused stanza. id and text may be NULL. */
void xep_refuse(struct desk *, const char *name, const char *from, const char *to, const char *id,
                enum verdict, const char *text, const char *lang);

/* "number\tname" a line, for `frontdesk check --xeps`. */
void xep_print(FILE *);

#endif
