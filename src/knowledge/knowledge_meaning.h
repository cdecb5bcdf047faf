/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_meaning: what the vectors (vectors_find.h) count beside the words. The first channel, words, is enough
 * by itself; this one moves passages up, makes an answer likelier or less likely, and finds passages that share no
 * word with the question. */
#ifndef FRONTDESK_KNOWLEDGE_MEANING_H
#define FRONTDESK_KNOWLEDGE_MEANING_H

#include <stdbool.h>
#include <stdint.h>

struct vectors_near;

#define MEANING_SCORE_MOST 0.5

/* Returns how near a passage is (struct vectors_near: excess). For a passage that is not among the nearest, the one that does not count. Must
 * not be called without vectors. */
double meaning_excess(const struct vectors_near *, int64_t passage);
/* Returns what is added to the score of the words, 0 to MEANING_SCORE_MOST. near NULL: 0. */
double meaning_score(const struct vectors_near *, int64_t passage);
/* Returns what is added to the exponent of the probability that a passage is right. near NULL: 0. */
double meaning_exponent(const struct vectors_near *, int64_t passage);
/* Says whether a passage is so near that it is worth asking back about without a word in common. */
bool meaning_is_strong(const struct vectors_near *, int64_t passage);

#endif
