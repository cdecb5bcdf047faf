/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * phrase: is what somebody wrote one of these words, or is one of them in it? Case, width and punctuation do not count. */
#ifndef FRONTDESK_PHRASE_H
#define FRONTDESK_PHRASE_H

#include <stdbool.h>

struct arena;
struct conf_list;
struct words;

enum { PHRASE_TEXT = 4000 /* characters of a text that are looked at */ };

/* Is the whole text one of them? "Yes, please!" is "yes please"; emoji beside words do not count either. */
bool phrase_is(struct arena *, struct words *, const struct conf_list *, const char *text);

/* What follows one of them at the beginning of the text, and the punctuation behind it: "Hello! Where …" is "Where …". The
 * text itself when it begins with none, or is nothing else. */
const char *phrase_skip(struct arena *, struct words *, const struct conf_list *, const char *text);

/* The first of them that is in the text as whole words, NULL: none. Where no spaces are written (Chinese, Japanese, Thai …)
 * the words are those of ICU's dictionaries; in Korean, which glues particles to words, only the beginning counts. */
const char *phrase_in(struct arena *, struct words *, const struct conf_list *, const char *text);

#endif
