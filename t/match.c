/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * match: trees are compared, never text: the order of attributes in libstrophe's text form is that of a hash. */
#include "match.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "xml/stanza.h"

bool match_text(const char *pattern, const char *text)
{
    const char *star = NULL,
               *from = NULL; /* where to go on when it does not fit: the last star takes one more */
    for (;;) {
        if (*pattern == '*') {
            star = ++pattern;
            from = text;
            continue;
        }
        const char *want = *pattern == '\\' && pattern[1] != '\0' ? pattern + 1 : pattern;
        if (*want == *text) {
            if (*text == '\0')
                return true;
            pattern = want + 1;
            text++;
        } else if (star != NULL && *from != '\0') {
            pattern = star;
            text = ++from;
        } else {
            return false;
        }
    }
}

static bool same_namespace(const char *a, const char *b)
{
    const char *client = "jabber:client";
    return strcmp(strcmp(a, NS_COMPONENT) == 0 ? client : a, strcmp(b, NS_COMPONENT) == 0 ? client : b) == 0;
}

static bool match_attributes(struct arena *arena, xmpp_stanza_t *pattern, xmpp_stanza_t *stanza)
{
    int n = xmpp_stanza_get_attribute_count(pattern);
    if (n <= 0)
        return true;
    const char **all = arena_alloc(arena, 2 * (size_t)n * sizeof *all);
    int got = xmpp_stanza_get_attributes(pattern, all, 2 * n);
    for (int i = 0; i + 1 < got; i += 2) {
        const char *value = st_attr(stanza, all[i]);
        if (strcmp(all[i], "xmlns") != 0 && (value == NULL || !match_text(all[i + 1], value)))
            return false;
    }
    return true;
}

/* Each child of the pattern takes the first child of the stanza that fits and that no other has taken. */
static bool match_children(struct arena *arena, xmpp_stanza_t *pattern, xmpp_stanza_t *stanza)
{
    size_t n = 0;
    for (xmpp_stanza_t *child = st_first(stanza); child != NULL; child = st_next(child))
        n++;
    bool *taken = arena_alloc(arena, n + 1);
    for (xmpp_stanza_t *want = st_first(pattern); want != NULL; want = st_next(want)) {
        xmpp_stanza_t *child = st_first(stanza);
        size_t i = 0;
        for (; child != NULL && (taken[i] || !match_tree(arena, want, child)); i++)
            child = st_next(child);
        if (child == NULL)
            return false;
        taken[i] = true;
    }
    return true;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool match_tree(struct arena *arena, xmpp_stanza_t *pattern, xmpp_stanza_t *stanza)
{
    bool any = strcmp(st_name(pattern), "any") == 0;
    if ((!any && strcmp(st_name(pattern), st_name(stanza)) != 0) ||
        !same_namespace(st_ns(pattern), st_ns(stanza)))
        return false;
    const char *text = st_text(arena, pattern);
    if (!is_blank(text) && !match_text(text, st_text(arena, stanza)))
        return false;
    return match_attributes(arena, pattern, stanza) && match_children(arena, pattern, stanza);
}
