/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The generator: the same seed gives the same run, on every machine, and nobody is favoured. */
#include "base/rng.h"

#include "t/tap.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void test_vectors(void)
{
    static const uint64_t state[4] = {0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f,
                                      0xf88bb8a8724c81ec};
    struct rng rng;
    char first[20];

    rng_seed(&rng, 0);
    ok(memcmp(rng.s, state, sizeof state) == 0, "seed 0 gives splitmix64's published first four numbers");
    snprintf(first, sizeof first, "%016" PRIx64, rng_next(&rng));
    is_str(first, "99ec5f36cb75f2b4", "and xoshiro256** its published first one");

    /* The reference's state {1, 2, 3, 4}. */
    static const uint64_t published[] = {11520, 0, 1509978240, 1215971899390074240};
    rng = (struct rng){.s = {1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        ok(rng_next(&rng) == published[i], "from state 1 2 3 4, number %zu is %" PRIu64, i, published[i]);
    }
}

static void test_replay(void)
{
    struct rng a, b, c;
    bool same = true, other = false;

    rng_seed(&a, 42);
    rng_seed(&b, 42);
    rng_seed(&c, 43);
    for (int i = 0; i < 1000; i++) {
        uint64_t x = rng_next(&a);
        same &= x == rng_next(&b);
        other |= x != rng_next(&c);
    }
    ok(same, "one seed, one sequence");
    ok(other, "another seed, another sequence");
}

static void test_below(void)
{
    static const uint64_t limits[] = {
        1, 2, 3, 6, 31, 1000, UINT64_C(1) << 63, (UINT64_C(1) << 63) + 1, UINT64_MAX};
    struct rng rng;

    rng_seed(&rng, 7);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        bool inside = true;
        for (int n = 0; n < 2000; n++) {
            inside &= rng_below(&rng, limits[i]) < limits[i];
        }
        ok(inside, "below %" PRIu64 " stays below", limits[i]);
    }

    int counts[6] = {0};
    for (int n = 0; n < 60000; n++) {
        counts[rng_below(&rng, 6)]++;
    }
    for (int i = 0; i < 6; i++) { /* 10000 expected, standard deviation 91 */
        ok(counts[i] > 9500 && counts[i] < 10500, "a die shows %d about as often as the rest (%d)", i + 1,
           counts[i]);
    }
}

static void test_word(void)
{
    struct rng rng;
    char word[2001], brief[] = "????x";

    rng_seed(&rng, 1);
    rng_word(&rng, word, 2000);
    is_int((long long)strlen(word), 2000, "a word has the length asked for");
    is_int((long long)strspn(word, "abcdefghjkmnpqrstuvwxyz23456789"), 2000, "and no 0 o 1 l i");
    bool each = true;
    for (const char *p = "abcdefghjkmnpqrstuvwxyz23456789"; *p != '\0'; p++) {
        each &= strchr(word, *p) != NULL;
    }
    ok(each, "every other letter and digit occurs");
    rng_word(&rng, brief, 4);
    ok(strlen(brief) == 4 && brief[5] == '\0', "nothing is written behind the NUL");
    rng_word(&rng, brief, 0);
    is_str(brief, "", "a word of no length");
}

int main(void)
{
    plan_none();
    test_vectors();
    test_replay();
    test_below();
    test_word();
    return done();
}
