/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * phrase: compares what somebody wrote with a list of phrases from the configuration: is it one of them,
 * does it begin with one, does it hold one? Case, width and punctuation do not count. */
#ifndef FRONTDESK_PHRASE_H
#define FRONTDESK_PHRASE_H

#include <stdbool.h>

struct arena;
struct conf_list;
struct words;

enum { PHRASE_TEXT = 4000 /* only the first 4000 characters of a text are compared */ };

/* Whether the whole text is one of the phrases. "Yes, please!" equals "yes please"; emoji beside words do
 * not count. */
bool phrase_is(struct arena *, struct words *, const struct conf_list *, const char *text);

/* Returns the text after a phrase at its beginning and the punctuation after that: "Hello! Where …" gives
 * "Where …". Returns the text itself when it does not begin with a phrase or holds nothing else. */
const char *phrase_skip(struct arena *, struct words *, const struct conf_list *, const char *text);

/* Returns the first phrase of the list that the text holds as whole words; NULL when it holds none. In
 * scripts without spaces (Chinese, Japanese, Thai …) words are those of ICU's dictionaries. In Korean, which
 * joins particles to words, only the beginning of a word must match. */
const char *phrase_in(struct arena *, struct words *, const struct conf_list *, const char *text);

#endif
