/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language: which language a text is in, from the text alone.
 *
 * A script that only one language uses decides by itself (Han without kana is Chinese, kana is Japanese).
 * Latin, Cyrillic and other shared scripts are told apart by common words: those of language_words.c, and
 * those of the settings `common_words` in the blocks `messages`. Only languages with a catalogue are an
 * answer. A text of another language, a mixed text and a text that says too little are no evidence. */
#ifndef FRONTDESK_LANGUAGE_H
#define FRONTDESK_LANGUAGE_H

#include <stdbool.h>

struct arena;
struct conf;
struct languages;
struct words;

#define LANGUAGE_SETTING "common_words" /* of a block `messages` */

/* A row of language_words.c; the last has no tag. */
struct language_words {
    const char *tag, *words; /* words are separated by spaces */
};
extern const struct language_words language_words[];

enum language_sureness {
    LANGUAGE_NO_EVIDENCE,
    LANGUAGE_LIKELY, /* short, or with words of another language: enough to begin with */
    LANGUAGE_SURE,   /* a sentence: enough to change what is known of the customer */
};

struct language_found {
    enum language_sureness sureness;
    const char *tag; /* the first subtag, "de"; lives as long as the tables; "" without evidence */
};

/* Makes the tables for a configuration, with malloc(); conf NULL: only what ships. */
struct languages *languages_new(struct words *, const struct conf *);
void languages_free(struct languages *); /* NULL is allowed */

/* Looks at the first LANGUAGE_BYTES of the text. The arena is used for a copy of them. */
enum { LANGUAGE_BYTES = 1000 };
struct language_found language_of_text(const struct languages *, struct words *, struct arena *,
                                       const char *text);

/* Says whether the table of language_words.c or the script tells this language (by its first subtag). */
bool language_is_told(const char *tag);

#endif
