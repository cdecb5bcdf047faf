/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire: bytes in, stanzas out. expat under our limits; no socket, no clock, so that it can be fuzzed.
 *
 * One XML stream (RFC 6120 section 4; XEP-0114 section 3). Stanzas are libstrophe trees: local names, the namespace as
 * the attribute xmlns on every element (as libstrophe's own parser does), attributes with a prefix other than xml:
 * dropped, text nodes merged. Every name in a tree is an XML name without a colon.
 *
 * A stanza over a limit is skipped to its end without building a tree, and reported through refused(), so that its
 * sender gets an error; the stream lives on, however large the stanza is. Broken XML, a DTD, a processing instruction,
 * an entity other than the five, or text between stanzas breaks the stream: wire_feed() returns false and the link
 * reconnects. Comments are ignored.
 *
 * expat never forgets an element's, an attribute's or a prefix's name, so its parser is renewed at a stanza boundary
 * when it has grown by WIRE_RENEW_MEMORY or has read WIRE_RENEW_BYTES. Memory is counted, not names: it is what must
 * not grow, and deep nesting and long tokens cost it too. */
#ifndef FRONTDESK_WIRE_H
#define FRONTDESK_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include <strophe.h>

enum {
    WIRE_STANZA_BYTES = 512 * 1024, /* of one stanza, counted on the wire */
    WIRE_DEPTH = 32,                /* levels, the stanza itself is 1 */
    WIRE_ELEMENTS = 1000,           /* in one stanza, itself included */
    WIRE_ATTRIBUTES = 64,           /* of one element; and as many namespace declarations */
    WIRE_NAME_BYTES = 1024,         /* of one element's or attribute's name, with its namespace */
    /* Of one attribute of the stanza itself: the longest JID, RFC 7622 section 3. Ids go back in errors and on to the
     * other leg, and the server closes a stream on which we write a stanza larger than it likes. */
    WIRE_ADDRESS_BYTES = 3071,

    WIRE_HEADER_BYTES = 64 * 1024, /* of the stream header and what stands before it */
    /* From here on a stanza or a single tag is not even shown to expat any more, but skipped in constant memory. The
     * servers' limit (512 KiB at most in the stock files) counts before they write it for us: escaping makes six bytes
     * of one quotation mark, and Prosody repeats the namespace at each attribute that has one. So any customer can send
     * us more than that, and may not thereby cut the link. */
    WIRE_SKIP_BYTES = 4 * 1024 * 1024,
    WIRE_SKIP_MEMORY = 32 * 1024 * 1024, /* … or when expat has come to need that much for it */
    WIRE_PARSER_BYTES = 64 * 1024 * 1024, /* what expat gets at most; asking for more breaks the stream */
    WIRE_RENEW_BYTES = 8 * 1024 * 1024,
    WIRE_RENEW_MEMORY = 1024 * 1024,
};

/* A stanza that was skipped; the strings live during the call. None is longer than WIRE_ADDRESS_BYTES; NULL where the
 * attribute was absent or longer. */
struct wire_refusal {
    const char *name; /* "message", "presence", "iq" or whatever it was; "" when it was too long */
    const char *type, *id, *from, *to;
    const char *limit; /* which limit, for the log and for the error's text: "larger than 524288 bytes" */
};

struct wire_ops {
    void (*opened)(void *arg, const char *id);            /* <stream:stream id=…>; id "" when absent */
    void (*stanza)(void *arg, xmpp_stanza_t *stanza);     /* borrowed: clone it (xmpp_stanza_clone) to keep it */
    void (*refused)(void *arg, const struct wire_refusal *);
    void (*closed)(void *arg);                            /* </stream:stream> */
};

struct wire;

struct wire *wire_new(xmpp_ctx_t *, const struct wire_ops *, void *arg);
void wire_free(struct wire *);

/* Feeds bytes; callbacks run inside. False when the stream is broken: then wire_error() says how in a few words,
 * and every later feed is false too. The callbacks may not free the wire. */
bool wire_feed(struct wire *, const char *bytes, size_t len);
const char *wire_error(const struct wire *); /* "" while it is whole */

/* How often the parser was renewed: for tests and `status`. */
unsigned wire_renewals(const struct wire *);

#endif
