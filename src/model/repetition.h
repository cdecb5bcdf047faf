/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repetition: finds where a language model repeats itself without end, as small models do: the same sentences
 * at least three times in a row, or the same words at the end of the text. */
#ifndef FRONTDESK_REPETITION_H
#define FRONTDESK_REPETITION_H

#include <stddef.h>

/* Returns the length of the text up to the end of what is then repeated; 0: nothing is. Lines without letters,
 * such as rules of a table, do not count. Takes time in proportion to the length. */
size_t repetition_find(const char *text);

#endif
