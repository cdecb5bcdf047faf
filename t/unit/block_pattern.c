/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * block_pattern: which addresses a pattern means, and that no pattern and no address makes that take long. */
#include "desk/block.h"

#include <string.h>
#include <time.h>

#include "t/tap.h"

static void test_matches(void)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } rows[] = {
        {"a@b", "a@b", true},
        {"a@b", "a@bc", false},
        {"*@b", "a@b", true},
        {"*@b", "@b", true},
        {"*@b", "a@bb", false},
        {"a*", "a", true},
        {"a*", "ab@c", true},
        {"a*", "ba", false},
        {"*a*", "xax", true},
        {"*a*", "xbx", false},
        {"a*a", "a", false},
        {"a*a", "aa", true},
        {"*ab*ab", "ab", false},
        {"*ab*ab", "abab", true},
        {"*ab*ab", "abxab", true},
        {"*aab", "aaab", true},
        {"a**b", "ab", true},
        {"a**b", "axb", true},
        {"*spam*@x.example", "my.spam.1@x.example", true},
        {"*spam*@x.example", "spam@y.example", false},
        {"*@*.x.example", "a@b.x.example", true},
        {"*@*.x.example", "a@x.example", false},
        {"?@b*", "a@b", false},
        {"?@b*", "?@bc", true},
        {"[a]*", "a", false},
        {"[a]*", "[a]b", true},
        {"*aba*aba*", "ababa", false},
        {"*aba*aba*", "abaaba", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ok(block_matches(rows[i].pattern, rows[i].text) == rows[i].matches, "%s %s %s", rows[i].pattern,
           rows[i].matches ? "means" : "does not mean", rows[i].text);
}

/* With what tries every way to share the letters among the stars this takes longer than the world has
 * existed. */
static void test_hostile(void)
{
    char pattern[501] = "", text[2000];
    for (int i = 0; i < 200; i++)
        strcat(pattern, "*a");
    strcat(pattern, "b@*");
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    clock_t start = clock();
    bool matches = false;
    for (int i = 0; i < 1000; i++)
        matches |= block_matches(pattern, text);
    ok(!matches, "200 stars mean no 1,999 letters");
    ok((double)(clock() - start) / CLOCKS_PER_SEC < 5, "and a thousand looks take no five seconds");
}

int main(void)
{
    plan_none();
    test_matches();
    test_hostile();
    return done();
}
