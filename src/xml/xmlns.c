/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xmlns: a stack of declarations, searched from the innermost. The wire limits how many there can be. */
#include "xml/xmlns.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define NS_XML "http://www.w3.org/XML/1998/namespace"
#define NS_XMLNS "http://www.w3.org/2000/xmlns/"

struct xmlns_binding {
    int depth; /* of the element that made it */
    char *prefix;
    char *ns;
};

/* The prefix that an attribute declares, "" for the default namespace; NULL when it declares none. */
static const char *declared_prefix(const char *attribute)
{
    if (strncmp(attribute, "xmlns", 5) != 0) {
        return NULL;
    }
    switch (attribute[5]) {
    case '\0':
        return "";
    case ':':
        return attribute[6] ? attribute + 6 : NULL;
    default:
        return NULL;
    }
}

bool xmlns_declares(const char *attribute)
{
    return declared_prefix(attribute) != NULL;
}

bool xmlns_keeps(const char *attribute)
{
    if (xmlns_declares(attribute)) {
        return false;
    }
    return !strchr(attribute, ':') || (strncmp(attribute, "xml:", 4) == 0 && xmlns_local(attribute));
}

void xmlns_add(struct xmlns *x, int depth, const char **attributes)
{
    for (int i = 0; attributes[i]; i += 2) {
        const char *prefix = declared_prefix(attributes[i]);
        if (!prefix) {
            continue;
        }
        if (x->count == x->size) {
            x->size = x->size * 2 + 16;
            x->bindings = xrealloc(x->bindings, x->size * sizeof *x->bindings);
        }
        x->bindings[x->count++] = (struct xmlns_binding){
            .depth = depth,
            .prefix = xstrdup(prefix),
            .ns = xstrdup(attributes[i + 1]),
        };
    }
}

void xmlns_drop(struct xmlns *x, int depth)
{
    while (x->count > 0 && x->bindings[x->count - 1].depth >= depth) {
        struct xmlns_binding *last = &x->bindings[--x->count];
        free(last->prefix);
        free(last->ns);
    }
}

void xmlns_free(struct xmlns *x)
{
    xmlns_drop(x, 0);
    free(x->bindings);
    *x = (struct xmlns){0};
}

const char *xmlns_local(const char *name)
{
    const char *colon = strchr(name, ':');
    if (!colon) {
        return name;
    }
    const char *local = colon + 1;
    char first = *local;
    bool begins = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_';
    return begins && colon != name && !strchr(local, ':') ? local : NULL;
}

const char *xmlns_of(const struct xmlns *x, const char *name)
{
    const char *local = xmlns_local(name);
    if (!local) {
        return NULL;
    }
    size_t len = local == name ? 0 : (size_t)(local - name - 1);
    for (size_t i = x->count; i-- > 0;) {
        const struct xmlns_binding *b = &x->bindings[i];
        if (strncmp(b->prefix, name, len) == 0 && b->prefix[len] == '\0') {
            return *b->ns || len == 0 ? b->ns : NULL;
        }
    }
    if (len == 0) {
        return "";
    }
    return strncmp(name, "xml:", 4) == 0 ? NS_XML : NULL;
}

bool xmlns_is_reserved(const char *ns)
{
    return strcmp(ns, NS_XML) == 0 || strcmp(ns, NS_XMLNS) == 0;
}
