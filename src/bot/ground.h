/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground: whether what a model says stands in what it was given. Figures, amounts, dates, times, links, addresses and
 * telephone numbers of an answer must be in the instructions, the passages, the results of tools or the conversation; a
 * model that invents one is not believed. Spelling and format do not count: 14, fourteen, vierzehn and 十四 are the same,
 * as are 1.000 and 1,000, or 3 May and 03.05. Nothing is calculated: what follows from two figures is a new one.
 *
 * Both functions take linear time, whatever the texts are. */
#ifndef FRONTDESK_GROUND_H
#define FRONTDESK_GROUND_H

#include <stdbool.h>

struct arena;

/* Returns the first thing in the answer that is not in the given texts, as it is written there, in the arena; NULL: all
 * of it is. Numbers of a list, and words such as "one" that hardly are figures, do not count. */
const char *ground_missing(struct arena *, const char *given, const char *answer);

/* Says whether the answer has twelve words in a row (in Chinese: 24 characters) that are in the instructions and in no
 * other text. */
bool ground_repeats(struct arena *, const char *instructions, const char *data, const char *answer);

#endif
