/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * spelling: how far apart two words are, to guess which one was meant. */
#ifndef FRONTDESK_SPELLING_H
#define FRONTDESK_SPELLING_H

#include <stddef.h>

enum { SPELLING_MAX = 64 /* bytes of a word; a longer one is far from all others */ };

/* Returns how many bytes must be inserted, removed, replaced, or swapped with their neighbour to turn one word into the
 * other (the Damerau-Levenshtein distance in which no byte is changed twice); SPELLING_MAX when a word is longer than
 * that. */
size_t spelling_distance(const char *a, const char *b);

#endif
