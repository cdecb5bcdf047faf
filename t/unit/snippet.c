/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests of snippets: hits are written [so]. */
#include "config.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"
#include "cli/snippet.h"
#include "t/tap.h"

static const struct {
    const char *query, *body;
    size_t columns;
    const char *want;
} cases[] = {
    {"refund", "I want a refund.", 40, "I want a [refund]."},
    {"REFUND", "refund? Refund!", 40, "[refund]? [Refund]!"},
    {"strasse", "In der Straße", 40, "In der [Straße]"},
    {"退款", "我要申请退款，订单号12345什么时候到账？", 80, "我要申请[退款]，订单号12345什么时候到账？"},
    {"申请退款", "我要申请退款。退款！", 80, "我要[申请退款]。退款！"},
    {"退款 申请退款", "我要申请退款。退款！", 80, "我要[申请退款]。[退款]！"},
    {"money back", "back comes the money", 40, "[back] comes the [money]"},
    {"x", "nothing of that kind", 10, "nothing of…"},
    {"", "nothing at all", 40, "nothing at all"},
    {"?!", "nothing?!", 40, "nothing?!"},
    {"x", "", 40, ""},
    {"needle", "a b c d e f g h i j k l m needle n o p q r s t u v w x y z", 21, "…k l m [needle] n o p q …"},
    {"needle", "one two\nthree\tneedle\r\nfour", 60, "one two three [needle]  four"},
    {"needle", "\033[1mneedle\xff", 60, "?[1mneedle?"}, /* 1mneedle is one word */
    {"needle", "\033[ needle \xff!", 60, "?[ [needle] ?!"},
    {"aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", 10, "[aaaaaaaaaa]…"},
    {"退款", "一二三四五六七八九十一二三四五六七八九十退款", 20, NULL}, /* only that the hit is in it */
};

static const char *shown(struct arena *arena, struct snippet s)
{
    const char *text = "";
    for (size_t i = 0; i < s.n; i++)
        text = arena_printf(arena, s.parts[i].hit ? "%s[%s]" : "%s%s", text, s.parts[i].text);
    return text;
}

int main(void)
{
    struct arena *arena = arena_new();
    struct words *words = words_new();
    plan_none();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got =
            shown(arena, snippet_cut(arena, words, cases[i].query, cases[i].body, cases[i].columns));
        if (cases[i].want != NULL)
            is_str(got, cases[i].want, "%s in %s", cases[i].query, cases[i].body);
        else
            ok(strstr(got, "[退款]") != NULL && utf8_columns(got) <= cases[i].columns + 3,
               "%s late in %s: %s", cases[i].query, cases[i].body, got);
    }
    words_free(words);
    arena_free(arena);
    return done();
}
