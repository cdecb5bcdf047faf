/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8: strangers' bytes made safe for XML, for logs and for a terminal. */
#ifndef FRONTDESK_UTF8_H
#define FRONTDESK_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Decodes one character at s (len bytes available, len > 0). Returns its length in bytes (1-4) and sets *cp;
 * for an ill-formed sequence (RFC 3629: overlong, surrogate, above U+10FFFF, cut off) returns 1 and sets *cp
 * to UINT32_MAX. */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/* True for what XML 1.0 section 2.2 calls Char, less U+FFFE and U+FFFF (which it excludes too). */
bool utf8_is_xml(uint32_t cp);

/* True for what may stand in a log line or a table: not a control or format character, a line or paragraph
 * separator, a bidirectional override, a zero-width character, or UINT32_MAX (an ill-formed byte). */
bool utf8_is_printable(uint32_t cp);

/* What a character is to an eye that reads a line. */
enum utf8_kind {
    UTF8_UNSEEN,  /* blanks, controls, what has no width, ill-formed bytes */
    UTF8_LETTER,  /* letters, digits and what stands above or below them */
    UTF8_OPENING, /* brackets and quotation marks of any kind, '<' */
    UTF8_CLOSING,
    UTF8_BAR,     /* '|' and its like, which may be either */
    UTF8_POINT,   /* other punctuation and mathematical signs */
    UTF8_PICTURE, /* other symbols */
};
enum utf8_kind utf8_kind(uint32_t cp);

/* Whether a line ends here: LF, VT, FF, CR, U+0085, U+2028, U+2029. */
bool utf8_is_break(uint32_t cp);

/* Appends the UTF-8 form of cp (a valid scalar value) to buf; returns the bytes written, 1-4. */
size_t utf8_encode(uint32_t cp, char buf[4]);

/* Characters in s (ill-formed bytes count one each). */
size_t utf8_length(const char *s);

/* The first max characters of s; "…" is appended when something was cut. */
char *utf8_head(struct arena *, const char *s, size_t max);

/* s as one printable line for logs and tables: control characters, line breaks, ill-formed bytes,
 * bidirectional overrides and zero-width characters become '?' ; at most max characters, "…" when cut. */
char *utf8_printable(struct arena *, const char *s, size_t max);

/* The same for the name of a person, in which what joins letters or parts of a picture has a meaning: U+200D,
 * U+200C and the choice of a picture stay where they join something. NULL when there is nothing to be seen in
 * it. */
char *utf8_name(struct arena *, const char *s, size_t max);

/* Columns that s takes on a terminal (wide East Asian characters count 2, combining ones 0). Pure: it asks no
 * locale. */
size_t utf8_columns(const char *s);

/* The first character of s; its bytes, 0 at the end. Reads no further, so that a walk along a text is linear. */
size_t utf8_first(const char *s, uint32_t *cp);

/* White space of any script, and U+2800, which is drawn as nothing. */
bool utf8_is_space(uint32_t cp);

/* Behind what cannot be seen at the beginning of s: white space, joiners, marks of direction, selectors, controls. */
const char *utf8_skip_unseen(const char *s);

/* Nothing of it can be seen. */
bool utf8_is_blank(const char *s);

/* A character in the form in which commands are compared: simple case folding, and full width as half width. */
uint32_t utf8_folded(uint32_t cp);

/* A copy with leading and trailing white space (ASCII and U+3000, U+00A0) cut. */
char *utf8_trim(struct arena *, const char *s);

/* What is meant by a short answer: NFKC, folded, without white space around and without punctuation and
 * symbols at the end. "Bye !" and "ｂｙｅ" are "bye", "再见。" is "再见". */
char *utf8_word(struct arena *, const char *s);

/* A name as it is compared with others: NFKC, folded, without white space around. */
char *utf8_key(struct arena *, const char *s);

/* s with every line break (also CR, U+0085, U+2028, U+2029, VT, FF) as "\n" and prefix: no stranger's line
 * can pass for one of ours. */
char *utf8_indent(struct arena *, const char *s, const char *prefix);

/* Simple case folding for comparing short words (goodbye, commands): ASCII, Latin-1, Latin Extended-A, Greek,
 * Cyrillic. Full-width forms (U+FF01-U+FF5E) are folded to ASCII. */
char *utf8_fold(struct arena *, const char *s);

#endif
