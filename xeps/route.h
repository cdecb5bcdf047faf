/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * route: finds the extension that handles an IQ, and writes the errors. The key of an IQ is its type, name
 * and namespace. */
#ifndef FRONTDESK_ROUTE_H
#define FRONTDESK_ROUTE_H

#include <stdbool.h>
#include <stdio.h>

#include <strophe.h>

#include "xeps/xep.h"

/* Answers an IQ get or set with the handler's result or an error. An IQ result or error gets no answer. */
void xep_iq_receive(struct desk *, xmpp_stanza_t *, const struct jid *from, const struct jid *to);

/* Returns the row that claims this message (struct xep_take), and sets *child to the element that the row
 * names. NULL when no row does. */
const struct xep_take *xep_take(xmpp_stanza_t *, xmpp_stanza_t **child);

/* Writes what the extensions add to our available presence. */
void xep_presence(struct desk *, struct xml *, const char *from_local, const char *reader);

/* Writes the items of a PEP node of our address for this reader, who was given the name. */
void xep_node_items(struct desk *, struct xml *, const char *node, const char *from_local, const char *reader,
                    const char *name);

/* Sends an error for a stanza called name ("message", "iq", "presence"). Must not be used for an error or a
 * result. from and to are those of the refused stanza. id and text may be NULL. */
void xep_refuse(struct desk *, const char *name, const char *from, const char *to, const char *id,
                enum verdict, const char *text, const char *lang);

/* Prints every extension as "number<TAB>name", one a line, for `frontdesk check --xeps`. */
void xep_print(FILE *);

#endif
