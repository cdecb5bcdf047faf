/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xml: one growing buffer in the arena. Each relayed message passes here once, so clean ASCII is copied in
 * runs. */
#include "xml/xml.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "xml/stanza.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NS_CLIENT "jabber:client"

enum { FIRST_SIZE = 512, FEW_ATTRIBUTES = 16 };

/* Names and namespaces are borrowed from the caller until their element is closed. */
struct element {
    const char *name;
    const char *ns; /* as seen by a parser on the other side; NS_CLIENT stands for the stream's */
};

struct xml {
    struct arena *arena;
    char *buf;
    size_t len, size; /* size > len: there is always room for the NUL */
    size_t tag;       /* where the start tag that is still open begins; meaningless unless in_tag */
    bool in_tag;      /* "<name …" was written, its ">" was not */
    int depth;
    struct element open[XML_DEPTH_MAX];
    xml_change_fn *change; /* NULL: nothing is changed */
    void *change_arg;
};

struct xml *xml_new(struct arena *arena)
{
    struct xml *x = arena_alloc(arena, sizeof *x);

    x->arena = arena;
    x->size = FIRST_SIZE;
    x->buf = arena_alloc(arena, x->size);
    return x;
}

/* ---- bytes ---- */

static void put(struct xml *x, const char *bytes, size_t len)
{
    if (len >= x->size - x->len) {
        size_t size = x->size * 2 > x->len + len + 1 ? x->size * 2 : x->len + len + 1;
        x->buf = arena_grow(x->arena, x->buf, x->size, size);
        x->size = size;
    }
    memcpy(x->buf + x->len, bytes, len);
    x->len += len;
}

static void put_string(struct xml *x, const char *s)
{
    put(x, s, strlen(s));
}

/* What a byte needs before it may go out. 0 (not in the table): nothing. */
enum need { CLEAN, ESCAPE, ESCAPE_IN_ATTRIBUTE, DROP, DECODE };

/* A carriage return would come out of the reader's line-end handling as a line feed, and white space in an
 * attribute as a space (XML 1.0 sections 2.11 and 3.3.3): as references they arrive as they were written. */
static const uint8_t needs[256] = {
    [0x00 ... 0x08] = DROP,
    ['\t'] = ESCAPE_IN_ATTRIBUTE,
    ['\n'] = ESCAPE_IN_ATTRIBUTE,
    [0x0b ... 0x0c] = DROP,
    ['\r'] = ESCAPE,
    [0x0e ... 0x1f] = DROP,
    ['"'] = ESCAPE,
    ['&'] = ESCAPE,
    ['\''] = ESCAPE,
    ['<'] = ESCAPE,
    ['>'] = ESCAPE,
    [0x80 ... 0xff] = DECODE,
};

static const char *const references[128] = {
    ['\t'] = "&#9;", ['\n'] = "&#10;",  ['\r'] = "&#13;", ['"'] = "&quot;",
    ['&'] = "&amp;", ['\''] = "&apos;", ['<'] = "&lt;",   ['>'] = "&gt;",
};

/* Length of the character at p, *good whether it may go out. The terminating NUL ends a broken sequence. */
static size_t judge(const char *p, bool *good)
{
    uint32_t cp;
    size_t n = utf8_decode(p, strnlen(p, 4), &cp);

    *good = utf8_is_xml(cp);
    return n;
}

static void put_escaped(struct xml *x, const char *text, bool attribute)
{
    const char *run = text, *p = text; /* [run, p) is clean and not yet written */

    for (;;) {
        while (needs[(unsigned char)*p] == CLEAN) {
            p++;
        }
        size_t n = 1;
        bool good = false;
        switch ((enum need)needs[(unsigned char)*p]) {
        case CLEAN:
        case DROP:
            break;
        case ESCAPE_IN_ATTRIBUTE:
            good = !attribute;
            break;
        case ESCAPE:
            break;
        case DECODE:
            n = judge(p, &good);
            break;
        }
        if (good) {
            p += n;
            continue;
        }
        put(x, run, (size_t)(p - run));
        if (*p == '\0') {
            return;
        }
        if ((unsigned char)*p < 128 && references[(unsigned char)*p] != NULL) {
            put_string(x, references[(unsigned char)*p]);
        }
        run = p += n;
    }
}

/* ---- elements ---- */

static void finish_tag(struct xml *x)
{
    if (x->in_tag) {
        put(x, ">", 1);
        x->in_tag = false;
    }
}

static void put_attribute(struct xml *x, const char *name, const char *value)
{
    put(x, " ", 1);
    put_string(x, name);
    put(x, "=\"", 2);
    put_escaped(x, value, true);
    put(x, "\"", 1);
}

/* A component's stream says jabber:component:accept where the clients behind the server say jabber:client.
 * For a stanza they are the same, and the server translates; inside a forwarded stanza nobody translates, and
 * clients know only the latter. So both are the latter here, and on top it is not written at all. */
static const char *translate(const char *ns)
{
    return strcmp(ns, NS_COMPONENT) == 0 ? NS_CLIENT : ns;
}

void xml_open(struct xml *x, const char *name, const char *ns)
{
    const char *outer = x->depth == 0 ? NS_CLIENT : x->open[x->depth - 1].ns;
    const char *inner = ns == NULL ? outer : translate(ns);

    assert(x->depth < XML_DEPTH_MAX);
    assert(name != NULL && name[0] != '\0');
    finish_tag(x);
    x->tag = x->len;
    x->in_tag = true;
    put(x, "<", 1);
    put_string(x, name);
    if (inner != outer && strcmp(inner, outer) != 0) {
        put_attribute(x, "xmlns", inner);
    }
    x->open[x->depth++] = (struct element){.name = name, .ns = inner};
}

/* Two attributes of one name would cost us the stream. The pattern cannot occur in a value, where quotes are
 * escaped. */
static bool has_attribute(struct xml *x, const char *name)
{
    size_t len = strlen(name);

    x->buf[x->len] = '\0';
    for (const char *p = x->buf + x->tag; (p = strstr(p, name)) != NULL; p += len) {
        if (p[-1] == ' ' && p[len] == '=' && p[len + 1] == '"') {
            return true;
        }
    }
    return false;
}

void xml_attr(struct xml *x, const char *name, const char *value)
{
    if (value == NULL) {
        return;
    }
    assert(x->in_tag);
    assert(name[0] != '\0' && strcmp(name, "xmlns") != 0);
    assert(!has_attribute(x, name));
    put_attribute(x, name, value);
}

void xml_attr_int(struct xml *x, const char *name, long long value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lld", value);
    xml_attr(x, name, digits);
}

void xml_text(struct xml *x, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return;
    }
    assert(x->depth > 0);
    finish_tag(x);
    put_escaped(x, text, false);
}

void xml_close(struct xml *x)
{
    assert(x->depth > 0);
    x->depth--;
    if (x->in_tag) {
        put(x, "/>", 2);
        x->in_tag = false;
    } else {
        put(x, "</", 2);
        put_string(x, x->open[x->depth].name);
        put(x, ">", 1);
    }
}

void xml_leaf(struct xml *x, const char *name, const char *ns, const char *text)
{
    xml_open(x, name, ns);
    xml_text(x, text);
    xml_close(x);
}

void xml_raw(struct xml *x, const char *xml)
{
    if (xml == NULL || xml[0] == '\0') {
        return;
    }
    finish_tag(x);
    put_string(x, xml);
}

/* ---- trees ---- */

static bool is_writable_attribute(const char *name)
{
    return strcmp(name, "xmlns") != 0 && (strchr(name, ':') == NULL || strncmp(name, "xml:", 4) == 0);
}

/* By name, because libstrophe gives them in the order of its hash: one tree, one text, whoever built it.
 * Insertion, because there are few and the wire allows 64. */
static void sort_pairs(const char **all, int count)
{
    for (int i = 2; i < count; i += 2) {
        const char *name = all[i], *value = all[i + 1];
        int at = i;
        for (; at > 0 && strcmp(all[at - 2], name) > 0; at -= 2) {
            all[at] = all[at - 2];
            all[at + 1] = all[at - 1];
        }
        all[at] = name;
        all[at + 1] = value;
    }
}

static const char *changed(struct xml *x, xmpp_stanza_t *st, const char *name, const char *value)
{
    return x->change != NULL ? x->change(x->change_arg, st, name, value) : value;
}

static void put_tree_attributes(struct xml *x, xmpp_stanza_t *st)
{
    int count = xmpp_stanza_get_attribute_count(st);
    const char *few[2 * FEW_ATTRIBUTES], **all = few;

    if (count <= 0) {
        return;
    }
    if (count > FEW_ATTRIBUTES) {
        all = arena_alloc(x->arena, 2 * (size_t)count * sizeof *all);
    }
    int got = xmpp_stanza_get_attributes(st, all, 2 * count);
    sort_pairs(all, got);
    for (int i = 0; i + 1 < got; i += 2) {
        if (is_writable_attribute(all[i])) {
            put_attribute(x, all[i], changed(x, st, all[i], all[i + 1]));
        }
    }
}

void xml_change(struct xml *x, xml_change_fn *fn, void *arg)
{
    x->change = fn;
    x->change_arg = arg;
}

void xml_tree(struct xml *x, xmpp_stanza_t *st)
{
    if (st == NULL) {
        return;
    }
    if (!xmpp_stanza_is_tag(st)) {
        xml_text(x, xmpp_stanza_get_text_ptr(st));
        return;
    }
    xml_open(x, st_name(st), xmpp_stanza_get_ns(st));
    put_tree_attributes(x, st);
    for (xmpp_stanza_t *child = xmpp_stanza_get_children(st); child != NULL;
         child = xmpp_stanza_get_next(child)) {
        if (x->change != NULL && !xmpp_stanza_is_tag(child)) {
            xml_text(x, changed(x, st, NULL, xmpp_stanza_get_text_ptr(child)));
        } else {
            xml_tree(x, child);
        }
    }
    xml_close(x);
}

/* ---- result ---- */

const char *xml_string(struct xml *x)
{
    assert(x->depth == 0);
    x->buf[x->len] = '\0';
    return x->buf;
}

size_t xml_size(const struct xml *x)
{
    return x->len;
}
