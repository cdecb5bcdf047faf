/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire: parses the bytes of one XML stream into stanzas, with expat and under this program's limits. Uses no
 * socket and no clock, so that it can be fuzzed.
 *
 * The stream is the one of RFC 6120 section 4 and XEP-0114 section 3. Stanzas are libstrophe trees: names
 * are local names, every element has its namespace as the attribute xmlns (as libstrophe's own parser does
 * it), attributes with a prefix other than xml: are dropped, adjacent text nodes are merged. Every name in a
 * tree is an XML name without a colon.
 *
 * A stanza over a limit is skipped to its end without building a tree, and is reported through refused(), so
 * that its sender gets an error. The stream stays open, however large the stanza is. The stream breaks on
 * malformed XML, a DTD, a processing instruction, an entity other than the five predefined ones, or text
 * between stanzas: then wire_feed() returns false and the link reconnects. Comments are ignored.
 *
 * expat never frees the name of an element, attribute or prefix that it has met. So its parser is renewed at
 * a stanza boundary when its memory has grown by WIRE_RENEW_MEMORY or it has read WIRE_RENEW_BYTES. Memory
 * is counted rather than names, because memory is what must not grow, and deep nesting and long tokens use
 * it too. */
#ifndef FRONTDESK_WIRE_H
#define FRONTDESK_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include <strophe.h>

enum {
    WIRE_STANZA_BYTES = 512 * 1024, /* of one stanza, counted on the wire */
    WIRE_DEPTH = 32,                /* levels; the stanza itself is level 1 */
    WIRE_ELEMENTS = 1000,           /* in one stanza, including the stanza itself */
    WIRE_ATTRIBUTES = 64,           /* of one element; the same limit holds for its namespace declarations */
    WIRE_NAME_BYTES = 1024,         /* of the name of an element or attribute, with its namespace */
    /* Bytes of one attribute of the stanza itself: the length of the longest JID (RFC 7622 section 3). Ids
     * are repeated in errors and relayed to the other side, and the server closes a stream on which we write
     * a stanza above its own limit. */
    WIRE_ADDRESS_BYTES = 3071,

    WIRE_HEADER_BYTES = 64 * 1024, /* of the stream header and everything before it */
    /* A stanza or a single tag above this limit is not given to expat any more; it is skipped in constant
     * memory. The servers' own limit (at most 512 KiB in the stock configurations) counts bytes before they
     * write the stanza for us: escaping turns one quotation mark into six bytes, and Prosody repeats the
     * namespace at each attribute that has one. So any customer can make the server send us more than 512
     * KiB, and that must not cut the link. */
    WIRE_SKIP_BYTES = 4 * 1024 * 1024,
    /* A stanza for which expat needs more memory than this is skipped in the same way. */
    WIRE_SKIP_MEMORY = 32 * 1024 * 1024,
    WIRE_PARSER_BYTES = 64 * 1024 * 1024, /* memory limit of expat; asking for more breaks the stream */
    WIRE_RENEW_BYTES = 8 * 1024 * 1024,
    WIRE_RENEW_MEMORY = 1024 * 1024,
};

/* A stanza that was skipped. The strings are valid during the call; none is longer than WIRE_ADDRESS_BYTES.
 * An attribute that was absent or longer is NULL. */
struct wire_refusal {
    const char *name; /* element name: "message", "presence", "iq" or any other; "" when it was too long */
    const char *type, *id, *from, *to;
    /* The limit that was exceeded, for the log and the error's text: "larger than 524288 bytes". */
    const char *limit;
};

struct wire_ops {
    void (*opened)(void *arg, const char *id);        /* <stream:stream id=…>; id "" when absent */
    void (*stanza)(void *arg, xmpp_stanza_t *stanza); /* borrowed; keep it with xmpp_stanza_clone() */
    void (*refused)(void *arg, const struct wire_refusal *);
    void (*closed)(void *arg); /* </stream:stream> */
};

struct wire;

struct wire *wire_new(xmpp_ctx_t *, const struct wire_ops *, void *arg);
void wire_free(struct wire *);

/* Parses bytes and calls the callbacks from inside. Returns false when the stream is broken: then
 * wire_error() says why, and every later call returns false too. The callbacks must not free the wire. */
bool wire_feed(struct wire *, const char *bytes, size_t len);
const char *wire_error(const struct wire *); /* "" while the stream is not broken */

/* How often the parser was renewed. For tests and `status`. */
unsigned wire_renewals(const struct wire *);

#endif
