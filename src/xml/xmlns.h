/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xmlns: which namespace a name is in (Namespaces in XML 1.0).
 *
 * expat could tell, but then it copies the namespace for each attribute with a prefix: a stanza of 256 KiB,
 * with one long namespace and many such attributes, needs gigabytes. Here attributes with a prefix are not
 * looked up at all. */
#ifndef FRONTDESK_XMLNS_H
#define FRONTDESK_XMLNS_H

#include <stdbool.h>
#include <stddef.h>

struct xmlns_binding;

/* The declarations in force; all zero at first. */
struct xmlns {
    struct xmlns_binding *bindings; /* inner ones last */
    size_t count, size;
};

/* Whether an attribute of this name is a declaration. */
bool xmlns_declares(const char *attribute);
/* Whether an attribute has a place in a tree of local names: it has no prefix, or it is xml:lang or its kin.
 */
bool xmlns_keeps(const char *attribute);

/* Puts the declarations among the attributes (name, value, …, NULL) of an element at this depth in force. */
void xmlns_add(struct xmlns *, int depth, const char **attributes);
/* Forgets those made at this depth and further in. */
void xmlns_drop(struct xmlns *, int depth);
void xmlns_free(struct xmlns *);

/* Where the local part of a name begins. NULL when prefix or local part is no name: such a local part,
 * written without the prefix, would not be XML. (After a prefix only ASCII may begin it: nobody has others.)
 */
const char *xmlns_local(const char *name);
/* The namespace of an element, "" for none; NULL when its prefix is not declared or xmlns_local() is NULL. */
const char *xmlns_of(const struct xmlns *, const char *name);
/* Those of XML itself (section 3). No name of ours or of any extension is in one, and neither can be declared as
 * xmlns="…", which is how we write: a server closes the stream on which we do. */
bool xmlns_is_reserved(const char *ns);

#endif
