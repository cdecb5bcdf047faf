/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xml: writes XML. Every stanza that this program sends is written here (t/rooms.t checks that).
 *
 * The output is well-formed XML 1.0 in UTF-8, whatever text is put in. Ill-formed bytes, control characters,
 * U+FFFE and U+FFFF are left out, because either server closes the whole stream when we send one of them;
 * the five special characters are escaped. There are no comments, no processing instructions and no prefixes
 * except xml:. Names of elements and attributes are the program's own or came through expat.
 *
 * Writing takes linear time. libstrophe's trees are not used for it, because each append to one walks the
 * list of its children. */
#ifndef FRONTDESK_XML_H
#define FRONTDESK_XML_H

#include <stddef.h>

#include <strophe.h>

struct arena;
struct xml;

/* Open elements; more is a bug in this program, because the wire refuses stanzas deeper than 32. */
enum { XML_DEPTH_MAX = 64 };

struct xml *xml_new(struct arena *);

/* Opens <name>. ns NULL: the namespace of the parent; at the top no xmlns is written, and the stream's
 * namespace holds. An xmlns attribute is written only where it differs from the parent's. name and ns are
 * borrowed until xml_close(). */
void xml_open(struct xml *, const char *name, const char *ns);
/* Adds an attribute to the element just opened. value NULL: nothing is written. "xml:lang" is allowed. */
void xml_attr(struct xml *, const char *name, const char *value);
void xml_attr_int(struct xml *, const char *name, long long value);
/* Writes character data. NULL: nothing. */
void xml_text(struct xml *, const char *text);
void xml_close(struct xml *);
/* Writes <name xmlns=ns>text</name>; an empty or NULL text gives <name/>. */
void xml_leaf(struct xml *, const char *name, const char *ns, const char *text);
/* Writes a tree that came from the wire, unchanged and with its namespaces. NULL: nothing. */
void xml_tree(struct xml *, xmpp_stanza_t *);
/* From now on xml_tree() replaces the value of each attribute, and each text (then name is NULL), by what
 * this function returns. */
typedef const char *xml_change_fn(void *arg, xmpp_stanza_t *element, const char *name, const char *value);
void xml_change(struct xml *, xml_change_fn *, void *arg);
/* Writes XML that this writer made before (a stored payload, an outbox row). It is not escaped again. */
void xml_raw(struct xml *, const char *xml);

/* Returns the XML written so far, NUL-terminated, in the arena. Valid until the next call on this writer.
 * Every element must be closed. */
const char *xml_string(struct xml *);
size_t xml_size(const struct xml *);

#endif
