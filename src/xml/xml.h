/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xml: writes stanzas: every one of ours (t/rooms.t looks).
 *
 * Whatever text is put in, what comes out is well-formed XML 1.0 in UTF-8: ill-formed bytes, control characters,
 * U+FFFE and U+FFFF are left out (one of them from us makes either server close the whole stream), the five
 * special characters are escaped. No comments, no processing instructions, no prefixes but xml:. Names of elements
 * and attributes are ours or came through expat.
 *
 * Writing is linear; an append to a libstrophe tree walks the list of children each time. */
#ifndef FRONTDESK_XML_H
#define FRONTDESK_XML_H

#include <stddef.h>

#include <strophe.h>

struct arena;
struct xml;

enum { XML_DEPTH_MAX = 64 }; /* open elements; more is a bug of ours (the wire refuses what is deeper than 32) */

struct xml *xml_new(struct arena *);

/* Opens <name>. ns NULL: the namespace of the parent (at the top: none is written, the stream's holds). An xmlns
 * attribute is written only where it differs from the parent's. name and ns are borrowed until xml_close(). */
void xml_open(struct xml *, const char *name, const char *ns);
/* An attribute of the element just opened; value NULL: nothing is written. "xml:lang" is allowed. */
void xml_attr(struct xml *, const char *name, const char *value);
void xml_attr_int(struct xml *, const char *name, long long value);
/* Character data; NULL: nothing. */
void xml_text(struct xml *, const char *text);
void xml_close(struct xml *);
/* <name xmlns=ns>text</name>; an empty or NULL text gives <name/>. */
void xml_leaf(struct xml *, const char *name, const char *ns, const char *text);
/* A tree that came from the wire, as it is. Its namespaces are kept. */
void xml_tree(struct xml *, xmpp_stanza_t *);
/* From now on each attribute of a tree, and its text (name NULL), is what this makes of it. */
typedef const char *xml_change_fn(void *arg, xmpp_stanza_t *element, const char *name, const char *value);
void xml_change(struct xml *, xml_change_fn *, void *arg);
/* XML that this writer made before (a stored payload, an outbox row): not escaped again. */
void xml_raw(struct xml *, const char *xml);

/* The text so far, NUL-terminated, in the arena; valid until the next call on this writer. Every element must be
 * closed. */
const char *xml_string(struct xml *);
size_t xml_size(const struct xml *);

#endif
