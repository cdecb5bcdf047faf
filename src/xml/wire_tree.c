/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire_tree: see wire_tree.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "xml/wire_tree.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/log.h"
#include "xml/wire.h"
#include "xml/wire_inside.h"
#include "xml/xmlns.h"

#define NS_STREAMS "http://etherx.jabber.org/streams"

enum { TEXT_KEEP_BYTES = 64 * 1024 };

static const char *const kept_attributes[KEPT_COUNT] = {
    [KEPT_TYPE] = "type",
    [KEPT_ID] = "id",
    [KEPT_FROM] = "from",
    [KEPT_TO] = "to",
};

enum limit_id {
    LIMIT_BYTES,
    LIMIT_DEPTH,
    LIMIT_ELEMENTS,
    LIMIT_ATTRIBUTES,
    LIMIT_DECLARATIONS,
    LIMIT_NAME,
    LIMIT_ADDRESS,
    LIMIT_PREFIX,
    LIMIT_RESERVED,
};

static const struct limit limits[] = {
    [LIMIT_BYTES] = {.before = "larger than", .number = WIRE_STANZA_BYTES, .after = "bytes"},
    [LIMIT_DEPTH] = {.before = "deeper than", .number = WIRE_DEPTH, .after = "levels"},
    [LIMIT_ELEMENTS] = {.before = "more than", .number = WIRE_ELEMENTS, .after = "elements"},
    [LIMIT_ATTRIBUTES] = {.before = "more than", .number = WIRE_ATTRIBUTES, .after = "attributes"},
    [LIMIT_DECLARATIONS] = {.before = "more than", .number = WIRE_ATTRIBUTES, .after = "namespaces"},
    [LIMIT_NAME] = {.before = "a name longer than", .number = WIRE_NAME_BYTES, .after = "bytes"},
    [LIMIT_ADDRESS] = {.before = "an attribute longer than", .number = WIRE_ADDRESS_BYTES, .after = "bytes"},
    [LIMIT_PREFIX] = {.before = "a name with an undeclared prefix"},
    [LIMIT_RESERVED] = {.before = "a name in a namespace of XML itself"},
};

static xmpp_stanza_t *stanza_new(struct wire *w)
{
    xmpp_stanza_t *stanza = xmpp_stanza_new(w->ctx);
    if (!stanza) {
        fatal("out of memory");
    }
    return stanza;
}

static void must(int strophe_status)
{
    if (strophe_status != XMPP_EOK) {
        fatal("out of memory");
    }
}

void wire_tree_drop(struct wire *w)
{
    if (w->open[0]) {
        xmpp_stanza_release(w->open[0]);
        w->open[0] = NULL;
    }
    w->text.len = 0;
    if (w->text.size > TEXT_KEEP_BYTES) {
        bytes_free(&w->text);
    }
}

void wire_tree_forget_refused(struct wire *w)
{
    for (int i = 0; i < KEPT_COUNT; i++) {
        free(w->kept[i]);
        w->kept[i] = NULL;
    }
}

static const char *attribute(const char **atts, const char *name)
{
    for (int i = 0; atts[i]; i += 2) {
        if (strcmp(atts[i], name) == 0) {
            return atts[i + 1];
        }
    }
    return NULL;
}

static const struct limit *attributes_limit(const struct wire *w, const char **atts)
{
    int attributes = 0, declarations = 0;
    for (int i = 0; atts[i]; i += 2) {
        int *count = xmlns_declares(atts[i]) ? &declarations : &attributes;
        if (++*count > WIRE_ATTRIBUTES) {
            return &limits[count == &attributes ? LIMIT_ATTRIBUTES : LIMIT_DECLARATIONS];
        }
        if (strlen(atts[i]) > WIRE_NAME_BYTES) {
            return &limits[LIMIT_NAME];
        }
        if (w->depth == 2 && strlen(atts[i + 1]) > WIRE_ADDRESS_BYTES) {
            return &limits[LIMIT_ADDRESS];
        }
    }
    return NULL;
}

static bool is_stream(const struct wire *w, const char *name)
{
    const char *ns = xmlns_of(&w->namespaces, name);
    return ns && strcmp(ns, NS_STREAMS) == 0 && strcmp(xmlns_local(name), "stream") == 0;
}

static void stream_open(struct wire *w, const char *name, const char **atts)
{
    if (w->opened) {
        return; /* a renewed parser reads the copy, whose declarations are still in force */
    }
    long long start = wire_event_start(w), end = wire_event_end(w);
    if (end > WIRE_HEADER_BYTES) {
        wire_break(w, "a stream header larger than %d bytes", WIRE_HEADER_BYTES);
        return;
    }
    xmlns_add(&w->namespaces, w->depth, atts);
    if (!is_stream(w, name) || attributes_limit(w, atts)) {
        wire_break(w, "not an XMPP stream");
        return;
    }
    w->opened = true;
    w->head.len = (size_t)(end - start);
    memmove(w->head.at, w->head.at + start, w->head.len);
    w->renew_above = w->parser_bytes + WIRE_RENEW_MEMORY;
    const char *id = attribute(atts, "id");
    w->ops->opened(w->arg, id ? id : "");
}

static const struct limit *size_limit(const struct wire *w)
{
    return wire_event_end(w) - w->stanza_start > WIRE_STANZA_BYTES ? &limits[LIMIT_BYTES] : NULL;
}

/* Returns the limit that an element exceeds, or NULL. Declares its namespaces. */
static const struct limit *element_limit(struct wire *w, const char *name, const char **atts)
{
    if (size_limit(w)) {
        return &limits[LIMIT_BYTES];
    }
    if (w->depth - 1 > WIRE_DEPTH) {
        return &limits[LIMIT_DEPTH];
    }
    if (w->elements > WIRE_ELEMENTS) {
        return &limits[LIMIT_ELEMENTS];
    }
    const struct limit *limit = attributes_limit(w, atts);
    if (limit) {
        return limit;
    }
    xmlns_add(&w->namespaces, w->depth, atts);
    const char *ns = xmlns_of(&w->namespaces, name);
    if (!ns) {
        return &limits[LIMIT_PREFIX];
    }
    if (xmlns_is_reserved(ns)) {
        return &limits[LIMIT_RESERVED];
    }
    return strlen(ns) + strlen(xmlns_local(name)) > WIRE_NAME_BYTES ? &limits[LIMIT_NAME] : NULL;
}

/* A value over the limit counts as absent. Otherwise the error for the sender would be too large for the
 * server too. */
static void keep(struct wire *w, enum kept which, const char *value)
{
    w->kept[which] = value && strlen(value) <= WIRE_ADDRESS_BYTES ? xstrdup(value) : NULL;
}

/* Refuses the stanza: from here on it is only counted to its end. name and atts are those of the stanza
 * itself if it has no tree yet. */
static void stanza_refuse(struct wire *w, const struct limit *limit, const char *name, const char **atts)
{
    xmpp_stanza_t *stanza = w->open[0];
    if (stanza) {
        keep(w, KEPT_NAME, xmpp_stanza_get_name(stanza));
    } else {
        const char *local = xmlns_local(name);
        keep(w, KEPT_NAME, local ? local : name);
    }
    for (int i = KEPT_NAME + 1; i < KEPT_COUNT; i++) {
        const char *attr = kept_attributes[i];
        keep(w, i, stanza ? xmpp_stanza_get_attribute(stanza, attr) : attribute(atts, attr));
    }
    w->limit = limit;
    wire_tree_drop(w);
}

void wire_tree_give_up(struct wire *w)
{
    if (!w->limit) {
        static const char *no_attributes[] = {NULL};
        stanza_refuse(w, &limits[LIMIT_BYTES], "", no_attributes);
    }
}

static void text_flush(struct wire *w, xmpp_stanza_t *parent)
{
    if (w->text.len == 0) {
        return;
    }
    xmpp_stanza_t *text = stanza_new(w);
    must(xmpp_stanza_set_text_with_size(text, w->text.at, w->text.len));
    must(xmpp_stanza_add_child_ex(parent, text, 0));
    w->text.len = 0;
}

static void element_open(struct wire *w, const char *name, const char **atts)
{
    int level = w->depth - 1;
    xmpp_stanza_t *element = stanza_new(w);
    must(xmpp_stanza_set_name(element, xmlns_local(name)));
    for (int i = 0; atts[i]; i += 2) {
        if (xmlns_keeps(atts[i])) {
            must(xmpp_stanza_set_attribute(element, atts[i], atts[i + 1]));
        }
    }
    const char *ns = xmlns_of(&w->namespaces, name);
    if (*ns) {
        must(xmpp_stanza_set_ns(element, ns));
    }
    if (level > 1) {
        xmpp_stanza_t *parent = w->open[level - 2];
        text_flush(w, parent);
        must(xmpp_stanza_add_child_ex(parent, element, 0));
    }
    w->open[level - 1] = element;
}

static void on_start(void *arg, const char *name, const char **atts)
{
    struct wire *w = arg;
    if (w->broken) {
        return;
    }
    w->depth++;
    if (w->depth == 1) {
        stream_open(w, name, atts);
        return;
    }
    if (w->depth == 2) {
        w->stanza_start = wire_event_start(w);
        w->elements = 0;
    }
    if (w->limit) {
        return;
    }
    w->elements++;
    const struct limit *limit = element_limit(w, name, atts);
    if (limit) {
        stanza_refuse(w, limit, name, atts);
        return;
    }
    element_open(w, name, atts);
}

void wire_tree_hand_over(struct wire *w)
{
    if (!w->limit) {
        w->ops->stanza(w->arg, w->open[0]);
        wire_tree_drop(w);
        return;
    }
    char text[64];
    const struct limit *limit = w->limit;
    if (limit->number) {
        snprintf(text, sizeof text, "%s %d %s", limit->before, limit->number, limit->after);
    } else {
        snprintf(text, sizeof text, "%s", limit->before);
    }
    const struct wire_refusal refusal = {
        .name = w->kept[KEPT_NAME] ? w->kept[KEPT_NAME] : "",
        .type = w->kept[KEPT_TYPE],
        .id = w->kept[KEPT_ID],
        .from = w->kept[KEPT_FROM],
        .to = w->kept[KEPT_TO],
        .limit = text,
    };
    w->limit = NULL;
    w->ops->refused(w->arg, &refusal);
    wire_tree_forget_refused(w);
}

/* A parser can only be replaced when it has used all bytes from before the present chunk; the rest is still
 * in memory. */
static void renew_when_due(struct wire *w)
{
    bool due = w->parser_bytes > w->renew_above || wire_event_end(w) > WIRE_RENEW_BYTES;
    if (due && wire_event_end(w) >= w->fed_before) {
        w->boundary = wire_event_end(w);
        XML_StopParser(w->parser, XML_TRUE);
    }
}

static void on_end(void *arg, const char *name)
{
    (void)name;
    struct wire *w = arg;
    if (w->broken) {
        return;
    }
    if (w->depth == 1) {
        w->depth = 0;
        w->ops->closed(w->arg);
        return;
    }
    if (!w->limit && size_limit(w)) {
        stanza_refuse(w, size_limit(w), NULL, NULL);
    }
    if (!w->limit) {
        text_flush(w, w->open[w->depth - 2]);
    }
    xmlns_drop(&w->namespaces, w->depth);
    w->depth--;
    if (w->depth == 1) {
        wire_tree_hand_over(w);
        renew_when_due(w);
    }
}

static void on_text(void *arg, const char *text, int len)
{
    struct wire *w = arg;
    if (w->broken) {
        return;
    }
    if (w->depth == 1) {
        for (int i = 0; i < len; i++) {
            if (!strchr(" \t\r\n", text[i])) {
                wire_break(w, "text between stanzas");
                return;
            }
        }
        return;
    }
    if (w->limit) {
        return;
    }
    if (size_limit(w)) {
        stanza_refuse(w, size_limit(w), NULL, NULL);
        return;
    }
    bytes_add(&w->text, text, (size_t)len);
}

static void on_cdata(void *arg)
{
    struct wire *w = arg;
    w->in_cdata = true;
}

static void on_cdata_end(void *arg)
{
    struct wire *w = arg;
    w->in_cdata = false;
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public, int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    wire_break(arg, "a document type declaration");
}

static void on_instruction(void *arg, const char *target, const char *data)
{
    (void)target, (void)data;
    wire_break(arg, "a processing instruction");
}

/* Comments have no handler, so they are ignored: no server sends one, and they have no effect. */
void wire_tree_listen(struct wire *w)
{
    XML_SetElementHandler(w->parser, on_start, on_end);
    XML_SetCharacterDataHandler(w->parser, on_text);
    XML_SetCdataSectionHandler(w->parser, on_cdata, on_cdata_end);
    XML_SetStartDoctypeDeclHandler(w->parser, on_doctype);
    XML_SetProcessingInstructionHandler(w->parser, on_instruction);
}
