/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire: one XML stream through expat, cut into libstrophe trees under our limits.
 *
 * Positions (fed, token_start, stanza_start, boundary) count the bytes that the present parser was given; a
 * renewed parser starts again at 0 with a copy of the stream's start tag, and stream_offset leads back to the
 * whole stream. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "xml/wire.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/log.h"
#include "xml/skip.h"
#include "xml/xmlns.h"

#define NS_STREAMS "http://etherx.jabber.org/streams"

/* Weak, because the library that is there when we run may be newer, or older, than the one that we were built
 * with: security updates of Debian 12 brought it. */
extern XML_Bool XML_SetReparseDeferralEnabled(XML_Parser, XML_Bool) __attribute__((weak));

/* Positions in 64 bits where expat has them (2.9), because it deprecates the older functions. The older ones
 * are enough too: a parser is renewed long before it has read 2 GiB. t/unit/wire_older is built with the
 * older ones on every system. */
#if HAVE_DECL_XML_GETCURRENTBYTEINDEX64 && HAVE_DECL_XML_GETCURRENTBYTECOUNT64 && !defined WIRE_OLDER_EXPAT
#define BYTE_INDEX XML_GetCurrentByteIndex64
#define BYTE_COUNT XML_GetCurrentByteCount64
#else
#define BYTE_INDEX XML_GetCurrentByteIndex
#define BYTE_COUNT XML_GetCurrentByteCount
#endif

enum {
    CHUNK_BYTES = 64 * 1024,    /* given to expat at once: its buffer doubles until a chunk fits */
    BIG_TOKEN_BYTES = 4 * 1024, /* an unfinished token from here on is not read again with every few bytes */
    TEXT_KEEP_BYTES = 64 * 1024,
};

struct bytes {
    char *at;
    size_t len, size;
};

/* What we keep of a stanza that is skipped: its name and the attributes that an error for its sender needs.
 */
enum kept { KEPT_NAME, KEPT_TYPE, KEPT_ID, KEPT_FROM, KEPT_TO, KEPT_COUNT };

static const char *const kept_attributes[KEPT_COUNT] = {
    [KEPT_TYPE] = "type",
    [KEPT_ID] = "id",
    [KEPT_FROM] = "from",
    [KEPT_TO] = "to",
};

struct limit {
    const char *before;
    int number; /* 0: before says it all */
    const char *after;
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

struct wire {
    xmpp_ctx_t *ctx;
    const struct wire_ops *ops;
    void *arg;

    XML_Parser parser;
    size_t parser_bytes; /* allocated by the parser at present */
    size_t renew_above;  /* parser_bytes at which it is renewed */
    long long fed;
    long long fed_before;  /* fed, before the chunk that is being parsed */
    long long token_start; /* of what the parser looked at last */
    long long boundary;    /* where the stanza that ended last ended, when the parser was stopped there */
    long long stream_offset;
    struct bytes head; /* until the stream opens: all bytes; then its start tag as it was written */
    struct bytes held; /* of a big token, not given to the parser yet; they count as fed */
    struct skip skip;  /* has read what the parser could not use yet, since token_start */
    bool skipping;     /* there is no parser: skip looks for the end of the stanza */
    bool in_cdata;
    bool opened;
    bool feeding;
    bool broken;
    unsigned renewals;

    int depth; /* open elements; the stream is 1, the stanza 2 */
    int elements;
    long long stanza_start;
    struct xmlns namespaces;
    xmpp_stanza_t *open[WIRE_DEPTH]; /* [0] is the stanza; each is owned by the one before it */
    struct bytes text;               /* character data since the last tag */
    const struct limit *limit;       /* the one that the present stanza broke, or NULL */
    char *kept[KEPT_COUNT];

    char error[128];
};

/* expat's memory functions get no argument: this is the wire whose parser runs. A callback may feed another
 * wire. */
static _Thread_local struct wire *running;

union cell {
    size_t size;
    max_align_t align;
};

static void *parser_realloc(void *old, size_t size)
{
    union cell *cell = old ? (union cell *)old - 1 : NULL;
    size_t before = cell ? cell->size : 0;
    size_t after = size + sizeof *cell;
    if (after < size || running->parser_bytes - before + after > WIRE_PARSER_BYTES) {
        return NULL;
    }
    cell = xrealloc(cell, after);
    cell->size = after;
    running->parser_bytes += after - before;
    return cell + 1;
}

static void *parser_malloc(size_t size)
{
    return parser_realloc(NULL, size);
}

static void parser_dispose(void *old)
{
    if (old) {
        union cell *cell = (union cell *)old - 1;
        running->parser_bytes -= cell->size;
        free(cell);
    }
}

static const XML_Memory_Handling_Suite parser_memory = {
    .malloc_fcn = parser_malloc,
    .realloc_fcn = parser_realloc,
    .free_fcn = parser_dispose,
};

static void bytes_add(struct bytes *b, const char *at, size_t len)
{
    if (len > b->size - b->len) {
        b->size = (b->len + len) * 2;
        b->at = xrealloc(b->at, b->size);
    }
    memcpy(b->at + b->len, at, len);
    b->len += len;
}

static void bytes_free(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){0};
}

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

static void stanza_drop(struct wire *w)
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

static void kept_drop(struct wire *w)
{
    for (int i = 0; i < KEPT_COUNT; i++) {
        free(w->kept[i]);
        w->kept[i] = NULL;
    }
}

/* Keeps the first failure; later ones follow from it. */
static void __attribute__((format(printf, 2, 3))) wire_break(struct wire *w, const char *fmt, ...)
{
    if (w->broken) {
        return;
    }
    w->broken = true;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(w->error, sizeof w->error, fmt, ap);
    va_end(ap);
    if (w->parser) {
        XML_StopParser(w->parser, XML_FALSE);
    }
}

static long long event_start(const struct wire *w)
{
    return BYTE_INDEX(w->parser);
}

static long long event_end(const struct wire *w)
{
    return BYTE_INDEX(w->parser) + (long long)BYTE_COUNT(w->parser);
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
        return; /* a renewed parser reads the copy; what it declares is still in force */
    }
    long long start = event_start(w), end = event_end(w);
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
    return event_end(w) - w->stanza_start > WIRE_STANZA_BYTES ? &limits[LIMIT_BYTES] : NULL;
}

/* What is wrong with an element, or NULL; its namespaces are in force after it. */
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

/* A value over the limit counts as absent, else the error to the sender would itself be too large for the
 * server. */
static void keep(struct wire *w, enum kept which, const char *value)
{
    w->kept[which] = value && strlen(value) <= WIRE_ADDRESS_BYTES ? xstrdup(value) : NULL;
}

/* From here to its end the stanza is only counted. name and atts: of the stanza itself when it has no tree
 * yet. */
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
    stanza_drop(w);
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
        w->stanza_start = event_start(w);
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

static void stanza_hand_over(struct wire *w)
{
    if (!w->limit) {
        w->ops->stanza(w->arg, w->open[0]);
        stanza_drop(w);
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
    kept_drop(w);
}

/* A parser can only be replaced where it has used up everything that it was given before the present chunk;
 * the rest is still in memory. */
static void renew_when_due(struct wire *w)
{
    bool due = w->parser_bytes > w->renew_above || event_end(w) > WIRE_RENEW_BYTES;
    if (due && event_end(w) >= w->fed_before) {
        w->boundary = event_end(w);
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
        stanza_hand_over(w);
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

static struct wire *parser_enter(struct wire *w)
{
    struct wire *outer = running;
    running = w;
    return outer;
}

/* Comments have no handler: no server sends one, and to leave them out harms nobody. */
static void parser_open(struct wire *w)
{
    struct wire *outer = parser_enter(w);
    w->parser = XML_ParserCreate_MM("UTF-8", &parser_memory, NULL);
    running = outer;
    if (!w->parser) {
        fatal("out of memory");
    }
    XML_SetUserData(w->parser, w);
    XML_SetElementHandler(w->parser, on_start, on_end);
    XML_SetCharacterDataHandler(w->parser, on_text);
    XML_SetCdataSectionHandler(w->parser, on_cdata, on_cdata_end);
    XML_SetStartDoctypeDeclHandler(w->parser, on_doctype);
    XML_SetProcessingInstructionHandler(w->parser, on_instruction);
    if (XML_SetReparseDeferralEnabled != NULL) {
        XML_SetReparseDeferralEnabled(w->parser, XML_FALSE);
    }
    w->fed = w->token_start = 0;
    w->depth = 0;
    w->in_cdata = false;
}

static void parser_close(struct wire *w)
{
    bytes_free(&w->held);
    struct wire *outer = parser_enter(w);
    XML_ParserFree(w->parser);
    running = outer;
    w->parser = NULL;
}

/* Whether the parser holds a token of which it has not seen the end, and a long one. */
static bool has_big_token(const struct wire *w)
{
    return w->opened && w->depth > 0 && w->fed - w->token_start > BIG_TOKEN_BYTES;
}

static enum XML_Status parser_parse(struct wire *w, const char *bytes, size_t len)
{
    struct wire *outer = parser_enter(w);
    enum XML_Status status = XML_Parse(w->parser, bytes, (int)len, XML_FALSE);
    running = outer;
    long long at = BYTE_INDEX(w->parser);
    if (at > w->token_start) {
        w->token_start = at; /* it is -1 while the parser has only stored bytes */
    }
    return status;
}

/* expat reads an unfinished token from its start again with each chunk. A big token is therefore held back
 * until the chunk that ends it. (Newer versions can do that themselves, but then a whole stanza may wait for
 * the bytes after it, so that feature is switched off.) */
static enum XML_Status parser_feed(struct wire *w, const char *bytes, size_t len)
{
    bool hold = has_big_token(w) && !skip_token_ends(&w->skip, bytes, len);
    w->fed_before = w->fed;
    w->fed += (long long)len;
    if (hold) {
        bytes_add(&w->held, bytes, len);
        return XML_STATUS_OK;
    }
    if (w->held.len > 0) {
        enum XML_Status status = parser_parse(w, w->held.at, w->held.len);
        bytes_free(&w->held);
        if (status != XML_STATUS_OK) {
            return status;
        }
    }
    return parser_parse(w, bytes, len);
}

static void parse_failed(struct wire *w)
{
    enum XML_Error code = XML_GetErrorCode(w->parser);
    if (code == XML_ERROR_NO_MEMORY) {
        wire_break(w, "the parser needs more than %d bytes", WIRE_PARSER_BYTES);
    } else {
        wire_break(w, "%s at byte %lld", XML_ErrorString(code), w->stream_offset + event_start(w));
    }
}

/* The new parser hears the stream's start tag first, with the namespaces declared there. */
static void parser_renew(struct wire *w)
{
    w->stream_offset += w->boundary - (long long)w->head.len;
    parser_close(w);
    parser_open(w);
    if (parser_feed(w, w->head.at, w->head.len) != XML_STATUS_OK) {
        parse_failed(w);
    }
    w->renew_above = w->parser_bytes + WIRE_RENEW_MEMORY;
    w->renewals++;
}

/* Gives the stanza up: frees its parser, and from here on only looks for the stanza's end. When not even its
 * start tag was complete, its sender is not known. */
static void skip_start(struct wire *w)
{
    if (!w->limit) {
        static const char *no_attributes[] = {NULL};
        stanza_refuse(w, &limits[LIMIT_BYTES], "", no_attributes);
    }
    parser_close(w);
    w->skipping = true;
}

static void skip_failed(struct wire *w)
{
    wire_break(w, "a large tag or stanza is broken before byte %lld", w->stream_offset + w->fed);
}

/* Everything that a stanza, or the tag before the parser, has cost so far. */
static bool is_too_large(const struct wire *w)
{
    bool in_stanza = w->depth > 1;
    return w->fed - (in_stanza ? w->stanza_start : w->token_start) > WIRE_SKIP_BYTES ||
           (in_stanza && w->parser_bytes > WIRE_SKIP_MEMORY);
}

/* What the parser leaves unused at the end of a chunk is read by skip too, in case the parser never can use
 * it. */
static void chunk_end(struct wire *w, const char *bytes, size_t len)
{
    if (w->depth == 0) {
        return; /* the stream is closed */
    }
    size_t from = 0, used;
    if (w->token_start >= w->fed_before) {
        from = (size_t)(w->token_start - w->fed_before);
        skip_begin(&w->skip, w->depth - 1, w->in_cdata);
    }
    enum skip_result result = skip_feed(&w->skip, bytes + from, len - from, &used);
    if (result == SKIP_BROKEN && has_big_token(w)) {
        skip_failed(w);
    } else if (result == SKIP_ON && is_too_large(w)) {
        skip_start(w);
    }
}

static size_t skip_chunk(struct wire *w, const char *bytes, size_t len)
{
    size_t used;
    enum skip_result result = skip_feed(&w->skip, bytes, len, &used);
    w->fed += (long long)used;
    switch (result) {
    case SKIP_ON:
        break;
    case SKIP_BROKEN:
        skip_failed(w);
        break;
    case SKIP_DONE:
        w->skipping = false;
        w->boundary = w->fed;
        xmlns_drop(&w->namespaces, 2);
        if (w->skip.element) {
            stanza_hand_over(w);
        } else {
            w->limit = NULL; /* a comment between stanzas */
            kept_drop(w);
        }
        parser_renew(w);
        break;
    }
    return used;
}

/* expat takes "<\0" or a byte order mark for UTF-16, whatever encoding it was told. A stream in UTF-16 has a
 * NUL among its first bytes, so a NUL there is refused. */
static bool is_utf8(const struct bytes *head)
{
    return !memchr(head->at, '\0', head->len < 4 ? head->len : 4);
}

/* Returns how many of the bytes are used up: all, unless the parser was renewed before their end. */
static size_t chunk_feed(struct wire *w, const char *bytes, size_t len)
{
    if (w->skipping) {
        return skip_chunk(w, bytes, len);
    }
    if (!w->opened) {
        bytes_add(&w->head, bytes, len);
        if (!is_utf8(&w->head)) {
            wire_break(w, "not UTF-8");
            return len;
        }
    }
    switch (parser_feed(w, bytes, len)) {
    case XML_STATUS_OK:
        if (w->opened) {
            chunk_end(w, bytes, len);
        } else if (w->fed > WIRE_HEADER_BYTES) {
            wire_break(w, "a stream header larger than %d bytes", WIRE_HEADER_BYTES);
        }
        return len;
    case XML_STATUS_SUSPENDED:
        len = (size_t)(w->boundary - w->fed_before);
        parser_renew(w);
        return len;
    case XML_STATUS_ERROR:
        parse_failed(w);
        return len;
    }
    return len;
}

struct wire *wire_new(xmpp_ctx_t *ctx, const struct wire_ops *ops, void *arg)
{
    struct wire *w = xcalloc(1, sizeof *w);
    w->ctx = ctx;
    w->ops = ops;
    w->arg = arg;
    parser_open(w);
    return w;
}

void wire_free(struct wire *w)
{
    if (!w) {
        return;
    }
    assert(!w->feeding);
    parser_close(w);
    stanza_drop(w);
    kept_drop(w);
    bytes_free(&w->text);
    bytes_free(&w->head);
    xmlns_free(&w->namespaces);
    free(w);
}

bool wire_feed(struct wire *w, const char *bytes, size_t len)
{
    assert(!w->feeding);
    w->feeding = true;
    while (len > 0 && !w->broken) {
        size_t used = chunk_feed(w, bytes, len < CHUNK_BYTES ? len : CHUNK_BYTES);
        bytes += used;
        len -= used;
    }
    w->feeding = false;
    return !w->broken;
}

const char *wire_error(const struct wire *w)
{
    return w->error;
}

unsigned wire_renewals(const struct wire *w)
{
    return w->renewals;
}
