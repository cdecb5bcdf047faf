/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stanza: reads libstrophe trees that came from the wire. NULL arguments are safe. */
#ifndef FRONTDESK_STANZA_H
#define FRONTDESK_STANZA_H

#include <stdbool.h>

#include <strophe.h>

struct arena;

#define NS_COMPONENT "jabber:component:accept"

/* All of these accept st NULL, and then return "", NULL or false. */
const char *st_name(const xmpp_stanza_t *st);                   /* local name, "" for text */
const char *st_ns(const xmpp_stanza_t *st);                     /* "" when none */
const char *st_attr(const xmpp_stanza_t *st, const char *name); /* NULL when absent */
const char *st_attr_or(const xmpp_stanza_t *st, const char *name, const char *otherwise);
bool st_is(const xmpp_stanza_t *st, const char *name, const char *ns); /* name or ns NULL: any */

/* Returns the first child element that matches. name or ns NULL matches any. */
xmpp_stanza_t *st_child(const xmpp_stanza_t *st, const char *name, const char *ns);
/* Return the first and the next child element. Text nodes are skipped. */
xmpp_stanza_t *st_first(const xmpp_stanza_t *st);
xmpp_stanza_t *st_next(const xmpp_stanza_t *child);
/* Returns all character data directly inside st, in the arena; "" when there is none. */
const char *st_text(struct arena *, const xmpp_stanza_t *st);
/* Returns the text of the first child element that matches, in the arena; NULL when there is no such
 * child. */
const char *st_child_text(struct arena *, const xmpp_stanza_t *st, const char *name, const char *ns);

/* Returns the <body/> to read when a message has bodies in several languages (RFC 6121 section 5.2.3): the
 * one in the message's own language, else the one without a language, else one in the same language of
 * another region, else the first; an empty one only where all are empty. */
xmpp_stanza_t *st_body(const xmpp_stanza_t *);

/* Whether xml is exactly one element that a server would accept. For XML from the store, where a byte may
 * have been damaged. */
bool st_is_element(const char *xml);

/* Parses one element that this program has written, or that of a test or a scene (never input from the wire). Returns NULL when it is
 * not well-formed. The caller releases it with xmpp_stanza_release(). */
xmpp_stanza_t *st_parse(xmpp_ctx_t *, const char *xml);

#endif
