/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire: see wire.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "xml/wire.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/log.h"
#include "xml/skip.h"
#include "xml/wire_inside.h"
#include "xml/wire_tree.h"
#include "xml/xmlns.h"

/* Weak symbols, because the library at run time may be newer or older than the one of the build: security
 * updates of Debian 12 have added these functions. */
extern XML_Bool XML_SetReparseDeferralEnabled(XML_Parser, XML_Bool) __attribute__((weak));

enum {
    CHUNK_BYTES = 64 * 1024, /* given to expat at once: its buffer doubles until a chunk fits */
    BIG_TOKEN_BYTES =
        4 * 1024, /* an unfinished token that is longer than this is not parsed again with every few bytes */
};

/* The wire whose parser runs, because expat's memory functions get no argument. A callback may feed another
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

void __attribute__((format(printf, 2, 3))) wire_break(struct wire *w, const char *fmt, ...)
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

static struct wire *parser_enter(struct wire *w)
{
    struct wire *outer = running;
    running = w;
    return outer;
}

static void parser_open(struct wire *w)
{
    struct wire *outer = parser_enter(w);
    w->parser = XML_ParserCreate_MM("UTF-8", &parser_memory, NULL);
    running = outer;
    if (!w->parser) {
        fatal("out of memory");
    }
    XML_SetUserData(w->parser, w);
    wire_tree_listen(w);
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

/* Whether the parser holds a long token whose end has not come yet. */
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

/* expat reads an unfinished token from its start again with each chunk. Therefore a big token is held back
 * until its last chunk has come. (Newer versions can do this themselves, but then a complete stanza may have
 * to wait for the bytes after it, so that feature is switched off.) */
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
        wire_break(w, "%s at byte %lld", XML_ErrorString(code), w->stream_offset + wire_event_start(w));
    }
}

/* The new parser first gets the stream's start tag, which declares namespaces. */
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

/* Stops parsing the stanza: frees its parser, and from here on only searches the stanza's end. If its start
 * tag was not complete, its sender is not known. */
static void skip_start(struct wire *w)
{
    wire_tree_give_up(w);
    parser_close(w);
    w->skipping = true;
}

static void skip_failed(struct wire *w)
{
    wire_break(w, "a large tag or stanza is broken before byte %lld", w->stream_offset + w->fed);
}

/* Returns the bytes that the present stanza, or the tag that the parser is reading, has so far. */
static bool is_too_large(const struct wire *w)
{
    bool in_stanza = w->depth > 1;
    return w->fed - (in_stanza ? w->stanza_start : w->token_start) > WIRE_SKIP_BYTES ||
           (in_stanza && w->parser_bytes > WIRE_SKIP_MEMORY);
}

/* Lets skip read the bytes that the parser leaves unused at the end of a chunk, in case the parser can never
 * use them. */
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
            wire_tree_hand_over(w);
        } else {
            w->limit = NULL; /* a comment between stanzas */
            wire_tree_forget_refused(w);
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
    wire_tree_drop(w);
    wire_tree_forget_refused(w);
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
