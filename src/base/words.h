/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words: where words begin and end, in any script, and the form in which they are compared.
 *
 * ICU's word breaking (UAX 29) in the root locale, with its dictionaries for Chinese, Japanese, Thai, Lao,
 * Khmer and Burmese, which write no spaces. Words are folded by NFKC_Casefold: upper and lower case, ß and
 * ss, full and half width are one; soft hyphens and joiners vanish; diacritics stay, since they make other
 * words. Text and queries go through the same breaker. A query of Chinese finds whole words only: 退款 is
 * found, its second half is not. */
#ifndef FRONTDESK_WORDS_H
#define FRONTDESK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

enum { WORD_BYTES = 256 }; /* a longer word is folded, and so compared, by its first 256 bytes */

struct words *words_new(void); /* opens ICU's data once; never NULL */
void words_free(struct words *);

/* Calls word() for each word in order, with its folded form (not NUL-terminated, lives during the call) and
 * its place in utf8 as byte offsets [start, end). What holds no letter, digit, emoji or currency sign is no
 * word. Ill-formed UTF-8 breaks words, no more. Stops and returns false when word() does, or when ICU is out
 * of memory. */
bool words_break(struct words *, const char *utf8, size_t len,
                 bool (*word)(void *arg, const char *folded, size_t folded_len, size_t start, size_t end),
                 void *arg);

/* What a person typed into a search field as an FTS5 query that cannot be a syntax error: each piece between
 * white space is a phrase in quotation marks, and all must be found. Pieces without a word are left out; NULL
 * when none is left. */
char *words_query(struct arena *, struct words *, const char *text);

#endif
