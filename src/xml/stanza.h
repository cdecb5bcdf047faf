/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stanza: questions to libstrophe trees that came from the wire, in a form that cannot crash on NULL. */
#ifndef FRONTDESK_STANZA_H
#define FRONTDESK_STANZA_H

#include <stdbool.h>

#include <strophe.h>

struct arena;

#define NS_COMPONENT "jabber:component:accept"

/* Each takes st NULL and then answers "", NULL or false. */
const char *st_name(const xmpp_stanza_t *st);                   /* local name, "" for text */
const char *st_ns(const xmpp_stanza_t *st);                     /* "" when none */
const char *st_attr(const xmpp_stanza_t *st, const char *name); /* NULL when absent */
const char *st_attr_or(const xmpp_stanza_t *st, const char *name, const char *otherwise);
bool st_is(const xmpp_stanza_t *st, const char *name, const char *ns); /* either NULL: any */

/* The first element child that matches; NULL for any name or any namespace. */
xmpp_stanza_t *st_child(const xmpp_stanza_t *st, const char *name, const char *ns);
/* The first and the next element child, text nodes skipped. */
xmpp_stanza_t *st_first(const xmpp_stanza_t *st);
xmpp_stanza_t *st_next(const xmpp_stanza_t *child);
/* All character data directly inside st, in the arena; "" when none. */
const char *st_text(struct arena *, const xmpp_stanza_t *st);
/* The text of a child, or NULL when there is no such child. */
const char *st_child_text(struct arena *, const xmpp_stanza_t *st, const char *name, const char *ns);

/* The body that is read, where a message says the same in several languages (RFC 6121 section 5.2.3): the one
 * in the message's own language, else the one without a language, else the first. */
xmpp_stanza_t *st_body(const xmpp_stanza_t *);

/* Whether text is one element, and such as a server takes: for what comes back from the store, where a byte may have
 * changed. */
bool st_is_element(const char *xml);

/* Parses one element for tests, scenes and tools (never for the wire): NULL when it is not well-formed. The caller
 * releases it with xmpp_stanza_release(). */
xmpp_stanza_t *st_parse(xmpp_ctx_t *, const char *xml);

#endif
