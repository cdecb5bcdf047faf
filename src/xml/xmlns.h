/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xmlns: finds the namespace of a name (Namespaces in XML 1.0).
 *
 * expat could do this, but it copies the namespace for each attribute with a prefix: a stanza of 256 KiB
 * with one long namespace and many such attributes would need gigabytes. This code does not look up
 * attributes with a prefix at all. */
#ifndef FRONTDESK_XMLNS_H
#define FRONTDESK_XMLNS_H

#include <stdbool.h>
#include <stddef.h>

struct xmlns_binding;

/* The declarations in scope. All zero at first. */
struct xmlns {
    struct xmlns_binding *bindings; /* inner ones last */
    size_t count, size;
};

/* Whether an attribute of this name is a namespace declaration. */
bool xmlns_declares(const char *attribute);
/* Whether an attribute is kept in a tree of local names: it has no prefix, or the prefix xml: (xml:lang). */
bool xmlns_keeps(const char *attribute);

/* Adds the declarations among the attributes (name, value, …, NULL) of an element at this depth. */
void xmlns_add(struct xmlns *, int depth, const char **attributes);
/* Removes the declarations made at this depth and deeper. */
void xmlns_drop(struct xmlns *, int depth);
void xmlns_free(struct xmlns *);

/* Returns where the local part of a name begins. NULL when the prefix or the local part is not an XML name,
 * because such a local part, written without the prefix, would not be XML. After a prefix, a local part must
 * begin with an ASCII letter or '_': no known extension uses other names. */
const char *xmlns_local(const char *name);
/* Returns the namespace of an element, "" when it has none. NULL when its prefix is not declared or
 * xmlns_local() returns NULL. */
const char *xmlns_of(const struct xmlns *, const char *name);
/* Whether ns is a namespace of XML itself (section 3). Neither this program nor any extension uses names in
 * them, and neither may be declared as xmlns="…", which is how the writer declares namespaces: a server
 * closes a stream on which we do. */
bool xmlns_is_reserved(const char *ns);

#endif
