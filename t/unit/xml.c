/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The writer: whatever goes in, what comes out is well-formed, says the parser that both servers use; and it
 * holds every character that XML can carry, unchanged. */
#include "xml/xml.h"

#include "base/arena.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "t/tap.h"
#include "xml/stanza.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- what expat makes of it ---- */

struct reading {
    char text[64 * 1024], attribute[64 * 1024];
    size_t text_len;
};

static void on_start(void *arg, const char *name, const char **attrs)
{
    struct reading *r = arg;

    (void)name;
    for (; attrs[0] != NULL; attrs += 2) {
        if (strcmp(attrs[0], "v") == 0) {
            snprintf(r->attribute, sizeof r->attribute, "%s", attrs[1]);
        }
    }
}

static void on_end(void *arg, const char *name)
{
    (void)arg, (void)name;
}

static void on_text(void *arg, const char *s, int len)
{
    struct reading *r = arg;

    if (r->text_len + (size_t)len < sizeof r->text) {
        memcpy(r->text + r->text_len, s, (size_t)len);
        r->text_len += (size_t)len;
        r->text[r->text_len] = '\0';
    }
}

/* False when it is not well-formed. Collects all text and the last attribute "v". */
static bool read_xml(const char *xml, struct reading *r)
{
    XML_Parser p = XML_ParserCreateNS("UTF-8", '\x1f');

    r->text_len = 0;
    r->text[0] = r->attribute[0] = '\0';
    XML_SetUserData(p, r);
    XML_SetElementHandler(p, on_start, on_end);
    XML_SetCharacterDataHandler(p, on_text);
    bool fine = XML_Parse(p, xml, (int)strlen(xml), 1) == XML_STATUS_OK;
    XML_ParserFree(p);
    return fine;
}

/* input as text and as an attribute's value: is it well-formed, and does want arrive in both places? */
static bool arrives(struct arena *a, const char *input, const char *want)
{
    static struct reading r;
    struct xml *x = xml_new(a);

    xml_open(x, "m", "u");
    xml_attr(x, "v", input);
    xml_text(x, input);
    xml_close(x);
    bool fine = read_xml(xml_string(x), &r) && strcmp(r.text, want) == 0 && strcmp(r.attribute, want) == 0;
    if (!fine) {
        diag("wrote %s", utf8_printable(a, xml_string(x), 200));
    }
    return fine;
}

/* ---- bytes ---- */

/* Written without utf8.c, so that a mistake there cannot hide itself. */
static bool may_pass(int byte)
{
    return byte == '\t' || byte == '\n' || byte == '\r' || (byte >= 0x20 && byte < 0x80);
}

static void test_single_bytes(struct arena *a)
{
    for (int b = 1; b < 256; b++) {
        char input[] = {(char)b, '\0'};
        ok(arrives(a, input, may_pass(b) ? input : ""), "byte %02x alone", b);
        arena_reset(a);
    }
    ok(arrives(a, "", ""), "byte 00 ends the text");
}

static void test_pairs_of_bytes(struct arena *a)
{
    for (int b = 1; b < 256; b++) {
        bool fine = true;
        for (int c = 1; c < 256; c++) {
            char input[] = {(char)b, (char)c, '\0'}, want[3] = "", *to = want;
            if (b >= 0xc2 && b <= 0xdf && c >= 0x80 && c <= 0xbf) {
                memcpy(want, input, 3);
            } else {
                if (may_pass(b)) {
                    *to++ = (char)b;
                }
                if (may_pass(c)) {
                    *to++ = (char)c;
                }
            }
            fine &= arrives(a, input, want);
            arena_reset(a);
        }
        ok(fine, "byte %02x with each byte behind it", b);
    }
}

static void test_every_character(struct arena *a)
{
    enum { PER_TEXT = 4096 };
    bool fine = true;

    for (uint32_t from = 0; from < 0x110000; from += PER_TEXT) {
        char *input = arena_alloc(a, 4 * PER_TEXT + 1), *want = arena_alloc(a, 4 * PER_TEXT + 1);
        char *in = input, *out = want;
        for (uint32_t cp = from; cp < from + PER_TEXT; cp++) {
            bool good = cp < 0x80 ? may_pass((int)cp)
                                  : !(cp >= 0xd800 && cp <= 0xdfff) && cp != 0xfffe && cp != 0xffff;
            if (cp != 0) {
                in += utf8_encode(cp, in);
            }
            if (good) {
                out += utf8_encode(cp, out);
            }
        }
        fine &= arrives(a, input, want);
        arena_reset(a);
    }
    ok(fine, "every character of Unicode arrives if XML can carry it, and is left out if not");
}

static void test_random_bytes(struct arena *a)
{
    static struct reading r;
    struct rng rng;
    bool fine = true;

    rng_seed(&rng, 20);
    for (int i = 0; i < 20000; i++) {
        char input[40];
        size_t len = (size_t)rng_below(&rng, sizeof input);
        for (size_t n = 0; n < len; n++) { /* mostly lead and continuation bytes, and what is special */
            static const char special[] = "\xe0\xed\xef\xf0\xf4\xbf\xbe\x80\xa0\x90\xc2<>&\"']]>\r\n\t ";
            input[n] = rng_below(&rng, 3) == 0 ? (char)(1 + rng_below(&rng, 255))
                                               : special[rng_below(&rng, sizeof special - 1)];
        }
        input[len] = '\0';
        struct xml *x = xml_new(a);
        xml_open(x, "m", input);
        xml_attr(x, "v", input);
        xml_text(x, input);
        xml_close(x);
        fine &= read_xml(xml_string(x), &r) && strcmp(r.text, r.attribute) == 0;
        arena_reset(a);
    }
    ok(fine, "20000 random texts are well-formed as text, as an attribute and as a namespace");
}

static void test_texts(struct arena *a)
{
    static const struct {
        const char *input, *want, *what;
    } cases[] = {
        {"]]>", "]]>", "the end of a CDATA section"},
        {"<!-- x --><?pi?>&lt;&#0;", "<!-- x --><?pi?>&lt;&#0;", "markup as text"},
        {"\r\n\r \n\t", "\r\n\r \n\t", "white space, in an attribute too"},
        {"a\xef\xbf\xbe"
         "b\xef\xbf\xbf"
         "c",
         "abc", "U+FFFE and U+FFFF"},
        {"\xed\xa0\xbd\xed\xb9\x82", "", "a surrogate pair (CESU-8)"},
        {"x\xf0\x9f\x99", "x", "a character cut off by the end"},
        {"x\xf0\x9f\x99<", "x<", "a character cut off by markup"},
        {"\x1b[31mred\x1b[0m", "[31mred[0m", "an escape sequence"},
        {"我要退款 🙂", "我要退款 🙂", "Chinese and an emoji"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        ok(arrives(a, cases[i].input, cases[i].want), "%s", cases[i].what);
    }
}

static void test_large(struct arena *a)
{
    static struct reading r;
    char *text = arena_alloc(a, 60001);

    for (int i = 0; i < 60000; i++) {
        text[i] = "abc<&'"[i % 6];
    }
    struct xml *x = xml_new(a);
    xml_leaf(x, "m", NULL, text);
    const char *xml = xml_string(x);
    is_int((long long)xml_size(x), (long long)strlen(xml), "the size of a large text");
    ok(read_xml(xml, &r) && strcmp(r.text, text) == 0, "which arrives");
}

/* ---- elements and namespaces ---- */

static void test_elements(struct arena *a)
{
    struct xml *x = xml_new(a);

    is_str(xml_string(x), "", "a new writer holds nothing");
    xml_open(x, "message", NULL);
    xml_attr(x, "id", "1");
    xml_attr(x, "to", NULL);
    xml_attr(x, "xml:lang", "de");
    xml_leaf(x, "body", NULL, "a<b");
    xml_leaf(x, "active", "http://jabber.org/protocol/chatstates", NULL);
    xml_open(x, "x", "jabber:x:oob");
    xml_leaf(x, "url", NULL, "u");
    xml_leaf(x, "desc", "jabber:x:oob", "");
    xml_close(x);
    xml_text(x, NULL);
    xml_raw(x, "<raw a='&lt;'/>");
    xml_raw(x, NULL);
    xml_open(x, "set", NULL);
    xml_attr_int(x, "count", -9223372036854775807LL - 1);
    xml_text(x, "");
    xml_close(x);
    xml_close(x);
    is_str(xml_string(x),
           "<message id=\"1\" xml:lang=\"de\"><body>a&lt;b</body>"
           "<active xmlns=\"http://jabber.org/protocol/chatstates\"/><x "
           "xmlns=\"jabber:x:oob\"><url>u</url><desc/></x>"
           "<raw a='&lt;'/><set count=\"-9223372036854775808\"/></message>",
           "a message");
    xml_leaf(x, "presence", NULL, NULL);
    ok(strstr(xml_string(x), "</message><presence/>") != NULL, "a second stanza follows in the same buffer");
    is_int((long long)xml_size(x), (long long)strlen(xml_string(x)), "the size counts both");
}

static void test_open_namespaces(struct arena *a)
{
    static const struct {
        const char *ns[4]; /* of <a>, of <b> in it … */
        const char *want, *what;
    } cases[] = {
        {{NULL, NULL, NULL}, "<a/>", "the stream's by default"},
        {{NS_COMPONENT}, "<a/>", "the stream's by name"},
        {{"jabber:client"}, "<a/>", "the clients' name of it"},
        {{"u"}, "<a xmlns=\"u\"/>", "another one"},
        {{""}, "<a xmlns=\"\"/>", "none"},
        {{"u&'<"}, "<a xmlns=\"u&amp;&apos;&lt;\"/>", "one that needs escaping"},
        {{"jabber:client", NS_COMPONENT}, "<a><b/></a>", "both names of the stream's are one"},
        {{NS_COMPONENT, "jabber:client"}, "<a><b/></a>", "in either order"},
        {{"u", "u"}, "<a xmlns=\"u\"><b/></a>", "the parent's is not repeated"},
        {{"u", "v", "u"}, "<a xmlns=\"u\"><b xmlns=\"v\"><c xmlns=\"u\"/></b></a>", "a grandparent's is"},
        {{"u", "jabber:client", "jabber:client"},
         "<a xmlns=\"u\"><b xmlns=\"jabber:client\"><c/></b></a>",
         "a forwarded stanza says jabber:client"},
        {{"u", NS_COMPONENT},
         "<a xmlns=\"u\"><b xmlns=\"jabber:client\"/></a>",
         "never the component's name"},
        {{NS_COMPONENT, "u", "jabber:client", "u"},
         "<a><b xmlns=\"u\"><c xmlns=\"jabber:client\"><d xmlns=\"u\"/></c></b></a>",
         "the whole way"},
        {{"u", ""}, "<a xmlns=\"u\"><b xmlns=\"\"/></a>", "none inside another"},
    };
    static const char *const names[] = {"a", "b", "c", "d"};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct xml *x = xml_new(a);
        int depth = 0;
        while (depth < 4 && (depth == 0 || cases[i].ns[depth] != NULL)) {
            xml_open(x, names[depth], cases[i].ns[depth]);
            depth++;
        }
        for (; depth > 0; depth--) {
            xml_close(x);
        }
        is_str(xml_string(x), cases[i].want, "namespace: %s", cases[i].what);
    }
}

/* ---- trees ---- */

static bool same_tree(xmpp_stanza_t *x, xmpp_stanza_t *y);

static bool same_attributes(xmpp_stanza_t *x, xmpp_stanza_t *y)
{
    const char *attrs[200];
    int n = xmpp_stanza_get_attributes(x, attrs, 200);

    if (xmpp_stanza_get_attribute_count(x) != xmpp_stanza_get_attribute_count(y)) {
        return false;
    }
    for (int i = 0; i < n; i += 2) {
        const char *value = st_attr(y, attrs[i]);
        if (value == NULL || strcmp(value, attrs[i + 1]) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_tree(xmpp_stanza_t *x, xmpp_stanza_t *y)
{
    if (xmpp_stanza_is_text(x) || xmpp_stanza_is_text(y)) {
        return xmpp_stanza_is_text(x) && xmpp_stanza_is_text(y) &&
               strcmp(xmpp_stanza_get_text_ptr(x), xmpp_stanza_get_text_ptr(y)) == 0;
    }
    if (strcmp(st_name(x), st_name(y)) != 0 || !same_attributes(x, y)) {
        return false;
    }
    xmpp_stanza_t *in_x = xmpp_stanza_get_children(x), *in_y = xmpp_stanza_get_children(y);
    while (in_x != NULL && in_y != NULL && same_tree(in_x, in_y)) {
        in_x = xmpp_stanza_get_next(in_x);
        in_y = xmpp_stanza_get_next(in_y);
    }
    return in_x == NULL && in_y == NULL;
}

static const char *write_tree(struct arena *a, xmpp_stanza_t *st)
{
    struct xml *x = xml_new(a);

    xml_tree(x, st);
    return xml_string(x);
}

static void test_trees(struct arena *a, xmpp_ctx_t *ctx)
{
    static const struct {
        const char *xml;
        const char *want; /* NULL: only the tree is compared */
        const char *what;
    } cases[] = {
        {"<message/>", "<message/>", "an empty element"},
        {"<message id='1'>a<b/>c<b>d</b></message>", "<message id=\"1\">a<b/>c<b>d</b></message>",
         "mixed content"},
        {"<message xml:lang='zh'/>", "<message xml:lang=\"zh\"/>", "xml:lang"},
        {"<body>&lt;&amp;&gt;&quot;&apos;&#13;&#10;</body>", "<body>&lt;&amp;&gt;&quot;&apos;&#13;\n</body>",
         "what needs escaping"},
        {"<m><x v='&#10;&#9;&quot;'/></m>", "<m><x v=\"&#10;&#9;&quot;\"/></m>", "the same in an attribute"},
        {"<m><x xmlns='u'><y/><z xmlns='v'/></x></m>", "<m><x xmlns=\"u\"><y/><z xmlns=\"v\"/></x></m>",
         "namespaces, each once"},
        {"<m><f xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>t</body></message></f></m>",
         "<m><f xmlns=\"urn:xmpp:forward:0\"><message "
         "xmlns=\"jabber:client\"><body>t</body></message></f></m>",
         "a forwarded stanza"},
        {"<m><x xmlns='u'><y xmlns=''/></x></m>", "<m><x xmlns=\"u\"><y xmlns=\"\"/></x></m>",
         "an element outside any namespace"},
        {"<m><x xmlns='u&amp;amp;'><y xmlns='u&amp;'/></x></m>",
         "<m><x xmlns=\"u&amp;amp;\"><y xmlns=\"u&amp;\"/></x></m>",
         "namespaces that differ only by escaping"},
        {"<m><p:x xmlns:p='u' p:a='1' b='2'><p:y/></p:x></m>", "<m><x xmlns=\"u\" b=\"2\"><y/></x></m>",
         "prefixes are gone"},
        {"<iq type='set' id='&lt;' from='a@b/&apos;' to='c'><q xmlns='u' n='1' m='2'><i j='k' "
         "l='m'/></q></iq>",
         "<iq from=\"a@b/&apos;\" id=\"&lt;\" to=\"c\" type=\"set\"><q xmlns=\"u\" m=\"2\" n=\"1\">"
         "<i j=\"k\" l=\"m\"/></q></iq>",
         "several attributes, by name"},
        {"<x a='1' b='2' c='3' d='4' e='5' f='6' g='7' h='8' i='9' j='10' k='11' l='12' m='13' n='14' o='15' "
         "p='16' q='17' r='18' s='19'/>",
         NULL, "many attributes"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        xmpp_stanza_t *st = st_parse(ctx, cases[i].xml);
        if (!ok(st != NULL, "a tree: %s", cases[i].what)) {
            continue;
        }
        const char *written = write_tree(a, st);
        if (cases[i].want != NULL) {
            is_str(written, cases[i].want, "is written so");
        }
        xmpp_stanza_t *back = st_parse(ctx, written);
        if (ok(back != NULL && same_tree(st, back), "and read back it is the same")) {
            is_str(write_tree(a, back), written, "and written again, too");
        }
        if (back != NULL) {
            xmpp_stanza_release(back);
        }
        xmpp_stanza_release(st);
    }
}

static void test_made_trees(struct arena *a, xmpp_ctx_t *ctx)
{
    struct xml *x = xml_new(a);
    xmpp_stanza_t *st = xmpp_stanza_new(ctx), *text = xmpp_stanza_new(ctx);

    xmpp_stanza_set_text(text, "a\x01\xff<");
    xmpp_stanza_set_name(st, "m");
    xmpp_stanza_set_attribute(st, "p:q", "1");
    is_str(write_tree(a, st), "<m/>", "an attribute with a prefix nobody declared is left out");
    xmpp_stanza_del_attribute(st, "p:q");
    xmpp_stanza_set_attribute(st, "v", "\x02\xc3(");
    xmpp_stanza_add_child_ex(st, text, 0);
    is_str(write_tree(a, st), "<m v=\"(\">a&lt;</m>", "a tree's texts are made legal too");
    xml_open(x, "out", "u");
    xml_tree(x, st);
    xml_tree(x, text);
    xml_tree(x, NULL);
    xml_close(x);
    is_str(xml_string(x), "<out xmlns=\"u\"><m v=\"(\">a&lt;</m>a&lt;</out>",
           "a tree without a namespace takes the parent's");
    xmpp_stanza_release(st);
}

static void test_stream_names(struct arena *a, xmpp_ctx_t *ctx)
{
    static const struct {
        const char *xml, *want;
    } cases[] = {
        {"<m xmlns='jabber:client'><body/></m>", "<m><body/></m>"},
        {"<m xmlns='jabber:component:accept'><body xmlns='jabber:client'/></m>", "<m><body/></m>"},
        {"<m><f xmlns='u'><m xmlns='jabber:component:accept'/></f></m>",
         "<m><f xmlns=\"u\"><m xmlns=\"jabber:client\"/></f></m>"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        xmpp_stanza_t *st = st_parse(ctx, cases[i].xml);
        is_str(write_tree(a, st), cases[i].want, "the stream's namespace, row %zu", i);
        xmpp_stanza_release(st);
    }
}

/* ---- our own bugs ---- */

static void misuse_twice(struct xml *x)
{
    xml_open(x, "a", NULL);
    xml_attr(x, "id", "1");
    xml_attr(x, "id", "2");
}

static void misuse_late(struct xml *x)
{
    xml_open(x, "a", NULL);
    xml_text(x, "t");
    xml_attr(x, "id", "1");
}

static void misuse_xmlns(struct xml *x)
{
    xml_open(x, "a", NULL);
    xml_attr(x, "xmlns", "u");
}

static void misuse_close(struct xml *x)
{
    xml_close(x);
}

static void misuse_open(struct xml *x)
{
    xml_open(x, "a", NULL);
    xml_string(x);
}

static void misuse_text(struct xml *x)
{
    xml_text(x, "t");
}

static void misuse_depth(struct xml *x)
{
    for (int i = 0; i < XML_DEPTH_MAX + 1; i++) {
        xml_open(x, "a", NULL);
    }
}

static void use_well(struct xml *x)
{
    xml_open(x, "a", NULL);
    xml_attr(x, "id", " v=\"1\" sid='");
    xml_attr(x, "v", "1");
    xml_attr(x, "d", "1");
    for (int i = 1; i < XML_DEPTH_MAX; i++) {
        xml_open(x, "a", NULL);
        xml_attr(x, "id", "1");
    }
}

static void test_misuse(struct arena *a)
{
    static const struct {
        void (*act)(struct xml *);
        bool aborts;
        const char *what;
    } cases[] = {
        {.act = misuse_twice, .aborts = true, .what = "an attribute twice"},
        {.act = misuse_late, .aborts = true, .what = "an attribute after the text"},
        {.act = misuse_xmlns, .aborts = true, .what = "xmlns as an attribute"},
        {.act = misuse_close, .aborts = true, .what = "a close too many"},
        {.act = misuse_open, .aborts = true, .what = "the string while an element is open"},
        {.act = misuse_text, .aborts = true, .what = "text outside any element"},
        {.act = misuse_depth, .aborts = true, .what = "65 levels"},
        {.act = use_well, .aborts = false, .what = "64 levels, and names inside names and values"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = 0;
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            close(STDERR_FILENO);
            cases[i].act(xml_new(a));
            _exit(0);
        }
        waitpid(pid, &status, 0);
        ok((WIFEXITED(status) && WEXITSTATUS(status) == 0) != cases[i].aborts, "%s %s", cases[i].what,
           cases[i].aborts ? "trips an assertion" : "is fine");
    }
}

int main(void)
{
    struct arena *a = arena_new();
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);

    plan_none();
    test_single_bytes(a);
    test_pairs_of_bytes(a);
    test_every_character(a);
    test_random_bytes(a);
    test_texts(a);
    test_large(a);
    test_elements(a);
    test_open_namespaces(a);
    test_trees(a, ctx);
    test_made_trees(a, ctx);
    test_stream_names(a, ctx);
    test_misuse(a);
    xmpp_ctx_free(ctx);
    arena_free(a);
    return done();
}
