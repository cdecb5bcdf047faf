/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words: ICU's word breaker over UTF-8 in place, and folding word by word. */
#include "base/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

#include "base/arena.h"
#include "base/log.h"

/* UTF-16 units that NFKC makes of one, at most (U+FDFA); and bytes that UTF-8 makes of a unit. */
enum { FOLDING = 18, UNIT_BYTES = 3 };

struct words {
    UBreakIterator *breaks;
    UText *text; /* opened again for each text, which it refers to only until words_break() returns */
    const UNormalizer2 *fold;
    UTransliterator *simplify; /* opened when it is first needed */
    UChar wide[WORD_BYTES];
    UChar wide_folded[WORD_BYTES * FOLDING];
    char folded[WORD_BYTES * FOLDING * UNIT_BYTES];
};

struct words *words_new(void)
{
    struct words *w = xcalloc(1, sizeof *w);
    UErrorCode status = U_ZERO_ERROR;
    w->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    w->fold = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status)) {
        fatal("ICU cannot break words: %s", u_errorName(status));
    }
    return w;
}

void words_free(struct words *w)
{
    if (!w) {
        return;
    }
    ubrk_close(w->breaks);
    utext_close(w->text);
    if (w->simplify != NULL)
        utrans_close(w->simplify);
    free(w);
}

static bool fold_ascii(struct words *w, const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)word[i];
        if (c >= 0x80) {
            return false;
        }
        w->folded[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return true;
}

/* Returns the length of the word's folded form in w->folded, 0 when nothing is left of it. */
static size_t fold_word(struct words *w, const char *word, size_t len)
{
    if (len > WORD_BYTES) {
        len = WORD_BYTES;
        while (len > 0 && U8_IS_TRAIL(word[len])) {
            len--;
        }
    }
    if (fold_ascii(w, word, len)) {
        return len;
    }
    UErrorCode status = U_ZERO_ERROR;
    int32_t wide = 0, bytes = 0;
    u_strFromUTF8WithSub(w->wide, WORD_BYTES, &wide, word, (int32_t)len, 0xfffd, NULL, &status);
    int32_t folded = unorm2_normalize(w->fold, w->wide, wide, w->wide_folded, WORD_BYTES * FOLDING, &status);
    u_strToUTF8WithSub(w->folded, sizeof w->folded, &bytes, w->wide_folded, folded, 0xfffd, NULL, &status);
    return U_FAILURE(status) ? 0 : (size_t)bytes;
}

/* ICU does not count emoji as words, but people search for them. */
static bool is_word(const char *utf8, int32_t start, int32_t end)
{
    const uint32_t mask = U_GC_L_MASK | U_GC_N_MASK | U_GC_SO_MASK | U_GC_SC_MASK;
    while (start < end) {
        UChar32 c;
        U8_NEXT(utf8, start, end, c);
        if (c >= 0 && c != 0xfffd && (U_GET_GC_MASK(c) & mask)) {
            return true;
        }
    }
    return false;
}

/* Whether '@' is part of a word depends on ICU's release (in 72 it is). Here it never is, so that a search
 * for a domain finds the addresses in it, and an index stays valid after an upgrade of ICU. Returns where the
 * part that begins at start ends. */
static int32_t part_end(const char *utf8, int32_t start, int32_t end)
{
    const char *at = memchr(utf8 + start, '@', (size_t)(end - start));
    return !at ? end : at == utf8 + start ? start + 1 : (int32_t)(at - utf8);
}

struct splitting {
    struct words *w;
    const char *utf8;
    bool (*word)(void *arg, const char *folded, size_t folded_len, size_t start, size_t end);
    void *arg;
};

/* Returns false when word() wants no more. */
static bool hand_over(const struct splitting *b, size_t start, size_t end)
{
    size_t folded = fold_word(b->w, b->utf8 + start, end - start);
    return folded == 0 || b->word(b->arg, b->w->folded, folded, start, end);
}

static bool break_by_icu(const struct splitting *b, size_t from, size_t to)
{
    struct words *w = b->w;
    const char *utf8 = b->utf8 + from;
    UErrorCode status = U_ZERO_ERROR;
    w->text = utext_openUTF8(w->text, utf8, (int64_t)(to - from), &status);
    ubrk_setUText(w->breaks, w->text, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    int32_t start = ubrk_first(w->breaks);
    for (int32_t end; (end = ubrk_next(w->breaks)) != UBRK_DONE;) {
        for (int32_t part; start < end; start = part) {
            part = part_end(utf8, start, end);
            if (is_word(utf8, start, part) && !hand_over(b, from + (size_t)start, from + (size_t)part)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- without ICU ----
 *
 * Most texts of most desks are ASCII, where UAX 29 comes to little: letters and digits join, some marks join what is
 * on both sides of them, and everything else stands alone. ICU takes four times as long for that, for each message
 * twice. Which marks join letters and which join digits is left to ICU, because its releases differ. */

enum { PIECES_BY_ICU = 4 }; /* each beginning with ICU has a cost of its own */

static bool is_ascii_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_ascii(const char *text, size_t len)
{
    unsigned char all = 0;
    for (size_t i = 0; i < len; i++) {
        all |= (unsigned char)text[i];
    }
    return all < 0x80;
}

/* Returns whether the character at `at` ends a word and is none: never within a word, or not between two of its
 * characters. The dollar sign is a word, and an underscore a part of one. */
static bool separates(const char *text, size_t at, size_t from, size_t to)
{
    if (strchr("!\"#%&()*+-/<=>?[\\]^`{|}~", text[at]) != NULL) {
        return text[at] != '\0';
    }
    return text[at] != '\0' && strchr("'.,:;", text[at]) != NULL &&
           (at == from || at + 1 == to || !is_alphanumeric(text[at - 1]) || !is_alphanumeric(text[at + 1]));
}

/* A piece is what stands between white space. */
static bool is_ascii_word(const char *text, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        if (!is_alphanumeric(text[at]) && !separates(text, at, from, to)) {
            return false;
        }
    }
    return true;
}

static bool break_plain(const struct splitting *b, size_t from, size_t to)
{
    for (size_t start = from, end; start < to; start = end + 1) {
        for (end = start; end < to && is_alphanumeric(b->utf8[end]);) {
            end++;
        }
        if (end > start && !hand_over(b, start, end)) {
            return false;
        }
    }
    return true;
}

static bool break_ascii(const struct splitting *b, size_t len)
{
    int by_icu = 0;
    for (size_t from = 0, to; from < len; from = to) {
        for (to = from; to < len && !is_ascii_space(b->utf8[to]);) {
            to++;
        }
        bool plain = is_ascii_word(b->utf8, from, to);
        if (!plain && ++by_icu > PIECES_BY_ICU) {
            return break_by_icu(b, from, len);
        }
        if (!(plain ? break_plain : break_by_icu)(b, from, to)) {
            return false;
        }
        to += to < len;
    }
    return true;
}

bool words_break(struct words *w, const char *utf8, size_t len,
                 bool (*word)(void *arg, const char *folded, size_t folded_len, size_t start, size_t end),
                 void *arg)
{
    struct splitting b = {.w = w, .utf8 = utf8, .word = word, .arg = arg};
    if (len > INT32_MAX) {
        return false; /* ICU's lengths are 32 bits */
    }
    return len == 0 || (is_ascii(utf8, len) ? break_ascii(&b, len) : break_by_icu(&b, 0, len));
}

/* Stops at the first word, because one is enough. */
static bool no_more(void *arg, const char *folded, size_t folded_len, size_t start, size_t end)
{
    (void)folded, (void)folded_len, (void)start, (void)end;
    *(bool *)arg = true;
    return false;
}

/* The bytes of the white space at s, 0 when there is none. */
static size_t space_at(const char *s, size_t len)
{
    UChar32 c;
    size_t at = 0;
    U8_NEXT(s, at, len, c);
    return c >= 0 && u_isUWhiteSpace(c) ? at : 0;
}

static char *add_quoted(char *out, const char *piece, size_t len)
{
    *out++ = '"';
    for (size_t i = 0; i < len; i++) {
        if (piece[i] == '"') {
            *out++ = '"';
        }
        *out++ = piece[i];
    }
    *out++ = '"';
    return out;
}

char *words_query(struct arena *arena, struct words *w, const char *text)
{
    size_t len = strlen(text);
    char *query = arena_alloc(arena, len * 4 + 1),
         *out = query; /* the largest size: a quotation mark alone is a piece */
    for (size_t at = 0; at < len;) {
        size_t space = space_at(text + at, len - at);
        if (space > 0) {
            at += space;
            continue;
        }
        size_t end = at;
        while (end < len && space_at(text + end, len - end) == 0) {
            end++;
        }
        bool has_word = false;
        words_break(w, text + at, end - at, no_more, &has_word);
        if (has_word) {
            if (out > query) {
                *out++ = ' ';
            }
            out = add_quoted(out, text + at, end - at);
        }
        at = end;
    }
    *out = '\0';
    return out > query ? query : NULL;
}

/* ---- Chinese ---- */

static bool has_han(const char *utf8, size_t len)
{
    UChar32 c = 0;
    for (size_t i = 0; i < len && !(c >= 0x3400 && uscript_hasScript(c, USCRIPT_HAN));)
        U8_NEXT_OR_FFFD(utf8, i, len, c);
    return c >= 0x3400 && uscript_hasScript(c, USCRIPT_HAN);
}

const char *words_simplified(struct arena *arena, struct words *w, const char *utf8)
{
    static const UChar name[] = u"Traditional-Simplified";
    size_t size = strlen(utf8);
    UErrorCode error = U_ZERO_ERROR;
    if (size > INT32_MAX / 4 || !has_han(utf8, size))
        return utf8;
    if (w->simplify == NULL)
        w->simplify = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    int32_t len = 0, room = (int32_t)(2 * size + 8);
    UChar *wide = arena_alloc(arena, (size_t)room * sizeof *wide);
    char *out = arena_alloc(arena, 3 * (size_t)room + 1);
    u_strFromUTF8WithSub(wide, room, &len, utf8, (int32_t)size, 0xfffd, NULL, &error);
    int32_t limit = len;
    if (U_SUCCESS(error))
        utrans_transUChars(w->simplify, wide, &len, room, 0, &limit, &error);
    if (U_SUCCESS(error))
        u_strToUTF8(out, 3 * room + 1, NULL, wide, len, &error);
    return U_SUCCESS(error) ? out : utf8;
}
