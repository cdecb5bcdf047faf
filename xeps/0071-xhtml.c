/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0071-xhtml: the text with formatting. It is removed, because it could say something else than the body,
 * which is archived. If a message has no body, the plain text of this element becomes the body. */
#include <string.h>

#include "base/utf8.h"
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

enum { DEPTH = 32, TEXT = 64 * 1024 /* bytes that are looked at; more is too long for every queue */ };

struct plain {
    char *text;
    size_t len;
};

static void add(struct plain *p, const char *text)
{
    size_t len = strlen(text);
    if (len > TEXT - p->len)
        len = TEXT - p->len;
    memcpy(p->text + p->len, text, len);
    p->len += len;
}

static bool breaks_line(const xmpp_stanza_t *element)
{
    static const char *const names[] = {"p",  "br", "li", "div", "blockquote", "pre",
                                        "h1", "h2", "h3", "h4",  "h5",         "h6"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (st_is(element, names[i], NULL))
            return true;
    return false;
}

static void add_tree(struct plain *p, xmpp_stanza_t *element, int depth)
{
    if (breaks_line(element) && p->len > 0 && p->text[p->len - 1] != '\n')
        add(p, "\n");
    if (depth < DEPTH)
        for (xmpp_stanza_t *node = xmpp_stanza_get_children(element); node != NULL;
             node = xmpp_stanza_get_next(node)) {
            if (xmpp_stanza_is_tag(node))
                add_tree(p, node, depth + 1);
            else if (xmpp_stanza_get_text_ptr(node) != NULL)
                add(p, xmpp_stanza_get_text_ptr(node));
        }
    if (st_is(element, "img", NULL))
        add(p, st_attr_or(element, "alt", ""));
}

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *html)
{
    xmpp_stanza_t *body = st_child(html, "body", NULL);
    if (body == NULL || r->formatted != NULL)
        return;
    struct plain p = {.text = arena_alloc(arena, TEXT + 1)};
    add_tree(&p, body, 0);
    p.text[p.len] = '\0';
    r->formatted = utf8_trim(arena, p.text);
}

static const struct xep_payload payloads[] = {
    {.name = "html",
     .ns = "http://jabber.org/protocol/xhtml-im",
     .from_customer = TREAT_STRIP,
     .from_agent = TREAT_STRIP,
     .note = note},
    {0},
};

const struct xep xep_0071 = {
    .number = "0071",
    .name = "XHTML-IM",
    .payloads = payloads,
};
