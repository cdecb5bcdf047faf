/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_terms: what texts and questions are compared by. A term is a word as words.h breaks and folds it,
 * brought to its stem; in Chinese a pair of neighbouring characters, and each character.
 *
 * A text is stemmed in its own language. A question is short, and may be one word of which nobody knows the
 * language: its terms carry the English stem and the German one, and either may be found. */
#ifndef FRONTDESK_KNOWLEDGE_TERMS_H
#define FRONTDESK_KNOWLEDGE_TERMS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

enum terms_language { TERMS_EN, TERMS_DE, TERMS_ZH };

enum term_kind {
    TERM_WORD,   /* a word, or the one pair of a Chinese word of two characters */
    TERM_PART,   /* a pair of a longer Chinese word */
    TERM_SINGLE, /* a Chinese word of one character */
    TERM_ACROSS, /* a pair over the border of two Chinese words: only as much a word as the break is wrong */
    TERM_STOP,   /* "the", "how", 什么: says nothing of what the question is about */
};

struct term {
    enum term_kind kind;
    const char *text;  /* ASCII letters and digits, and whatever is not ASCII */
    const char *other; /* the German stem where it differs; NULL */
    int parts;         /* of the word that a TERM_PART is of */
};

enum { TERM_BYTES = 64 }; /* a longer one is compared by its first 64 bytes */

enum terms_language terms_language(struct words *, const char *text);
const char *terms_language_name(enum terms_language);

/* The terms of a question, in order, at most max. */
size_t terms_of_question(struct arena *, struct words *, const char *text, struct term *out, size_t max);

/* The terms of a text in the given language as " 3_return 3_day ", prefix being "3_"; " " when there is none. Stop
 * words are left out; of a title they are kept behind a second bar, " 3__how 3__long ", because nothing else may tell
 * two titles apart. */
char *terms_of_text(struct arena *, struct words *, enum terms_language, const char *prefix, const char *text);
char *terms_of_title(struct arena *, struct words *, enum terms_language, const char *prefix, const char *text);

#endif
