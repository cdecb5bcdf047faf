/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8: decodes strangers' bytes and makes them safe for XML, for logs and for a terminal. */
#ifndef FRONTDESK_UTF8_H
#define FRONTDESK_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Decodes one character at s (len bytes are available, len > 0). Returns its length in bytes (1-4) and sets
 * *cp. For an ill-formed sequence (RFC 3629: overlong, surrogate, above U+10FFFF, cut off) returns 1 and
 * sets *cp to UINT32_MAX. */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/* True for a character that XML 1.0 section 2.2 allows (Char). U+FFFE and U+FFFF are not allowed. */
bool utf8_is_xml(uint32_t cp);

/* True for a character that may be written to a log line or a table. False for control and format
 * characters, line and paragraph separators, bidirectional overrides, zero-width characters, and UINT32_MAX
 * (an ill-formed byte). */
bool utf8_is_printable(uint32_t cp);

/* What a reader sees of a character. */
enum utf8_kind {
    UTF8_UNSEEN,  /* white space, controls, zero-width characters, ill-formed bytes */
    UTF8_LETTER,  /* letters, digits and combining marks */
    UTF8_OPENING, /* brackets and quotation marks of any kind, '<' */
    UTF8_CLOSING,
    UTF8_BAR,     /* '|' and similar signs, which may open or close */
    UTF8_POINT,   /* other punctuation and mathematical signs */
    UTF8_PICTURE, /* other symbols */
};
enum utf8_kind utf8_kind(uint32_t cp);

/* False for an invisible character, and for a combining mark, which is hardly seen without its letter. */
bool utf8_is_visible(uint32_t cp);

/* True for a line break: LF, VT, FF, CR, U+0085, U+2028, U+2029. */
bool utf8_is_break(uint32_t cp);

/* Writes the UTF-8 form of cp (a valid scalar value) to buf. Returns the number of bytes, 1-4. */
size_t utf8_encode(uint32_t cp, char buf[4]);

/* Returns the number of characters in s. Each ill-formed byte counts as one. */
size_t utf8_length(const char *s);

/* Returns the first max characters of s, in the arena, followed by "…" when something was cut. */
char *utf8_head(struct arena *, const char *s, size_t max);

/* Returns s as one printable line for logs and tables, in the arena: control characters, line breaks,
 * ill-formed bytes, bidirectional overrides and zero-width characters become '?'. Cut like utf8_head() to
 * max characters. */
char *utf8_printable(struct arena *, const char *s, size_t max);

/* Like utf8_printable(), for a person's name. Keeps the joiners U+200D and U+200C and the variation
 * selectors U+FE0E and U+FE0F where they join letters or shape an emoji. Returns NULL when the name has no
 * visible character. */
char *utf8_name(struct arena *, const char *s, size_t max);

/* Returns the columns that s takes on a terminal: wide East Asian characters count 2, combining ones 0. Does
 * not depend on the locale. */
size_t utf8_columns(const char *s);

/* Reads the first character of s. Returns its length in bytes; 0 at the end of s. Reads at most 4 bytes of
 * s, so that a walk along a text takes linear time. */
size_t utf8_first(const char *s, uint32_t *cp);

/* True for white space of any script, and for U+2800, which is drawn as nothing. */
bool utf8_is_space(uint32_t cp);

/* Skips invisible characters at the beginning of s: white space, joiners, direction marks, variation
 * selectors, controls. Ill-formed bytes count as visible. */
const char *utf8_skip_unseen(const char *s);

/* True when s holds only invisible characters, as in utf8_skip_unseen(). */
bool utf8_is_blank(const char *s);

/* Returns the form in which characters of commands are compared: simple case folding, full-width ASCII forms
 * as ASCII. */
uint32_t utf8_folded(uint32_t cp);

/* Returns a copy without leading and trailing white space (ASCII, U+00A0 and U+3000), in the arena. */
char *utf8_trim(struct arena *, const char *s);

/* Returns a short answer in the form in which it is compared, in the arena: NFKC, case-folded, without white
 * space around it and without punctuation and symbols at its end. "Bye !" and "ｂｙｅ" give "bye", "再见。"
 * gives "再见". */
char *utf8_word(struct arena *, const char *s);

/* Returns a name in the form in which it is compared, in the arena: NFKC, case-folded, without white space
 * around it. */
char *utf8_key(struct arena *, const char *s);

/* Returns s with "\n" and prefix in the place of every line break (utf8_is_break()), in the arena, so that a
 * stranger's line cannot pass for one of the program's own. */
char *utf8_indent(struct arena *, const char *s, const char *prefix);
/* Returns s as one line, in the arena: with a blank in the place of every line break. */
char *utf8_line(struct arena *, const char *s);

/* Returns s with each character folded by utf8_folded(), in the arena. For comparing short words such as a
 * goodbye or a command. Ill-formed bytes stay as they are. */
char *utf8_fold(struct arena *, const char *s);

#endif
