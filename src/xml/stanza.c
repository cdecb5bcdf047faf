/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stanza: libstrophe asks for non-const trees even where it only reads; the casts are all here. */
#include "xml/stanza.h"

#include "base/arena.h"
#include "base/log.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static xmpp_stanza_t *mutable(const xmpp_stanza_t *st)
{
    return (xmpp_stanza_t *)st;
}

static bool is_element(const xmpp_stanza_t *st)
{
    return st != NULL && xmpp_stanza_is_tag(mutable(st));
}

const char *st_name(const xmpp_stanza_t *st)
{
    const char *name = is_element(st) ? xmpp_stanza_get_name(mutable(st)) : NULL;

    return name == NULL ? "" : name;
}

const char *st_ns(const xmpp_stanza_t *st)
{
    return st_attr_or(st, "xmlns", "");
}

const char *st_attr(const xmpp_stanza_t *st, const char *name)
{
    return is_element(st) ? xmpp_stanza_get_attribute(mutable(st), name) : NULL;
}

const char *st_attr_or(const xmpp_stanza_t *st, const char *name, const char *otherwise)
{
    const char *value = st_attr(st, name);

    return value == NULL ? otherwise : value;
}

bool st_is(const xmpp_stanza_t *st, const char *name, const char *ns)
{
    return is_element(st) && (name == NULL || strcmp(st_name(st), name) == 0) &&
           (ns == NULL || strcmp(st_ns(st), ns) == 0);
}

static xmpp_stanza_t *skip_text(xmpp_stanza_t *st)
{
    while (st != NULL && !xmpp_stanza_is_tag(st)) {
        st = xmpp_stanza_get_next(st);
    }
    return st;
}

xmpp_stanza_t *st_first(const xmpp_stanza_t *st)
{
    return is_element(st) ? skip_text(xmpp_stanza_get_children(mutable(st))) : NULL;
}

xmpp_stanza_t *st_next(const xmpp_stanza_t *child)
{
    return child == NULL ? NULL : skip_text(xmpp_stanza_get_next(mutable(child)));
}

xmpp_stanza_t *st_child(const xmpp_stanza_t *st, const char *name, const char *ns)
{
    xmpp_stanza_t *child = st_first(st);

    while (child != NULL && !st_is(child, name, ns)) {
        child = st_next(child);
    }
    return child;
}

/* The text of a node that is text; "" for an element. */
static const char *node_text(xmpp_stanza_t *node)
{
    const char *text = xmpp_stanza_is_text(node) ? xmpp_stanza_get_text_ptr(node) : NULL;

    return text == NULL ? "" : text;
}

const char *st_text(struct arena *arena, const xmpp_stanza_t *st)
{
    xmpp_stanza_t *first = is_element(st) ? xmpp_stanza_get_children(mutable(st)) : NULL;
    size_t len = 0;

    for (xmpp_stanza_t *node = first; node != NULL; node = xmpp_stanza_get_next(node)) {
        len += strlen(node_text(node));
    }
    if (len == 0) {
        return "";
    }
    char *text = arena_alloc(arena, len + 1), *end = text;
    for (xmpp_stanza_t *node = first; node != NULL; node = xmpp_stanza_get_next(node)) {
        end = stpcpy(end, node_text(node));
    }
    return text;
}

const char *st_child_text(struct arena *arena, const xmpp_stanza_t *st, const char *name, const char *ns)
{
    xmpp_stanza_t *child = st_child(st, name, ns);

    return child == NULL ? NULL : st_text(arena, child);
}

/* How well a body answers to a message in this language. A body without a language has that of the message. */
static int body_rank(const xmpp_stanza_t *body, const char *own)
{
    const char *lang = st_attr_or(body, "xml:lang", "");
    size_t primary = strcspn(own, "-");
    if (xmpp_stanza_get_children((xmpp_stanza_t *)body) == NULL)
        return 1;
    if (own[0] != '\0' && strcasecmp(lang, own) == 0)
        return 5;
    if (lang[0] == '\0')
        return 4;
    return primary > 0 && strcspn(lang, "-") == primary && strncasecmp(lang, own, primary) == 0 ? 3 : 2;
}

xmpp_stanza_t *st_body(const xmpp_stanza_t *st)
{
    xmpp_stanza_t *chosen = NULL;
    const char *own = st_attr_or(st, "xml:lang", "");
    int best = 0;
    for (xmpp_stanza_t *body = st_child(st, "body", NS_COMPONENT); body != NULL; body = st_next(body)) {
        int rank = st_is(body, "body", NS_COMPONENT) ? body_rank(body, own) : 0;
        if (rank > best) {
            best = rank;
            chosen = body;
        }
    }
    return chosen;
}

/* ---- st_parse: the fragment is read inside a stream element of our own, which gives it the default
 * namespace ---- */

#define XML_NS "http://www.w3.org/XML/1998/namespace"

enum {
    SEPARATOR = '\x1f', /* between namespace and name; no legal XML holds it */
    PARSE_DEPTH_MAX = 64,
    PARSE_ATTRIBUTE_MAX = 200, /* bytes of the name of an xml: attribute */
};

struct parse {
    XML_Parser expat;
    xmpp_ctx_t *ctx;
    xmpp_stanza_t *result;
    xmpp_stanza_t
        *open[PARSE_DEPTH_MAX]; /* open[0] is the result, the others are borrowed from their parents */
    int depth;                  /* of open; -1 until our stream element has been read */
    char *text;                 /* character data not yet in a node: expat delivers it in pieces */
    size_t text_len;
    bool refused;
};

static void refuse(struct parse *p)
{
    p->refused = true;
    XML_StopParser(p->expat, XML_FALSE);
}

static void add_to_parent(struct parse *p, xmpp_stanza_t *st)
{
    xmpp_stanza_add_child_ex(p->open[p->depth - 1], st, 0); /* 0: the parent is the only owner */
}

static xmpp_stanza_t *new_node(struct parse *p)
{
    xmpp_stanza_t *st = xmpp_stanza_new(p->ctx);

    if (st == NULL) {
        fatal("out of memory");
    }
    return st;
}

static void flush_text(struct parse *p)
{
    if (p->text_len == 0) {
        return;
    }
    xmpp_stanza_t *node = new_node(p);
    xmpp_stanza_set_text_with_size(node, p->text, p->text_len);
    add_to_parent(p, node);
    p->text_len = 0;
}

/* expat's "namespace SEPARATOR name": returns the name, and the namespace (not terminated) through *ns; an
 * empty one when there is none. */
static const char *split_name(const char *name, const char **ns, size_t *ns_len)
{
    const char *separator = strrchr(name, SEPARATOR);

    *ns = name;
    *ns_len = separator == NULL ? 0 : (size_t)(separator - name);
    return separator == NULL ? name : separator + 1;
}

static void set_attributes(xmpp_stanza_t *st, const char **attrs)
{
    for (; attrs[0] != NULL; attrs += 2) {
        char name[PARSE_ATTRIBUTE_MAX + sizeof "xml:"];
        const char *ns;
        size_t ns_len;
        const char *local = split_name(attrs[0], &ns, &ns_len);
        if (ns_len == 0) {
            xmpp_stanza_set_attribute(st, local, attrs[1]);
        } else if (ns_len == strlen(XML_NS) && memcmp(ns, XML_NS, ns_len) == 0 &&
                   strlen(local) <= PARSE_ATTRIBUTE_MAX) {
            stpcpy(stpcpy(name, "xml:"), local);
            xmpp_stanza_set_attribute(st, name, attrs[1]);
        }
    }
}

static xmpp_stanza_t *new_element(struct parse *p, const char *name, const char **attrs)
{
    const char *ns;
    size_t ns_len;
    const char *local = split_name(name, &ns, &ns_len);
    char *xmlns = xcalloc(1, ns_len + 1);
    xmpp_stanza_t *st = new_node(p);

    memcpy(xmlns, ns, ns_len);
    xmpp_stanza_set_name(st, local);
    set_attributes(st, attrs);
    xmpp_stanza_set_ns(st, xmlns);
    free(xmlns);
    return st;
}

static void on_start(void *arg, const char *name, const char **attrs)
{
    struct parse *p = arg;

    if (p->refused) {
        return;
    }
    if (p->depth == -1) {
        p->depth = 0;
        return;
    }
    if (p->depth == PARSE_DEPTH_MAX || (p->depth == 0 && p->result != NULL)) {
        refuse(p);
        return;
    }
    flush_text(p);
    xmpp_stanza_t *st = new_element(p, name, attrs);
    if (p->depth == 0) {
        p->result = st;
    } else {
        add_to_parent(p, st);
    }
    p->open[p->depth++] = st;
}

static void on_end(void *arg, const char *name)
{
    struct parse *p = arg;

    (void)name;
    if (!p->refused) {
        flush_text(p);
        p->depth--;
    }
}

static void on_text(void *arg, const char *s, int len)
{
    struct parse *p = arg;

    if (p->refused) {
        return;
    }
    if (p->depth <= 0) {
        for (int i = 0; i < len && !p->refused; i++) {
            if (strchr(" \t\r\n", s[i]) == NULL) {
                refuse(p);
            }
        }
        return;
    }
    p->text = xrealloc(p->text, p->text_len + (size_t)len);
    memcpy(p->text + p->text_len, s, (size_t)len);
    p->text_len += (size_t)len;
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    refuse(arg);
}

static bool feed(struct parse *p, const char *xml, bool last)
{
    return XML_Parse(p->expat, xml, (int)strlen(xml), last) == XML_STATUS_OK;
}

xmpp_stanza_t *st_parse(xmpp_ctx_t *ctx, const char *xml)
{
    struct parse p = {.expat = XML_ParserCreateNS("UTF-8", SEPARATOR), .ctx = ctx, .depth = -1};

    if (p.expat == NULL) {
        fatal("out of memory");
    }
    XML_SetUserData(p.expat, &p);
    XML_SetElementHandler(p.expat, on_start, on_end);
    XML_SetCharacterDataHandler(p.expat, on_text);
    XML_SetStartDoctypeDeclHandler(p.expat, on_doctype);
    bool fine = strlen(xml) < INT_MAX && feed(&p, "<stream xmlns='" NS_COMPONENT "'>", false) &&
                feed(&p, xml, false) && feed(&p, "</stream>", true);
    XML_ParserFree(p.expat);
    free(p.text);
    if ((!fine || p.refused) && p.result != NULL) {
        xmpp_stanza_release(p.result);
        p.result = NULL;
    }
    return p.result;
}

/* ---- st_is_element ---- */

struct look {
    int depth, elements; /* of depth: 1 is our stream element */
    bool stray;          /* something that no server takes there */
};

static void look_start(void *arg, const char *name, const char **attrs)
{
    struct look *l = arg;

    (void)name, (void)attrs;
    l->elements += l->depth++ == 1;
}

static void look_end(void *arg, const char *name)
{
    struct look *l = arg;

    (void)name;
    l->depth--;
}

static void look_text(void *arg, const char *s, int len)
{
    struct look *l = arg;

    (void)s;
    l->stray |= l->depth == 1 && len > 0;
}

static void look_comment(void *arg, const char *text)
{
    (void)text;
    ((struct look *)arg)->stray = true;
}

static void look_instruction(void *arg, const char *target, const char *data)
{
    (void)target, (void)data;
    ((struct look *)arg)->stray = true;
}

bool st_is_element(const char *xml)
{
    struct look look = {0};
    struct parse p = {.expat = XML_ParserCreateNS("UTF-8", SEPARATOR)};

    if (p.expat == NULL) {
        fatal("out of memory");
    }
    XML_SetUserData(p.expat, &look);
    XML_SetElementHandler(p.expat, look_start, look_end);
    XML_SetCharacterDataHandler(p.expat, look_text);
    XML_SetCommentHandler(p.expat, look_comment);
    XML_SetProcessingInstructionHandler(p.expat, look_instruction);
    bool fine = strlen(xml) < INT_MAX && feed(&p, "<stream xmlns='" NS_COMPONENT "'>", false) &&
                feed(&p, xml, false) && feed(&p, "</stream>", true);
    XML_ParserFree(p.expat);
    return fine && look.elements == 1 && !look.stray;
}
