/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire: every stream of a table gives the same stanzas however its bytes are cut; every limit is met exactly
 * and passed by one, and the stream lives on; what must break a stream breaks it; nothing that strangers
 * choose makes the parser grow. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "t/tap.h"
#include "xml/wire.h"

#define HEADER                                                             \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' " \
    "xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='support.example.com'>"

static xmpp_ctx_t *ctx;

/* A text that grows: streams to be fed, and what came of them. */
struct text {
    char *at;
    size_t len, size;
};

static void text_add(struct text *t, const char *s, size_t len)
{
    if (t->len + len + 1 > t->size) {
        t->size = (t->len + len + 1) * 2;
        t->at = xrealloc(t->at, t->size);
    }
    memcpy(t->at + t->len, s, len);
    t->len += len;
    t->at[t->len] = '\0';
}

static void text_puts(struct text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

static void text_repeat(struct text *t, const char *s, long times)
{
    for (long i = 0; i < times; i++) {
        text_puts(t, s);
    }
}

static void __attribute__((format(printf, 2, 3))) text_printf(struct text *t, const char *fmt, ...)
{
    char *s = NULL;
    va_list ap;
    va_start(ap, fmt);
    int len = vasprintf(&s, fmt, ap);
    va_end(ap);
    text_add(t, s, (size_t)len);
    free(s);
}

static void text_clear(struct text *t)
{
    t->len = 0;
    text_puts(t, "");
}

/* A tree as name{namespace}[attributes in order](children), the namespace only where it is not the stream's.
 */
static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void dump(struct text *t, xmpp_stanza_t *st)
{
    if (xmpp_stanza_is_text(st)) {
        text_printf(t, "'%s'", xmpp_stanza_get_text_ptr(st));
        return;
    }
    const char *atts[256];
    int count = xmpp_stanza_get_attributes(st, atts, 256) / 2;
    qsort(atts, (size_t)count, 2 * sizeof *atts, by_name);
    const char *ns = xmpp_stanza_get_ns(st);
    text_puts(t, xmpp_stanza_get_name(st));
    if (!ns || strcmp(ns, "jabber:component:accept") != 0) {
        text_printf(t, "{%s}", ns ? ns : "");
    }
    for (int i = 0; i < count; i++) {
        if (strcmp(atts[2 * i], "xmlns") != 0) {
            text_printf(t, "[%s=%s]", atts[2 * i], atts[2 * i + 1]);
        }
    }
    for (xmpp_stanza_t *c = xmpp_stanza_get_children(st); c; c = xmpp_stanza_get_next(c)) {
        text_puts(t, c == xmpp_stanza_get_children(st) ? "(" : " ");
        dump(t, c);
    }
    text_puts(t, xmpp_stanza_get_children(st) ? ")" : "");
}

static void on_opened(void *arg, const char *id)
{
    text_printf(arg, "opened %s\n", id);
}

static void on_stanza(void *arg, xmpp_stanza_t *st)
{
    dump(arg, st);
    text_puts(arg, "\n");
}

static void on_refused(void *arg, const struct wire_refusal *r)
{
    text_printf(arg, "refused %s type=%s id=%s from=%s to=%s: %s\n", r->name, r->type ? r->type : "-",
                r->id ? r->id : "-", r->from ? r->from : "-", r->to ? r->to : "-", r->limit);
}

static void on_closed(void *arg)
{
    text_puts(arg, "closed\n");
}

static const struct wire_ops recorder = {
    .opened = on_opened,
    .stanza = on_stanza,
    .refused = on_refused,
    .closed = on_closed,
};

/* Feeds in pieces: `first` bytes, then `step` at a time; the error is the transcript's last line. */
static void run(struct text *out, const char *stream, size_t len, size_t first, size_t step)
{
    struct wire *w = wire_new(ctx, &recorder, out);
    bool whole = true;
    for (size_t at = 0, piece = first; at < len && whole; at += piece, piece = step) {
        if (piece > len - at) {
            piece = len - at;
        }
        whole = wire_feed(w, stream + at, piece);
    }
    if (!whole) {
        text_printf(out, "broken %s\n", wire_error(w));
    }
    wire_free(w);
}

static const struct {
    const char *what;
    const char *stream; /* after HEADER, unless it begins with '!' */
    const char *want;   /* after "opened s1\n", likewise */
} streams[] = {
    {
        .what = "a message",
        .stream = "<message from='a@b/c' to='d' id='1' type='chat'><body>hi</body></message>",
        .want = "message[from=a@b/c][id=1][to=d][type=chat](body('hi'))\n",
    },
    {
        .what = "white space between stanzas, an empty stanza, the end",
        .stream = " \t\r\n<presence/>\n<iq/> </stream:stream> \n",
        .want = "presence\niq\nclosed\n",
    },
    {
        .what = "text around children and comments is kept and merged",
        .stream = "<message> a<!-- x -->b<![CDATA[<&>]]>c<x/>d<y> </y></message>",
        .want = "message(' ab<&>c' x 'd' y(' '))\n",
    },
    {
        .what = "the five entities and character references",
        .stream = "<message a='&lt;&#x20AC;'>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;</message>",
        .want = "message[a=<\xe2\x82\xac]('&<>\"'A\xf0\x9f\x98\x80')\n",
    },
    {
        .what = "line ends are normalised",
        .stream = "<message>a\r\nb\rc\nd</message>",
        .want = "message('a\nb\nc\nd')\n",
    },
    {
        .what = "namespaces: default, prefixed, undone, of the header",
        .stream = "<iq><query xmlns='q'><a/><p:b xmlns:p='pp'><c/><p:d/></p:b></query><e xmlns=''><f/></e>"
                  "<stream:g/></iq>",
        .want = "iq(query{q}(a{q} b{pp}(c{q} d{pp})) e{}(f{}) g{http://etherx.jabber.org/streams})\n",
    },
    {
        .what = "a namespace ends with its element",
        .stream = "<iq><a xmlns:p='1'><p:b xmlns:p='2'/><p:c/></a><p:d/></iq><presence/>",
        .want = "refused iq type=- id=- from=- to=-: a name with an undeclared prefix\npresence\n",
    },
    {
        .what = "a prefix declared on its own element, shadowed and back again",
        .stream = "<p:a xmlns:p='1'><p:b xmlns:p='2'/><p:c/></p:a>",
        .want = "a{1}(b{2} c{1})\n",
    },
    {
        .what = "attributes with a prefix are dropped, xml: ones kept",
        .stream = "<message xml:lang='de' xmlns:p='x' p:id='7' q:to='8' id='9'/>",
        .want = "message[id=9][xml:lang=de]\n",
    },
    {
        .what = "an element of the xml namespace: written with xmlns=\"…\" it would end the stream",
        .stream = "<message id='1'><xml:lang/></message><message id='2'><a xmlns='"
                  "http://www.w3.org/XML/1998/namespace'/></message><b:c id='3' "
                  "xmlns:b='http://www.w3.org/2000/xmlns/'/><presence/>",
        .want = "refused message type=- id=1 from=- to=-: a name in a namespace of XML itself\n"
                "refused message type=- id=2 from=- to=-: a name in a namespace of XML itself\n"
                "refused c type=- id=3 from=- to=-: a name in a namespace of XML itself\n"
                "presence\n",
    },
    {
        .what = "names that are none without their prefix",
        .stream = "<a id='1'><p:1 xmlns:p='x'/></a><b id='2'><p:b:c xmlns:p='x'/></b><c id='3'><p: "
                  "xmlns:p='x'/></c>"
                  "<d id='4'><:p/></d><message id='5' :x='1' xml:1='2' xml:a:b='3' xmlns:='4'/>",
        .want = "refused a type=- id=1 from=- to=-: a name with an undeclared prefix\n"
                "refused b type=- id=2 from=- to=-: a name with an undeclared prefix\n"
                "refused c type=- id=3 from=- to=-: a name with an undeclared prefix\n"
                "refused d type=- id=4 from=- to=-: a name with an undeclared prefix\n"
                "message[id=5]\n",
    },
    {
        .what = "an empty namespace undeclares no prefix",
        .stream = "<message><p:a xmlns:p=''/></message>",
        .want = "refused message type=- id=- from=- to=-: a name with an undeclared prefix\n",
    },
    {
        .what = "a stream error is a stanza",
        .stream = "<stream:error><conflict "
                  "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
        .want = "error{http://etherx.jabber.org/"
                "streams}(conflict{urn:ietf:params:xml:ns:xmpp-streams})\nclosed\n",
    },
    {
        .what = "text in many scripts",
        .stream = "<message><body>\xe9\x80\x80\xe6\xac\xbe \xc3\xbc \xf0\x9f\x91\x8d</body></message>",
        .want = "message(body('\xe9\x80\x80\xe6\xac\xbe \xc3\xbc \xf0\x9f\x91\x8d'))\n",
    },
    {
        .what = "another prefix for the stream, and no id",
        .stream = "!<s:stream xmlns:s='http://etherx.jabber.org/streams' "
                  "xmlns='jabber:component:accept'><iq/></s:stream>",
        .want = "!opened \niq\nclosed\n",
    },
    {
        .what = "a stream that is empty",
        .stream = "!<s:stream xmlns:s='http://etherx.jabber.org/streams'/>",
        .want = "!opened \nclosed\n",
    },
    {
        .what = "a byte order mark",
        .stream = "!\xef\xbb\xbf" HEADER "<iq/>",
        .want = "!opened s1\niq\n",
    },
    {
        .what = "an encoding that is named but not used",
        .stream = "!<?xml version='1.0' encoding='ISO-8859-1'?><s:stream "
                  "xmlns:s='http://etherx.jabber.org/streams' "
                  "id='\xc3\xbc'>",
        .want = "!opened \xc3\xbc\n",
    },
    {.what = "no stream", .stream = "!<html>", .want = "!broken not an XMPP stream\n"},
    {.what = "a stream of another kind", .stream = "!<stream>", .want = "!broken not an XMPP stream\n"},
    {
        .what = "HTTP",
        .stream = "!HTTP/1.1 400 Bad Request\r\n",
        .want = "!broken not well-formed (invalid token) at byte 4\n",
    },
    {
        .what = "the place of a mistake",
        .stream = "!<s:stream xmlns:s='http://etherx.jabber.org/streams'><a></b>",
        .want = "!opened \nbroken mismatched tag at byte 58\n",
    },
    {.what = "text between stanzas", .stream = "<iq/>x<iq/>", .want = "iq\nbroken text between stanzas\n"},
    {.what = "CDATA between stanzas", .stream = "<![CDATA[ x]]>", .want = "broken text between stanzas\n"},
    {
        .what = "more after the end",
        .stream = "</stream:stream><iq/>",
        .want = "closed\nbroken junk after document element at byte +16\n",
    },
    {.what = "a processing instruction",
     .stream = "<iq/><?php ?><iq/>",
     .want = "iq\nbroken a processing instruction\n"},
    {
        .what = "a processing instruction inside a stanza",
        .stream = "<iq><?xml-stylesheet href='x'?></iq>",
        .want = "broken a processing instruction\n",
    },
    {
        .what = "a processing instruction before the stream",
        .stream = "!<?a?>" HEADER,
        .want = "!broken a processing instruction\n",
    },
    {
        .what = "a second XML declaration",
        .stream = "<?xml version='1.0'?>",
        .want = "broken XML or text declaration not at start of entity at byte +0\n",
    },
    {
        .what = "a document type",
        .stream = "!<!DOCTYPE stream><stream/>",
        .want = "!broken a document type declaration\n",
    },
    {
        .what = "a document type from elsewhere",
        .stream = "!<?xml version='1.0'?><!DOCTYPE s SYSTEM 'file:///etc/passwd'>" HEADER,
        .want = "!broken a document type declaration\n",
    },
    {
        .what = "a billion laughs",
        .stream =
            "!<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><l>&c;</l>",
        .want = "!broken a document type declaration\n",
    },
    {
        .what = "a document type inside the stream",
        .stream = "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        .want = "broken not well-formed (invalid token) at byte +2\n",
    },
    {
        .what = "an entity nobody declared",
        .stream = "<message>&nbsp;</message>",
        .want = "broken undefined entity at byte +9\n",
    },
    {
        .what = "an entity in an attribute",
        .stream = "<message id='&x;'/>",
        .want = "broken undefined entity at byte +0\n",
    },
    {
        .what = "a reference to a character XML has not",
        .stream = "<message>&#0;</message>",
        .want = "broken reference to invalid character number at byte +9\n",
    },
    {
        .what = "an attribute twice",
        .stream = "<message id='1' id='2'/>",
        .want = "broken duplicate attribute at byte +16\n",
    },
    {
        .what = "too many levels",
        .stream = "<message id='1' from='f' to='t' type='chat'>" /* 31 more are allowed */
                  "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
                  "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a xmlns:p='q'>x"
                  "</a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>"
                  "</a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></message><iq id='2'/>",
        .want = "refused message type=chat id=1 from=f to=t: deeper than 32 levels\niq[id=2]\n",
    },
};

static const struct {
    const char *what;
    const char *bytes; /* UTF-16 holds NULs */
    size_t len;
} other_encodings[] = {
    {.what = "UTF-16, big end first", .bytes = "\xfe\xff\0<\0a\0>", .len = 8},
    {.what = "UTF-16, little end first", .bytes = "\xff\xfe<\0a\0>\0", .len = 8},
    {.what = "UTF-16 without a mark", .bytes = "<\0a\0>\0", .len = 6},
    {.what = "a NUL", .bytes = "\0", .len = 1},
};

static void stream_of(size_t row, struct text *stream, struct text *want)
{
    const char *s = streams[row].stream, *t = streams[row].want;
    text_clear(stream);
    text_clear(want);
    text_puts(stream, *s == '!' ? "" : HEADER);
    text_puts(stream, *s == '!' ? s + 1 : s);
    text_puts(want, *t == '!' ? "" : "opened s1\n");
    t += *t == '!';
    const char *place = strstr(t, "at byte +"); /* counted from the end of HEADER */
    if (place) {
        text_printf(want, "%.*sat byte %zu\n", (int)(place - t), t,
                    strlen(HEADER) + strtoul(place + 9, NULL, 10));
    } else {
        text_puts(want, t);
    }
}

static void test_streams(void)
{
    struct text stream = {0}, want = {0}, got = {0};
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        stream_of(i, &stream, &want);
        text_clear(&got);
        run(&got, stream.at, stream.len, stream.len, stream.len);
        is_str(got.at, want.at, "%s", streams[i].what);

        text_clear(&got);
        run(&got, stream.at, stream.len, 1, 1);
        is_str(got.at, want.at, "%s, byte by byte", streams[i].what);

        size_t differs = 0;
        for (size_t cut = 1; cut < stream.len && !differs; cut++) {
            text_clear(&got);
            run(&got, stream.at, stream.len, cut, stream.len);
            differs = strcmp(got.at, want.at) == 0 ? 0 : cut;
        }
        is_int((long long)differs, 0, "%s, cut anywhere", streams[i].what);
    }
    for (size_t i = 0; i < sizeof other_encodings / sizeof other_encodings[0]; i++) {
        text_clear(&got);
        run(&got, other_encodings[i].bytes, other_encodings[i].len, 1, 1);
        is_str(got.at, "broken not UTF-8\n", "%s", other_encodings[i].what);
    }
    free(stream.at);
    free(want.at);
    free(got.at);
}

/* All streams of the table that live, one after the other in one stream, at every cut. */
static void test_every_cut(void)
{
    struct text stream = {0}, want = {0}, got = {0};
    text_puts(&stream, HEADER);
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        if (*streams[i].stream != '!' && !strstr(streams[i].want, "broken") &&
            !strstr(streams[i].want, "closed")) {
            text_puts(&stream, streams[i].stream);
        }
    }
    run(&want, stream.at, stream.len, stream.len, stream.len);
    ok(!strstr(want.at, "broken"), "the representative stream is whole");
    size_t differs = 0;
    for (size_t cut = 1; cut < stream.len && !differs; cut++) {
        text_clear(&got);
        run(&got, stream.at, stream.len, cut, stream.len);
        differs = strcmp(got.at, want.at) == 0 ? 0 : cut;
    }
    is_int((long long)differs, 0, "every cut of %zu bytes gives the same stanzas", stream.len);
    for (size_t step = 1; step < 40 && !differs; step++) {
        text_clear(&got);
        run(&got, stream.at, stream.len, step, step);
        differs = strcmp(got.at, want.at) == 0 ? 0 : step;
    }
    is_int((long long)differs, 0, "pieces of 1 to 39 bytes give the same stanzas");
    free(stream.at);
    free(want.at);
    free(got.at);
}

/* Makers of a stanza that takes exactly n of something. */
#define STANZA_START "<message id='big' from='f' to='t' type='chat'>"
#define STANZA_END "</message>"

static long filling(long n)
{
    return n - (long)strlen(STANZA_START STANZA_END);
}

static void make_text(struct text *t, long n)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "x", filling(n));
    text_puts(t, STANZA_END);
}

static void make_newlines(struct text *t, long n)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "\n", filling(n));
    text_puts(t, STANZA_END);
}

static void make_comment(struct text *t, long n)
{
    text_puts(t, STANZA_START "<!--");
    text_repeat(t, "x", filling(n) - 7);
    text_puts(t, "-->" STANZA_END);
}

static void make_child_attribute(struct text *t, long n)
{
    text_puts(t, STANZA_START "<a b='");
    text_repeat(t, "x", filling(n) - 9);
    text_puts(t, "'/>" STANZA_END);
}

static void make_white_end(struct text *t, long n)
{
    text_puts(t, STANZA_START "</message");
    text_repeat(t, " ", filling(n));
    text_puts(t, ">");
}

static void make_levels(struct text *t, long n)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "<a>", n - 1);
    text_repeat(t, "</a>", n - 1);
    text_puts(t, STANZA_END);
}

static void make_empty_levels(struct text *t, long n)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "<a>", n - 2);
    text_puts(t, "<b/>");
    text_repeat(t, "</a>", n - 2);
    text_puts(t, STANZA_END);
}

static void make_elements(struct text *t, long n)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "<a/>", n - 1);
    text_puts(t, STANZA_END);
}

static void make_attributes(struct text *t, long n)
{
    text_puts(t, STANZA_START "<a");
    for (long i = 0; i < n; i++) {
        text_printf(t, " a%ld='' xmlns:p%ld='u'", i, i % WIRE_ATTRIBUTES);
        if (i >= WIRE_ATTRIBUTES) {
            t->len -= strlen(" xmlns:p0='u'"); /* no prefix twice, and no more of them than there may be */
        }
    }
    text_puts(t, "/>" STANZA_END);
}

static void make_own_attributes(struct text *t, long n)
{
    text_puts(t, "<message id='big' from='f' to='t' type='chat'");
    for (long i = 4; i < n; i++) {
        text_printf(t, " a%ld=''", i);
    }
    text_puts(t, "></message>");
}

static void make_declarations(struct text *t, long n)
{
    text_puts(t, STANZA_START "<a");
    for (long i = 0; i < n; i++) {
        text_printf(t, " xmlns:p%ld='u'", i);
    }
    text_puts(t, "/>" STANZA_END);
}

static void make_element_name(struct text *t, long n)
{
    text_puts(t, STANZA_START "<a xmlns='1234'><");
    text_repeat(t, "n", n - 4);
    text_puts(t, "/></a>" STANZA_END);
}

static void make_namespace(struct text *t, long n)
{
    text_puts(t, STANZA_START "<a xmlns='");
    text_repeat(t, "n", n - 1);
    text_puts(t, "'/>" STANZA_END);
}

static void make_attribute_name(struct text *t, long n)
{
    text_puts(t, STANZA_START "<a ");
    text_repeat(t, "n", n);
    text_puts(t, "=''/>" STANZA_END);
}

static void make_address(struct text *t, long n)
{
    text_puts(t, "<message id='big' from='f' to='t' type='chat' other='");
    text_repeat(t, "n", n);
    text_puts(t, "'>" STANZA_END);
}

static const struct {
    const char *what;
    void (*make)(struct text *, long);
    long most;
    const char *want;
} limits[] = {
    {"bytes of text", make_text, WIRE_STANZA_BYTES, "larger than 524288 bytes"},
    {"bytes of line ends", make_newlines, WIRE_STANZA_BYTES, "larger than 524288 bytes"},
    {"bytes of a comment", make_comment, WIRE_STANZA_BYTES, "larger than 524288 bytes"},
    {"bytes of an attribute", make_child_attribute, WIRE_STANZA_BYTES, "larger than 524288 bytes"},
    {"bytes of the end tag", make_white_end, WIRE_STANZA_BYTES, "larger than 524288 bytes"},
    {"levels", make_levels, WIRE_DEPTH, "deeper than 32 levels"},
    {"levels, the last one empty", make_empty_levels, WIRE_DEPTH, "deeper than 32 levels"},
    {"elements", make_elements, WIRE_ELEMENTS, "more than 1000 elements"},
    {"attributes", make_attributes, WIRE_ATTRIBUTES, "more than 64 attributes"},
    {"attributes of the stanza", make_own_attributes, WIRE_ATTRIBUTES, "more than 64 attributes"},
    {"namespaces", make_declarations, WIRE_ATTRIBUTES, "more than 64 namespaces"},
    {"bytes of an element's name", make_element_name, WIRE_NAME_BYTES, "a name longer than 1024 bytes"},
    {"bytes of a namespace", make_namespace, WIRE_NAME_BYTES, "a name longer than 1024 bytes"},
    {"bytes of an attribute's name", make_attribute_name, WIRE_NAME_BYTES, "a name longer than 1024 bytes"},
    {"bytes of the stanza's attribute", make_address, WIRE_ADDRESS_BYTES,
     "an attribute longer than 3071 bytes"},
};

static void test_limits(void)
{
    struct text stream = {0}, got = {0}, want = {0};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        text_clear(&stream);
        text_clear(&got);
        text_puts(&stream, HEADER);
        limits[i].make(&stream, limits[i].most);
        text_puts(&stream, "<presence/>");
        run(&got, stream.at, stream.len, stream.len, stream.len);
        ok(strstr(got.at, "\nmessage[") && strstr(got.at, "[id=big]") && strstr(got.at, "\npresence\n"),
           "%ld %s are taken", limits[i].most, limits[i].what);

        text_clear(&stream);
        text_clear(&want);
        text_puts(&stream, HEADER);
        limits[i].make(&stream, limits[i].most + 1);
        text_puts(&stream, "<presence/></stream:stream>");
        text_printf(&want, "opened s1\nrefused message type=chat id=big from=f to=t: %s\npresence\nclosed\n",
                    limits[i].want);
        for (size_t step = 1; step <= stream.len; step = step == 1 ? 4099 : stream.len * step) {
            text_clear(&got);
            run(&got, stream.at, stream.len, step, step);
            is_str(got.at, want.at, "%ld %s are refused, the stream lives (%zu bytes at a time)",
                   limits[i].most + 1, limits[i].what, step);
        }
    }
    free(stream.at);
    free(got.at);
    free(want.at);
}

/* Attacks, each followed by <presence/>; what must come after "opened s1\n". */
enum { LARGE = WIRE_SKIP_BYTES + 256 * 1024 };

static void make_children(struct text *t)
{
    make_elements(t, 60001);
}

static void make_abyss(struct text *t)
{
    make_levels(t, 150000);
}

static void make_deeper_abyss(struct text *t) /* 6 MiB, and far more in expat */
{
    make_levels(t, 900000);
}

static void make_blank_lines(struct text *t)
{
    make_newlines(t, 262144 + (long)strlen(STANZA_START STANZA_END));
}

static void make_large(struct text *t)
{
    make_text(t, WIRE_SKIP_BYTES);
    make_text(t, WIRE_SKIP_BYTES + 1);
    make_text(t, 3 * WIRE_SKIP_BYTES);
}

static void make_quotes(struct text *t) /* 512 KiB of them, as a server writes them */
{
    text_puts(t, "<message from='f' id='");
    text_repeat(t, "&quot;", 512 * 1024);
    text_puts(t, "' to='t'/>");
}

static void make_claims(struct text *t)
{
    text_puts(t, "<message");
    for (long i = 0; t->len < LARGE; i++) {
        text_printf(t, " a%ld='%ld'", i, i);
    }
    text_puts(t, "/>");
}

/* What Prosody makes of a long namespace on many attributes. */
static void make_repetition(struct text *t)
{
    text_puts(t, "<message ns:id='c' from='f'");
    for (int i = 0; t->len < 5 * LARGE; i++) {
        text_printf(t, " xmlns:ns%d='", i);
        text_repeat(t, "urn:uu:u>", 1000);
        text_printf(t, "' ns%d:a=\"'\"", i);
    }
    text_puts(t, "><body>x</body></message>");
}

static void make_value(struct text *t)
{
    text_puts(t, STANZA_START "<a b='");
    text_repeat(t, "\">/message>", LARGE / 11);
    text_puts(t, "'/><b/>" STANZA_END);
}

static void make_name(struct text *t)
{
    text_puts(t, "<");
    text_repeat(t, "x", LARGE);
    text_puts(t, "/>");
}

static void make_end_tag(struct text *t)
{
    make_white_end(t, LARGE);
}

static void make_large_comment(struct text *t)
{
    text_puts(t, STANZA_START "<!--");
    text_repeat(t, "</message> - >", LARGE / 14);
    text_puts(t, "-->" STANZA_END);
}

static void make_comments(struct text *t)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "<!---->", LARGE / 7);
    text_puts(t, STANZA_END);
}

static void make_comment_between(struct text *t)
{
    text_puts(t, "<!--");
    text_repeat(t, "<iq/>", LARGE / 5);
    text_puts(t, "-->");
}

static void make_cdata(struct text *t)
{
    text_puts(t, STANZA_START "<![CDATA[");
    text_repeat(t, "</message>]] >", LARGE / 14);
    text_puts(t, "]]]>" STANZA_END);
}

static void make_cdata_sections(struct text *t)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "<a><![CDATA[</a>]]></a>", LARGE / 23);
    text_puts(t, STANZA_END);
}

static void make_instruction(struct text *t)
{
    text_puts(t, "<?a ");
    text_repeat(t, "x", LARGE);
}

static void make_late_instruction(struct text *t)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "x", LARGE);
    text_puts(t, "<?a?>" STANZA_END);
}

static void make_late_declaration(struct text *t)
{
    text_puts(t, STANZA_START);
    text_repeat(t, "x", LARGE);
    text_puts(t, "<!DOCTYPE a>" STANZA_END);
}

/* What makes a namespace parser need gigabytes: it copies the namespace for each of the attributes. */
static void make_copies(struct text *t)
{
    text_puts(t, "<message id='c' from='f' to='t'><a xmlns:p='");
    text_repeat(t, "u", 120000);
    text_puts(t, "'");
    for (long i = 0; i < 12000; i++) {
        text_printf(t, " p:a%ld=''", i);
    }
    text_puts(t, "/></message>");
}

static void make_declaration_flood(struct text *t)
{
    text_puts(t, "<message id='c' from='f' to='t'>");
    for (long i = 0; i < 30000; i++) {
        text_printf(t, "<a xmlns:p%ld='u'/>", i);
    }
    text_puts(t, "</message>");
}

#define REFUSED_BIG "refused message type=chat id=big from=f to=t: "
#define REFUSED_LARGE REFUSED_BIG "larger than 524288 bytes\n"
#define REFUSED_NOBODY "refused  type=- id=- from=- to=-: larger than 524288 bytes\n"

static const struct {
    const char *what;
    void (*make)(struct text *);
    const char *want;
} attacks[] = {
    {"60,000 empty children", make_children, REFUSED_BIG "more than 1000 elements\npresence\n"},
    {"150,000 levels", make_abyss, REFUSED_BIG "deeper than 32 levels\npresence\n"},
    {"900,000 levels", make_deeper_abyss, REFUSED_BIG "deeper than 32 levels\npresence\n"},
    {"262,144 line ends", make_blank_lines, NULL},
    {"4, 4 and 12 MiB", make_large, REFUSED_LARGE REFUSED_LARGE REFUSED_LARGE "presence\n"},
    {"a start tag of 3 MiB", make_quotes,
     "refused message type=- id=- from=f to=t: larger than 524288 bytes\npresence\n"},
    {"a start tag of 4 MiB of attributes", make_claims, REFUSED_NOBODY "presence\n"},
    {"a start tag of 20 MiB of namespaces", make_repetition, REFUSED_NOBODY "presence\n"},
    {"a value of 4 MiB", make_value, REFUSED_LARGE "presence\n"},
    {"a name of 4 MiB", make_name, REFUSED_NOBODY "presence\n"},
    {"an end tag of 4 MiB", make_end_tag, REFUSED_LARGE "presence\n"},
    {"a comment of 4 MiB", make_large_comment, REFUSED_LARGE "presence\n"},
    {"4 MiB of comments", make_comments, REFUSED_LARGE "presence\n"},
    {"a comment of 4 MiB between stanzas", make_comment_between, "presence\n"},
    {"4 MiB of CDATA", make_cdata, REFUSED_LARGE "presence\n"},
    {"4 MiB of CDATA sections", make_cdata_sections, REFUSED_BIG "more than 1000 elements\npresence\n"},
    {"an instruction of 4 MiB", make_instruction, "broken a large tag or stanza is broken"},
    {"an instruction after 4 MiB", make_late_instruction, "broken a large tag or stanza is broken"},
    {"a declaration after 4 MiB", make_late_declaration, "broken a large tag or stanza is broken"},
    {"a long namespace for 12,000 attributes", make_copies,
     "refused message type=- id=c from=f to=t: more than 64 attributes\npresence\n"},
    {"30,000 prefixes", make_declaration_flood,
     "refused message type=- id=c from=f to=t: more than 1000 elements\npresence\n"},
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void test_attacks(void)
{
    struct text stream = {0}, got = {0}, want = {0};
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        for (size_t step = 1460; step < 1000000; step *= 45) {
            text_clear(&stream);
            text_clear(&got);
            text_clear(&want);
            text_puts(&stream, HEADER);
            attacks[i].make(&stream);
            text_puts(&stream, "<presence/>");
            text_printf(&want, "opened s1\n%s", attacks[i].want ? attacks[i].want : "");
            double start = now_s();
            run(&got, stream.at, stream.len, step, step);
            double took = now_s() - start;
            if (!attacks[i].want) {
                ok(!strstr(got.at, STANZA_END) && strstr(got.at, "\npresence\n") && got.len > 262144,
                   "%s, %zu bytes at a time", attacks[i].what, step);
            } else if (strncmp(attacks[i].want, "broken", 6) == 0) {
                ok(strncmp(got.at, want.at, want.len) == 0, "%s, %zu bytes at a time: %s", attacks[i].what,
                   step, got.at);
            } else {
                is_str(got.at, want.at, "%s, %zu bytes at a time", attacks[i].what, step);
            }
            ok(took < 5, "… in linear time"); /* measured: under 0.1 s without sanitizers */
            diag("%.3f s", took);
        }
    }
    free(stream.at);
    free(got.at);
    free(want.at);
}

/* Every byte value alone in text: ASCII that XML has passes, the rest breaks the stream and nothing else. */
static void test_bytes(void)
{
    struct text got = {0}, want = {0};
    int wrong = 0;
    for (int byte = 0; byte < 256; byte++) {
        char stream[512];
        size_t len = (size_t)snprintf(stream, sizeof stream, "%s<message>a_b</message>", HEADER);
        char *place = strchr(stream + strlen(HEADER), '_');
        *place = (char)byte;
        bool legal = (byte >= 0x20 && byte < 0x80 && byte != '<' && byte != '&') || byte == '\t' ||
                     byte == '\n' || byte == '\r';
        text_clear(&got);
        text_clear(&want);
        run(&got, stream, len, len, len);
        text_printf(&want, "opened s1\nmessage('a%cb')\n", byte == '\r' ? '\n' : byte);
        bool as_wanted =
            legal ? strcmp(got.at, want.at) == 0 : strncmp(got.at, "opened s1\nbroken ", 17) == 0;
        if (!as_wanted) {
            diag("byte 0x%02x: %s", byte, got.at);
            wrong++;
        }
    }
    is_int(wrong, 0, "every byte value in text");
    free(got.at);
    free(want.at);
}

static const char *const ill_formed[] = {
    "\xc0\x80",     "\xc1\xbf",     "\xe0\x80\x80",     "\xed\xa0\x80",     "\xed\xbf\xbf",
    "\xef\xbf\xbe", "\xef\xbf\xbf", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
    "\xc3",         "\xe2\x82",     "\xf0\x9f\x98",
};

static void test_ill_formed(void)
{
    struct text got = {0};
    for (size_t i = 0; i < sizeof ill_formed / sizeof ill_formed[0]; i++) {
        char stream[512];
        size_t len =
            (size_t)snprintf(stream, sizeof stream, "%s<message>%s</message>", HEADER, ill_formed[i]);
        text_clear(&got);
        run(&got, stream, len, 1, 1);
        ok(strncmp(got.at, "opened s1\nbroken not well-formed (invalid token) at byte", 55) == 0,
           "ill-formed UTF-8, row %zu", i);
    }
    free(got.at);
}

/* The parser is renewed, and whoever reads the stanzas does not see it. */
static void count_stanza(void *arg, xmpp_stanza_t *st)
{
    const char *id = xmpp_stanza_get_attribute(st, "id");
    long *next = arg;
    if (id && atol(id) == *next && xmpp_stanza_get_ns(st) && xmpp_stanza_get_children(st)) {
        ++*next;
    }
}

static void ignore_opened(void *arg, const char *id)
{
    (void)arg, (void)id;
}

static void ignore_refused(void *arg, const struct wire_refusal *r)
{
    (void)arg, (void)r;
}

static void ignore_closed(void *arg)
{
    *(long *)arg += 1000000;
}

static const struct wire_ops counter = {
    .opened = ignore_opened,
    .stanza = count_stanza,
    .refused = ignore_refused,
    .closed = ignore_closed,
};

static const struct {
    const char *what;
    const char *fmt; /* one child, in which every name is new */
    int children;
    bool renews;
} growth[] = {
    {"element names", "<e%ld/>", 200, true},
    {"attribute names", "<e a%ld=''/>", 200, true},
    {"prefixes", "<e xmlns:p%ld='u'/>", 200, true},
    {"prefixes of elements", "<p%1$ld:e xmlns:p%1$ld='u'/>", 200, true},
    {"names that are always the same", "<e a='%ld'/>", 20, false},
};

static void test_renewal(void)
{
    for (size_t i = 0; i < sizeof growth / sizeof growth[0]; i++) {
        long next = 0, name = 0;
        struct wire *w = wire_new(ctx, &counter, &next);
        struct text piece = {0};
        size_t most = 0, least = 0;
        bool whole = wire_feed(w, HEADER, strlen(HEADER));
        for (long id = 0; id < 1500 && whole; id++) {
            text_clear(&piece);
            text_printf(&piece, "<stream:x id='%ld'>", id);
            for (int c = 0; c < growth[i].children; c++, name++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                text_printf(&piece, growth[i].fmt, name);
#pragma GCC diagnostic pop
            }
            text_puts(&piece, "</stream:x> ");
            /* in two parts, so that the parser ends in the midst of what it was given */
            size_t cut = (size_t)id * 7919 % piece.len;
            whole = wire_feed(w, piece.at, cut) && wire_feed(w, piece.at + cut, piece.len - cut);
            size_t used = mallinfo2().uordblks;
            least = id == 100 ? used : least;
            most = id > 100 && used > most ? used : most;
        }
        whole = whole && wire_feed(w, "</stream:stream>", 16);
        is_str(wire_error(w), "", "%s: the stream is whole", growth[i].what);
        is_int(next, 1001500, "%s: every stanza came, in order, with its namespace, and the end",
               growth[i].what);
        bool renewed = growth[i].renews ? wire_renewals(w) >= 10 : wire_renewals(w) <= 2;
        ok(renewed, "%s: the parser was renewed when it had grown", growth[i].what);
        diag("%u renewals, %zu KiB between most and least memory", wire_renewals(w), (most - least) / 1024);
        ok(most - least < 4 * 1024 * 1024, "%s: memory stays within 4 MiB", growth[i].what);
        wire_free(w);
        free(piece.at);
    }
}

/* Renewal at every possible cut: stanzas that force one each, so that the rest of a piece goes to a new
 * parser. */
static void test_renewal_cuts(void)
{
    struct text stream = {0}, got = {0}, want = {0};
    text_puts(&stream, HEADER);
    text_puts(&want, "opened s1\n");
    for (int i = 0; i < 3; i++) {
        make_text(&stream, WIRE_STANZA_BYTES * 2); /* its text is one token's buffer */
        text_puts(&stream, "<a id='1'/>\n<stream:b/><c>x</c>");
        text_puts(&want, "refused message type=chat id=big from=f to=t: larger than 524288 bytes\na[id=1]\n"
                         "b{http://etherx.jabber.org/streams}\nc('x')\n");
    }
    text_puts(&stream, "</stream:stream>");
    text_puts(&want, "closed\n");
    static const size_t steps[] = {1, 7, 1000, 16384, 65536, 65537, 1000000, 100000000};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        text_clear(&got);
        run(&got, stream.at, stream.len, steps[i], steps[i]);
        is_str(got.at, want.at, "large stanzas %zu bytes at a time", steps[i]);
    }
    free(stream.at);
    free(got.at);
    free(want.at);
}

/* The error's place counts from the stream's first byte, also after a renewal. */
static void test_error_place(void)
{
    struct text stream = {0}, got = {0}, want = {0};
    text_puts(&stream, HEADER);
    text_repeat(&stream, "<a>0123456789012345678901234567890123456789</a>", 400000);
    text_printf(&want, "broken mismatched tag at byte %zu", stream.len + 5);
    text_puts(&stream, "<a></b>");
    long next = 0;
    struct wire *w = wire_new(ctx, &counter, &next);
    ok(!wire_feed(w, stream.at, stream.len), "a mistake after 18 MB breaks the stream");
    ok(wire_renewals(w) == 2, "the parser was renewed after each 8 MiB");
    text_printf(&got, "broken %s", wire_error(w));
    is_str(got.at, want.at, "the place of the mistake");
    ok(!wire_feed(w, "<a/>", 4), "and nothing is taken after it");
    is_str(wire_error(w), want.at + 7, "nor another mistake reported");
    wire_free(w);
    free(stream.at);
    free(got.at);
    free(want.at);
}

static void test_header(void)
{
    struct text stream = {0}, got = {0};
    text_puts(&stream, "<s:stream xmlns:s='http://etherx.jabber.org/streams' a='");
    text_repeat(&stream, "x", WIRE_HEADER_BYTES);
    text_puts(&stream, "'>");
    run(&got, stream.at, stream.len, stream.len, stream.len);
    is_str(got.at, "broken a stream header larger than 65536 bytes\n", "a large stream header");
    text_clear(&got);
    run(&got, stream.at, stream.len, 1, 1);
    is_str(got.at, "broken a stream header larger than 65536 bytes\n", "a large stream header, byte by byte");
    text_clear(&got);
    text_clear(&stream);
    text_repeat(&stream, " ", WIRE_HEADER_BYTES + 1);
    run(&got, stream.at, stream.len, 1000, 1000);
    is_str(got.at, "broken a stream header larger than 65536 bytes\n", "nothing but white space");
    free(stream.at);
    free(got.at);
}

/* Small and large, in pieces: a stanza comes out with its last byte, whatever expat thinks of waiting for more. */
static void test_last_byte(void)
{
    static void (*const makers[])(struct text *, long) = {make_text, make_child_attribute, make_white_end};
    static const long sizes[] = {200, 5000, 100000};
    struct text stream = {0}, got = {0};
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++)
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            text_clear(&stream);
            makers[i](&stream, sizes[k]);
            bool early = false, late = false;
            struct wire *w = wire_new(ctx, &recorder, &got);
            wire_feed(w, HEADER, strlen(HEADER));
            /* Every cut of a small one; of a large one the last stretch, where it matters. */
            for (size_t cut = stream.len > 300 ? stream.len - 300 : 1; cut < stream.len; cut++) {
                text_clear(&got);
                wire_feed(w, stream.at, cut);
                early = early || got.len > 0;
                wire_feed(w, stream.at + cut, stream.len - cut);
                late = late || !strstr(got.at, "message[");
            }
            wire_free(w);
            ok(!early && !late, "maker %zu, %ld bytes in two pieces: with the last byte", i, sizes[k]);
        }
    free(stream.at);
    free(got.at);
}

static void keep_stanza(void *arg, xmpp_stanza_t *st)
{
    *(xmpp_stanza_t **)arg = xmpp_stanza_clone(st);
}

static void test_kept(void)
{
    static const struct wire_ops keeper = {
        .opened = ignore_opened, .stanza = keep_stanza, .refused = ignore_refused, .closed = NULL};
    xmpp_stanza_t *kept = NULL;
    struct wire *w = wire_new(ctx, &keeper, &kept);
    is_str(wire_error(w), "", "no error at first");
    wire_feed(w, HEADER "<iq id='1'><x/></iq>", strlen(HEADER "<iq id='1'><x/></iq>"));
    wire_free(w);
    struct text got = {0};
    if (kept) {
        dump(&got, kept);
        xmpp_stanza_release(kept);
    }
    is_str(got.at, "iq[id=1](x)", "a stanza that was cloned outlives the wire");
    free(got.at);
    wire_free(NULL);
}

static void report_speed(void)
{
    static const char message[] =
        "<message from='a@example.com/x' to='s@support.example.com' type='chat' id='1'>"
        "<body>hello there</body></message>";
    struct text stream = {0};
    text_repeat(&stream, message, 150);
    long next = 0;
    struct wire *w = wire_new(ctx, &counter, &next);
    wire_feed(w, HEADER, strlen(HEADER));
    double start = now_s();
    for (int i = 0; i < 1000; i++) {
        wire_feed(w, stream.at, stream.len);
    }
    double took = now_s() - start;
    diag("%zu-byte messages: %.0f a second", strlen(message), 150000 / took);
    ok(wire_error(w)[0] == '\0', "150,000 messages");
    wire_free(w);
    free(stream.at);
}

int main(void)
{
    plan_none();
    ctx = xmpp_ctx_new(NULL, NULL);
    test_streams();
    test_every_cut();
    test_limits();
    test_attacks();
    test_bytes();
    test_ill_formed();
    test_renewal();
    test_renewal_cuts();
    test_error_place();
    test_header();
    test_last_byte();
    test_kept();
    report_speed();
    xmpp_ctx_free(ctx);
    return done();
}
