/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_follow: see knowledge_follow.h. */
#include "knowledge/knowledge_follow.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "knowledge/knowledge_part.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/saying.h"

enum {
    /* Words that say what a question is about: with so many of them it may still refer to something, … */
    FEW = 3,
    /* … and with so many it may leave something out. */
    VERY_FEW = 2,
};

/* Phrases (saying.h) with which a question goes on, at its beginning; … */
static const char goes_on[] = "and|but|or|then|so|also|ok and|okay and|what about|how about|and what if|"
                              "und|aber|oder|dann|also|auch|was ist mit|wie ist es mit|wie sieht es mit|"
                              "那|还有|然后|它|这个|这";
/* … at its end; … */
static const char ends_so[] = "one|ones|too|呢";
/* … and words that stand for something that was named before, anywhere. */
static const char stands_for[] =
    "it|it's|its|that|that's|this|these|those|they|they're|them|"
    "es|dies|dieses|diese|dieser|diesen|diesem|davon|dafür|damit|dazu|dabei|danach|darauf|darin|darüber|"
    "dadurch|dagegen|beides|"
    "它|那个|这个|那些|这些|其";

/* "Das" stands for something unless a word of its own comes after it: "was kostet das", not "was kostet das
 * Paket". */
static bool has_lone_das(const struct saying *s)
{
    static const char das[] = " das ";
    for (const char *at = s->words; (at = strstr(at, das)) != NULL;) {
        at += strlen(das) - 1;
        size_t len = strcspn(at + 1, " ");
        if (len == 0 || terms_is_stop(TERMS_DE, at + 1, len))
            return true;
    }
    return false;
}

/* Returns how many words say what the question is about; the pairs of a Chinese word are one. */
static double own_words(const struct part_wanted *w)
{
    double own = 0;
    for (size_t i = 0; i < w->n; i++)
        own += w->term[i].kind == TERM_PART ? 1.0 / w->term[i].parts : 1;
    return own;
}

enum knowledge_reference knowledge_reference(struct arena *arena, struct words *words, const char *question,
                                             const struct part_wanted *wanted)
{
    double own = own_words(wanted);
    struct saying said = saying_of(arena, words, question);
    bool refers = saying_begins(&said, goes_on) || saying_ends(&said, ends_so) ||
                  saying_has(&said, stands_for) || has_lone_das(&said),
         asks = wanted->kind != NULL && own == 0;
    if (own > FEW || strcmp(said.words, " ") == 0)
        return REFERENCE_NONE;
    if (refers && asks)
        return REFERENCE_BARE;
    return refers || asks ? REFERENCE_MADE : own <= VERY_FEW ? REFERENCE_SHORT : REFERENCE_NONE;
}
