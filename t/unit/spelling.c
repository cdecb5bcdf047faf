/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * spelling: how far apart words are. */
#include "base/spelling.h"

#include <string.h>

#include "t/tap.h"

static const struct {
    const char *a, *b;
    size_t want;
} pairs[] = {
    {"", "", 0},
    {"", "abc", 3},
    {"queue", "queue", 0},
    {"queue", "quue", 1},
    {"queue", "qeuue", 1},
    {"queue", "queues", 1},
    {"queue", "quoue", 1},
    {"ab", "ba", 1},
    {"ca", "abc", 3}, /* no byte is changed twice */
    {"kitten", "sitting", 3},
    {"transfer", "trasnefr", 2},
};

int main(void)
{
    static char at_most[SPELLING_MAX + 1], longer[SPELLING_MAX + 2];
    memset(at_most, 'x', SPELLING_MAX);
    memset(longer, 'x', SPELLING_MAX + 1);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        size_t there = spelling_distance(pairs[i].a, pairs[i].b),
               back = spelling_distance(pairs[i].b, pairs[i].a);
        ok(there == pairs[i].want && back == there, "\"%s\" and \"%s\": %zu, and back %zu", pairs[i].a,
           pairs[i].b, there, back);
    }
    ok(spelling_distance(at_most, "") == SPELLING_MAX && spelling_distance(at_most, at_most) == 0,
       "the longest word");
    ok(spelling_distance(longer, longer) == SPELLING_MAX, "a longer one is far from all, even from itself");
    return done();
}
