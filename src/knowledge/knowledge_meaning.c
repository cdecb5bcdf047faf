/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_meaning: see knowledge_meaning.h. The cosines of different models differ much: with some, texts that
 * have nothing to do with each other have 0.7. So only the excess over chance is used, which each question measures
 * for itself. */
#include "knowledge/knowledge_meaning.h"

#include <stddef.h>

#include "knowledge/vectors_find.h"

/* The excess of a passage that counts in full, and the one that does not count. */
static const double full = 1.5, none = -3;
/* A question that is near to nothing is a little less likely to be covered, whatever words it shares: below
 * `neutral` the exponent sinks. It never rises: a bad model finds nearly everything near. */
static const double neutral = -1.5, slope = 0.3, lowest = -0.5, highest = 0;
/* What a passage needs to be asked back about without a word in common. With vectors that know nothing but spelling,
 * 2 to 3 % of the questions that nothing covers reach it (t/README). */
static const double strong_excess = 0.5, strong_share = 0.6;

double meaning_excess(const struct vectors_near *near, int64_t passage)
{
    for (size_t i = 0; i < near->n; i++)
        if (near->at[i].passage == passage)
            return near->at[i].excess;
    return none;
}

static double within(double low, double x, double high)
{
    return x > low ? x < high ? x : high : low; /* also of what is not a number, from a damaged store */
}

double meaning_score(const struct vectors_near *near, int64_t passage)
{
    return near == NULL
               ? 0
               : within(0, (meaning_excess(near, passage) - none) / (full - none), 1) * MEANING_SCORE_MOST;
}

double meaning_exponent(const struct vectors_near *near, int64_t passage)
{
    return near == NULL ? 0 : within(lowest, slope * (meaning_excess(near, passage) - neutral), highest);
}

bool meaning_is_strong(const struct vectors_near *near, int64_t passage)
{
    for (size_t i = 0; near != NULL && i < near->n; i++)
        if (near->at[i].passage == passage)
            return near->at[i].excess >= strong_excess && near->at[i].share >= strong_share;
    return false;
}
