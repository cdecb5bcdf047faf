/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_terms: the terms by which texts and questions are compared. A term is a word as base/words.h
 * finds and folds it, reduced to its stem. In Chinese, terms are each pair of neighbouring characters and
 * each single character.
 *
 * A text is stemmed in its own language. A question is short, and may be a single word whose language cannot
 * be known, so its terms have both the English and the German stem, and either may match. */
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
    TERM_ACROSS, /* a pair across the border of two Chinese words: a word only if the word break is wrong */
    TERM_STOP,   /* "the", "how", 什么: does not tell what the question is about */
};

struct term {
    enum term_kind kind;
    const char *text;  /* ASCII letters and digits, and anything that is not ASCII */
    const char *other; /* the German stem where it differs; NULL when it does not */
    int parts;         /* for a TERM_PART, the number of parts of its word */
};

/* Says whether a word, as words.h folds it, is a stop word of this language. */
bool terms_is_stop(enum terms_language, const char *folded, size_t len);

enum { TERM_BYTES = 64 }; /* a longer term is compared by its first 64 bytes */

enum terms_language terms_language(struct words *, const char *text);
const char *terms_language_name(enum terms_language);
enum terms_language terms_language_named(const char *name); /* English for any other name */

/* Writes the terms of a question to out, in order, at most max. Returns their number. */
size_t terms_of_question(struct arena *, struct words *, const char *text, struct term *out, size_t max);

/* Return the terms of a text in the given language as " 3_return 3_day ", where prefix is "3_"; " " when
 * there is none. In the arena. Stop words are left out. For a title they are kept after a second underscore,
 * " 3__how 3__long ", because nothing else may tell two titles apart. */
char *terms_of_text(struct arena *, struct words *, enum terms_language, const char *prefix,
                    const char *text);
char *terms_of_title(struct arena *, struct words *, enum terms_language, const char *prefix,
                     const char *text);

/* Returns how many terms such a text has. */
size_t terms_count(const char *terms);

#endif
