/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to trees: each has an answer for NULL, for text and for an element; st_parse reads what the wire
 * would. */
#include "xml/stanza.h"

#include "base/arena.h"
#include "t/tap.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void test_null(struct arena *a)
{
    is_str(st_name(NULL), "", "no name of NULL");
    is_str(st_ns(NULL), "", "no namespace of NULL");
    is_str(st_attr(NULL, "id"), NULL, "no attribute of NULL");
    is_str(st_attr_or(NULL, "id", "none"), "none", "but a default");
    ok(!st_is(NULL, NULL, NULL), "NULL is nothing");
    ok(st_child(NULL, NULL, NULL) == NULL, "no child of NULL");
    ok(st_first(NULL) == NULL, "no first child of NULL");
    ok(st_next(NULL) == NULL, "nothing comes after NULL");
    is_str(st_text(a, NULL), "", "no text of NULL");
    is_str(st_child_text(a, NULL, "body", NULL), NULL, "no text of a child of NULL");
}

static void test_questions(struct arena *a, xmpp_ctx_t *ctx)
{
    xmpp_stanza_t *st = st_parse(
        ctx, "<message from='a@b/c' type='chat' xml:lang='de' empty=''>text <body>1 &lt; 2 &amp; "
             "<![CDATA[<3>]]></body>"
             "<x xmlns='jabber:x:oob'><url>u</url></x> more<x xmlns='other'/><body>second</body></message>");
    if (!ok(st != NULL, "a message is parsed")) {
        return;
    }
    is_str(st_name(st), "message", "its name");
    is_str(st_ns(st), NS_COMPONENT, "its namespace, which nobody declared");
    is_str(st_attr(st, "from"), "a@b/c", "an attribute");
    is_str(st_attr(st, "xml:lang"), "de", "an attribute of xml:");
    is_str(st_attr(st, "id"), NULL, "an absent attribute");
    is_str(st_attr_or(st, "type", "normal"), "chat", "a default is not used");
    is_str(st_attr_or(st, "id", "none"), "none", "unless the attribute is absent");
    is_str(st_attr_or(st, "empty", "none"), "", "empty is not absent");
    is_str(st_text(a, st), "text  more", "its own text, around the children");
    is_str(st_child_text(a, st, "body", NULL), "1 < 2 & <3>", "a child's text, unescaped and in one piece");
    is_str(st_child_text(a, st, "x", NULL), "", "a child without text");
    is_str(st_child_text(a, st, "subject", NULL), NULL, "no such child");

    ok(st_is(st, "message", NS_COMPONENT), "it is a message");
    ok(st_is(st, NULL, NS_COMPONENT) && st_is(st, "message", NULL) && st_is(st, NULL, NULL), "NULL is any");
    ok(!st_is(st, "iq", NULL) && !st_is(st, "message", "other"), "and it is nothing else");

    is_str(st_ns(st_child(st, "body", NULL)), NS_COMPONENT, "children inherit the namespace");
    is_str(st_ns(st_child(st, "x", NULL)), "jabber:x:oob", "the first child of a name");
    is_str(st_ns(st_child(st, "x", "other")), "other", "a child by name and namespace");
    is_str(st_name(st_child(st, NULL, "jabber:x:oob")), "x", "a child by namespace");
    is_str(st_ns(st_child(st_child(st, "x", NULL), "url", NULL)), "jabber:x:oob",
           "grandchildren inherit too");
    ok(st_child(st, "url", NULL) == NULL, "a grandchild is no child");
    ok(st_child(st, "x", "nowhere") == NULL, "no child of another namespace");

    static const char *const names[] = {"body", "x", "x", "body"};
    size_t n = 0;
    for (xmpp_stanza_t *child = st_first(st); child != NULL; child = st_next(child)) {
        is_str(st_name(child), n < COUNT(names) ? names[n] : NULL, "element child %zu, text skipped", n);
        n++;
    }
    is_int((long long)n, COUNT(names), "and no more");

    xmpp_stanza_t *text = xmpp_stanza_get_children(st);
    ok(xmpp_stanza_is_text(text), "the first node is text");
    is_str(st_name(text), "", "which has no name");
    is_str(st_ns(text), "", "no namespace");
    is_str(st_attr(text, "id"), NULL, "no attributes");
    ok(!st_is(text, NULL, NULL), "and is no element");
    ok(st_first(text) == NULL && st_child(text, NULL, NULL) == NULL, "nor has it children");
    is_str(st_text(a, text), "", "text is asked of its element");
    xmpp_stanza_release(st);
}

static void test_bare_tree(struct arena *a, xmpp_ctx_t *ctx)
{
    xmpp_stanza_t *st = xmpp_stanza_new(ctx);

    is_str(st_name(st), "", "a node that is nothing yet has no name");
    is_str(st_attr(st, "id"), NULL, "no attribute");
    is_str(st_text(a, st), "", "no text");
    xmpp_stanza_set_name(st, "x");
    is_str(st_ns(st), "", "an element without a namespace");
    is_str(st_attr(st, "id"), NULL, "and without attributes");
    xmpp_stanza_release(st);
}

static void test_parse_namespaces(xmpp_ctx_t *ctx)
{
    static const struct {
        const char *xml, *name, *ns, *child_ns, *what;
    } cases[] = {
        {"<a><b/></a>", "a", NS_COMPONENT, NS_COMPONENT, "none declared"},
        {"<a xmlns='u'><b/></a>", "a", "u", "u", "declared"},
        {"<a xmlns='u'><b xmlns='v'/></a>", "a", "u", "v", "declared twice"},
        {"<p:a xmlns:p='u'><b/></p:a>", "a", "u", NS_COMPONENT, "with a prefix"},
        {"<a xmlns='u'><b xmlns=''/></a>", "a", "u", "", "undeclared inside"},
        {" \n<a><b/></a>\t", "a", NS_COMPONENT, NS_COMPONENT, "white space around"},
        {"<a xmlns:p='u' p:x='1' x='2'><b/></a>", "a", NS_COMPONENT, NS_COMPONENT,
         "an attribute with a prefix"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        xmpp_stanza_t *st = st_parse(ctx, cases[i].xml);
        is_str(st_name(st), cases[i].name, "namespaces, %s: name", cases[i].what);
        is_str(st_ns(st), cases[i].ns, "namespaces, %s: of the element", cases[i].what);
        is_str(st_ns(st_first(st)), cases[i].child_ns, "namespaces, %s: of its child", cases[i].what);
        if (st != NULL) {
            xmpp_stanza_release(st);
        }
    }
    xmpp_stanza_t *st = st_parse(ctx, cases[COUNT(cases) - 1].xml);
    is_str(st_attr(st, "x"), "2", "an attribute with a prefix does not hide the one without");
    is_int(xmpp_stanza_get_attribute_count(st), 2, "and is dropped");
    xmpp_stanza_release(st);
}

static void test_parse_refused(struct arena *a, xmpp_ctx_t *ctx)
{
    static const struct {
        const char *xml, *what;
    } cases[] = {
        {"", "nothing"},
        {"  ", "white space"},
        {"text", "text alone"},
        {"<a>", "an open element"},
        {"</a>", "a closing tag"},
        {"<a></b>", "crossed tags"},
        {"<a/><b/>", "two elements"},
        {"<a/>text", "text behind it"},
        {"text<a/>", "text before it"},
        {"<a x='1' x='2'/>", "an attribute twice"},
        {"<a>&nbsp;</a>", "an unknown entity"},
        {"<a>\x01</a>", "a control character"},
        {"<a>\xff</a>", "bad UTF-8"},
        {"<p:a/>", "an undeclared prefix"},
        {"<?xml version='1.0'?><a/>", "an XML declaration"},
        {"<!DOCTYPE a><a/>", "a document type"},
        {"<a/></stream>", "the end of the stream around it"},
        {"</stream><stream>", "a stream of its own"},
        {"<a/></stream><stream xmlns='x'>", "both"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        ok(st_parse(ctx, cases[i].xml) == NULL, "refused: %s", cases[i].what);
        ok(!st_is_element(cases[i].xml), "and no element");
    }

    ok(st_is_element("<a b='c'>d<e xmlns='f'> <g/></e></a>"), "one element");
    ok(!st_is_element("<a><!-- b --></a>"), "a comment, which ends a stream of Prosody's, makes it none");
    ok(!st_is_element("<a><?b c?></a>"), "a processing instruction too");
    ok(!st_is_element("<a xmlns='http://www.w3.org/XML/1998/namespace'/>"),
       "nor may a namespace be XML's own");

    char *deep = arena_alloc(a, 1000); /* 64 levels are read, 65 are not */
    for (int depth = 64; depth <= 65; depth++) {
        char *p = deep;
        for (int i = 0; i < depth; i++) {
            p = stpcpy(p, "<a>");
        }
        for (int i = 0; i < depth; i++) {
            p = stpcpy(p, "</a>");
        }
        xmpp_stanza_t *st = st_parse(ctx, deep);
        ok((st != NULL) == (depth == 64), "%d levels are %s", depth, depth == 64 ? "read" : "refused");
        if (st != NULL) {
            xmpp_stanza_release(st);
        }
    }
}

int main(void)
{
    struct arena *a = arena_new();
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);

    plan_none();
    test_null(a);
    test_questions(a, ctx);
    test_bare_tree(a, ctx);
    test_parse_namespaces(ctx);
    test_parse_refused(a, ctx);
    xmpp_ctx_free(ctx);
    arena_free(a);
    return done();
}
