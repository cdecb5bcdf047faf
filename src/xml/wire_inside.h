/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire_inside: the struct of a wire, for wire.c, which feeds the parser, and wire_tree.c, which hears it. No
 * other file includes this.
 *
 * Positions (fed, token_start, stanza_start, boundary) count the bytes that the present parser was given; a
 * renewed parser starts again at 0 with a copy of the stream's start tag, and stream_offset leads back to the
 * whole stream. */
#ifndef FRONTDESK_WIRE_INSIDE_H
#define FRONTDESK_WIRE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <strophe.h>

#include "base/log.h"
#include "xml/skip.h"
#include "xml/wire.h"
#include "xml/xmlns.h"

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

/* Bytes that are collected. The owner frees them with bytes_free(). */
struct bytes {
    char *at;
    size_t len, size;
};

/* What we keep of a stanza that is skipped: its name and the attributes that an error for its sender needs.
 */
enum kept { KEPT_NAME, KEPT_TYPE, KEPT_ID, KEPT_FROM, KEPT_TO, KEPT_COUNT };

/* A limit on one stanza, as the refusal names it. */
struct limit {
    const char *before;
    int number; /* 0: the text needs no number */
    const char *after;
};

struct wire {
    xmpp_ctx_t *ctx;
    const struct wire_ops *ops;
    void *arg;

    XML_Parser parser;
    size_t parser_bytes; /* bytes that the parser has allocated now */
    size_t renew_above;  /* parser_bytes at which it is renewed */
    long long fed;
    long long fed_before;  /* fed, before the chunk that is being parsed */
    long long token_start; /* position of the markup that the parser has read last */
    long long boundary;    /* the end of the last stanza, if the parser was stopped there */
    long long stream_offset;
    struct bytes head; /* all bytes until the stream opens; afterwards its start tag as written */
    struct bytes held; /* bytes of a big token that the parser has not got yet; they count as fed */
    struct skip skip;  /* has read the bytes since token_start, which the parser could not use yet */
    bool skipping;     /* there is no parser, and skip searches the end of the stanza */
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
    const struct limit *limit;       /* the limit that the present stanza exceeds; NULL */
    char *kept[KEPT_COUNT];

    char error[128];
};

static inline void bytes_add(struct bytes *b, const char *at, size_t len)
{
    if (len > b->size - b->len) {
        b->size = (b->len + len) * 2;
        b->at = xrealloc(b->at, b->size);
    }
    memcpy(b->at + b->len, at, len);
    b->len += len;
}

static inline void bytes_free(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){0};
}

/* Return where the markup that the parser reports begins and ends. Only for callbacks of the parser. */
static inline long long wire_event_start(const struct wire *w)
{
    return BYTE_INDEX(w->parser);
}

static inline long long wire_event_end(const struct wire *w)
{
    return BYTE_INDEX(w->parser) + (long long)BYTE_COUNT(w->parser);
}

/* Breaks the stream, and stops the parser. Keeps the first failure for wire_error(); later ones follow from
 * it. */
void __attribute__((format(printf, 2, 3))) wire_break(struct wire *, const char *fmt, ...);

#endif
