/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words: finds where words begin and end, in any script, and folds them to the form in which they are
 * compared.
 *
 * Uses ICU's word breaking (UAX 29) in the root locale, with its dictionaries for Chinese, Japanese, Thai,
 * Lao, Khmer and Burmese, which are written without spaces. Words are folded by NFKC_Casefold: upper and
 * lower case, ß and ss, full and half width become the same; soft hyphens and joiners vanish; diacritics
 * stay, because they make different words. Texts and queries go through the same breaker. A Chinese query
 * finds whole words only: 退款 is found, its second half alone is not. */
#ifndef FRONTDESK_WORDS_H
#define FRONTDESK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

enum { WORD_BYTES = 256 }; /* bytes; a longer word is folded and compared by its first 256 bytes */

struct words *words_new(void); /* opens ICU's data, for many calls; never NULL */
void words_free(struct words *);

/* Calls word() for each word in order, with its folded form (not NUL-terminated, valid during the call) and
 * its place in utf8 as byte offsets [start, end). A piece without a letter, digit, emoji or currency sign is
 * not a word. Ill-formed UTF-8 separates words. Stops and returns false when word() returns false or ICU
 * runs out of memory. */
bool words_break(struct words *, const char *utf8, size_t len,
                 bool (*word)(void *arg, const char *folded, size_t folded_len, size_t start, size_t end),
                 void *arg);

/* Turns the text of a search field into an FTS5 query that cannot be a syntax error, in the arena. Each
 * piece between white space becomes a phrase in quotation marks, and a match must hold all of them. Pieces
 * without a word are left out. Returns NULL when no piece is left. */
char *words_query(struct arena *, struct words *, const char *text);

/* Returns the text with simplified characters in place of traditional Chinese ones, in the arena; the same
 * text if it has no Chinese. Ill-formed bytes become U+FFFD. */
const char *words_simplified(struct arena *, struct words *, const char *text);

#endif
