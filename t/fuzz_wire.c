/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz_wire: libFuzzer entry for the wire. The first byte says how to cut the rest; whatever the rest is, two
 * ways of cutting it must give the same stanzas and the same end, and each tree must be one that could be
 * written again. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

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

static void check(bool fine)
{
    if (!fine) {
        abort();
    }
}

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

static void on_opened(void *arg, const char *id)
{
    add(arg, id);
}

static void on_stanza(void *arg, xmpp_stanza_t *st)
{
    add_tree(arg, st, 1);
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

static uint64_t feed(xmpp_ctx_t *ctx, bool header, const char *bytes, size_t len, size_t step)
{
    struct sum sum = {14695981039346656037u};
    struct wire *w = wire_new(ctx, &ops, &sum);
    bool whole = !header || wire_feed(w, HEADER, strlen(HEADER));
    for (size_t at = 0; at < len && whole; at += step) {
        whole = wire_feed(w, bytes + at, step < len - at ? step : len - at);
    }
    check(whole == (wire_error(w)[0] == '\0'));
    add(&sum, whole ? "whole" : "broken"); /* which of two mistakes expat names may depend on the cut */
    wire_free(w);
    return sum.value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static xmpp_ctx_t *ctx;
    if (!ctx) {
        ctx = xmpp_ctx_new(NULL, NULL);
    }
    if (size < 2) {
        return 0;
    }
    const char *bytes = (const char *)data + 1;
    bool header = data[0] & 1;
    size_t step = (size_t)(data[0] >> 1) + 1;
    check(feed(ctx, header, bytes, size - 1, size - 1) == feed(ctx, header, bytes, size - 1, step));
    return 0;
}
