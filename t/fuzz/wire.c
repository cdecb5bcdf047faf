/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire: bytes from the server. The first byte says how to cut the rest; whatever the rest is, two ways
 * of cutting it must give the same stanzas and the same end, and each tree can be written, read and written
 * again without a change.
 *
 * Most limits of the wire lie far beyond what a fuzzer makes up, and NUL is in no XML: so NUL, a length and a
 * number stand for the bytes before them, so many of them and so many more times. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "fuzz.h"
#include "xml/stanza.h"
#include "xml/wire.h"
#include "xml/xml.h"

#define HEADER \
    "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1'>"

/* All that came out, as one number (FNV-1a). */
struct sum {
    uint64_t value;
};

static void add(struct sum *sum, const char *s)
{
    for (; s && *s; s++) {
        sum->value = (sum->value ^ (unsigned char)*s) * 1099511628211u;
    }
    sum->value = (sum->value ^ 255) * 1099511628211u;
}

#define check(fine) fuzz_check(fine, "line %d: %s", __LINE__, #fine)

/* ---- what came out ---- */

static void add_tree(struct sum *sum, xmpp_stanza_t *st, int depth)
{
    check(depth <= WIRE_DEPTH + 1);
    if (xmpp_stanza_is_text(st)) {
        add(sum, xmpp_stanza_get_text_ptr(st));
        return;
    }
    const char *name = xmpp_stanza_get_name(st);
    check(name && *name && !strchr(name, ':') && strlen(name) <= WIRE_NAME_BYTES);
    add(sum, name);
    const char *atts[4 * WIRE_ATTRIBUTES];
    int count = xmpp_stanza_get_attributes(st, atts, 4 * WIRE_ATTRIBUTES);
    check(count <= 2 * (WIRE_ATTRIBUTES + 1));
    for (int i = 0; i < count; i += 2) {
        check(!strchr(atts[i], ':') || strncmp(atts[i], "xml:", 4) == 0);
        add(sum, atts[i]);
        add(sum, atts[i + 1]);
    }
    for (xmpp_stanza_t *c = xmpp_stanza_get_children(st); c; c = xmpp_stanza_get_next(c)) {
        add_tree(sum, c, depth + 1);
    }
}

/* A namespace may hold what no writer can say again in the same way; the text of all else is kept. */
static void check_writing(xmpp_ctx_t *ctx, xmpp_stanza_t *st)
{
    struct arena *arena = arena_new();
    struct xml *first = xml_new(arena), *second = xml_new(arena);
    xml_tree(first, st);
    xmpp_stanza_t *again = st_parse(ctx, xml_string(first));
    fuzz_check(again != NULL, "what the wire read was written as %s", xml_string(first));
    xml_tree(second, again);
    fuzz_check(strcmp(xml_string(first), xml_string(second)) == 0, "%s was read and written as %s",
               xml_string(first), xml_string(second));
    xmpp_stanza_release(again);
    arena_free(arena);
}

static void on_opened(void *arg, const char *id)
{
    add(arg, id);
}

static void on_stanza(void *arg, xmpp_stanza_t *st)
{
    add_tree(arg, st, 1);
    check_writing(xmpp_stanza_get_context(st), st);
}

static void on_refused(void *arg, const struct wire_refusal *r)
{
    const char *const texts[] = {r->name, r->type, r->id, r->from, r->to, r->limit};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        check(!texts[i] || strlen(texts[i]) <= WIRE_ADDRESS_BYTES);
        add(arg, texts[i]);
    }
}

static void on_closed(void *arg)
{
    add(arg, "closed");
}

static const struct wire_ops ops = {
    .opened = on_opened,
    .stanza = on_stanza,
    .refused = on_refused,
    .closed = on_closed,
};

/* ---- what goes in ---- */

enum {
    LONGEST = 600 * 1024, /* over WIRE_STANZA_BYTES */
    MANY = 8 * 1024,
};

struct text {
    char *bytes;
    size_t len, size;
};

static void append(struct text *t, const char *bytes, size_t len)
{
    if (len > LONGEST - t->len)
        len = LONGEST - t->len;
    if (t->len + len > t->size)
        t->bytes = xrealloc(t->bytes, t->size = 2 * (t->len + len));
    if (len > 0)
        memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

static struct text expand(const char *in, size_t size)
{
    struct text t = {0};
    for (size_t i = 0; i < size; i++) {
        if (in[i] != '\0' || i + 2 >= size) {
            append(&t, in + i, 1);
            continue;
        }
        size_t len = (unsigned char)in[i + 1], times = (unsigned char)in[i + 2];
        len = len < t.len ? len : t.len;
        char *piece = xmalloc(len + 1);
        if (len > 0)
            memcpy(piece, t.bytes + t.len - len, len);
        for (times *= times; times > 0 && t.len < LONGEST && len > 0; times--)
            append(&t, piece, len);
        free(piece);
        i += 2;
    }
    return t;
}

struct reading {
    struct wire *wire;
    bool whole;
};

static void feed(struct reading *r, const char *bytes, size_t len, size_t step)
{
    for (size_t at = 0; at < len && r->whole; at += step) {
        r->whole = wire_feed(r->wire, bytes + at, step < len - at ? step : len - at);
    }
    check(r->whole == (wire_error(r->wire)[0] == '\0'));
}

static struct reading read_all(xmpp_ctx_t *ctx, struct sum *sum, bool header, const struct text *t,
                               size_t step)
{
    *sum = (struct sum){14695981039346656037u};
    struct reading r = {.wire = wire_new(ctx, &ops, sum), .whole = true};
    if (header) {
        feed(&r, HEADER, strlen(HEADER), strlen(HEADER));
    }
    feed(&r, t->bytes, t->len, step);
    return r;
}

/* What is broken inside a tag is noticed at the tag's end when its bytes are held back till then. In a stanza that costs too
 * much nothing but its end is looked for, and what it costs depends on the cutting: there only a processing instruction is. */
static void end_tag(struct reading *r)
{
    static const char ends[] = ">\">'>-->]]><?x?>";
    if (r->whole) {
        feed(r, ends, strlen(ends), strlen(ends));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    struct text t = expand((const char *)data + 1, size - 1);
    bool header = data[0] & 1;
    size_t step = (size_t)(data[0] >> 1) + 1;
    if (t.len > MANY) {
        step *= 61; /* else most of the time goes into the calls */
    }
    struct sum at_once, in_steps;
    struct reading one = read_all(ctx, &at_once, header, &t, t.len + 1);
    struct reading two = read_all(ctx, &in_steps, header, &t, step);
    if (one.whole != two.whole) {
        end_tag(&one);
        end_tag(&two);
    }
    check(one.whole == two.whole);
    check(at_once.value == in_steps.value);
    check(one.whole || !wire_feed(one.wire, " ", 1));
    wire_free(one.wire);
    wire_free(two.wire);
    free(t.bytes);
    xmpp_ctx_free(ctx);
    return 0;
}
