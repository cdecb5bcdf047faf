/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8: decodes UTF-8 without a library, because the bytes come from strangers; ICU tells the properties of a
 * character. */
#include "base/utf8.h"

#include "base/arena.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static const char dots[] = "…";

/* The bytes that may follow a lead byte, RFC 3629 section 4. The narrow ranges of the second byte exclude
 * overlong forms, surrogates and code points above U+10FFFF. */
static const struct lead {
    uint8_t from, to;          /* the lead byte */
    uint8_t len;               /* of the whole sequence */
    uint8_t second, second_to; /* the second byte */
} leads[] = {
    {.from = 0xc2, .to = 0xdf, .len = 2, .second = 0x80, .second_to = 0xbf},
    {.from = 0xe0, .to = 0xe0, .len = 3, .second = 0xa0, .second_to = 0xbf},
    {.from = 0xe1, .to = 0xec, .len = 3, .second = 0x80, .second_to = 0xbf},
    {.from = 0xed, .to = 0xed, .len = 3, .second = 0x80, .second_to = 0x9f},
    {.from = 0xee, .to = 0xef, .len = 3, .second = 0x80, .second_to = 0xbf},
    {.from = 0xf0, .to = 0xf0, .len = 4, .second = 0x90, .second_to = 0xbf},
    {.from = 0xf1, .to = 0xf3, .len = 4, .second = 0x80, .second_to = 0xbf},
    {.from = 0xf4, .to = 0xf4, .len = 4, .second = 0x80, .second_to = 0x8f},
};

static const struct lead *find_lead(uint8_t byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        if (byte >= leads[i].from && byte <= leads[i].to) {
            return &leads[i];
        }
    }
    return NULL;
}

size_t utf8_decode(const char *s, size_t len, uint32_t *cp)
{
    const uint8_t *b = (const uint8_t *)s;

    if (b[0] < 0x80) {
        *cp = b[0];
        return 1;
    }
    const struct lead *lead = find_lead(b[0]);
    *cp = UINT32_MAX;
    if (lead == NULL || len < lead->len || b[1] < lead->second || b[1] > lead->second_to) {
        return 1;
    }
    uint32_t value = b[0] & (0x7fu >> lead->len);
    for (size_t i = 1; i < lead->len; i++) {
        if ((b[i] & 0xc0) != 0x80) {
            return 1;
        }
        value = value << 6 | (b[i] & 0x3f);
    }
    *cp = value;
    return lead->len;
}

size_t utf8_encode(uint32_t cp, char buf[4])
{
    if (cp < 0x80) {
        buf[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        buf[0] = (char)(0xc0 | cp >> 6);
        buf[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        buf[0] = (char)(0xe0 | cp >> 12);
        buf[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        buf[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    buf[0] = (char)(0xf0 | cp >> 18);
    buf[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    buf[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    buf[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

bool utf8_is_xml(uint32_t cp)
{
    if (cp < 0x20) {
        return cp == '\t' || cp == '\n' || cp == '\r';
    }
    return cp < 0xd800 || (cp >= 0xe000 && cp <= 0xfffd) || (cp >= 0x10000 && cp <= 0x10ffff);
}

/* Cc, Cf (bidirectional controls, joiners, tags), line and paragraph separators, and characters that Unicode
 * defines as invisible (fillers, variation selectors). */
bool utf8_is_printable(uint32_t cp)
{
    if (cp < 0x80) {
        return cp >= 0x20 && cp < 0x7f;
    }
    if (cp > 0x10ffff) {
        return false;
    }
    const uint32_t refused = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
    return (U_MASK(u_charType((UChar32)cp)) & refused) == 0 &&
           !u_hasBinaryProperty((UChar32)cp, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

enum utf8_kind utf8_kind(uint32_t cp)
{
    static const struct {
        uint32_t classes;
        enum utf8_kind kind;
    } rows[] = {
        {U_GC_Z_MASK, UTF8_UNSEEN},
        {U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK, UTF8_LETTER},
        {U_GC_PS_MASK | U_GC_PI_MASK, UTF8_OPENING},
        {U_GC_PE_MASK | U_GC_PF_MASK, UTF8_CLOSING},
        {U_GC_P_MASK | U_GC_SM_MASK, UTF8_POINT},
    };
    if (!utf8_is_printable(cp) || cp == 0x2800) { /* U+2800 is the Braille pattern without a dot */
        return UTF8_UNSEEN;
    }
    if (cp == '<' || cp == '>') {
        return cp == '<' ? UTF8_OPENING : UTF8_CLOSING;
    }
    if (cp == '|' || cp == 0xa6 || cp == 0x2016 || cp == 0x2223 || cp == 0xff5c) {
        return UTF8_BAR;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((U_MASK(u_charType((UChar32)cp)) & rows[i].classes) != 0) {
            return rows[i].kind;
        }
    }
    return UTF8_PICTURE;
}

/* Reads the character at *s and moves *s after it. Returns false at the end. */
static bool next(const char **s, const char *end, uint32_t *cp)
{
    if (*s >= end) {
        return false;
    }
    *s += utf8_decode(*s, (size_t)(end - *s), cp);
    return true;
}

size_t utf8_length(const char *s)
{
    const char *end = s + strlen(s);
    size_t count = 0;

    for (uint32_t cp; next(&s, end, &cp);) {
        count++;
    }
    return count;
}

char *utf8_head(struct arena *arena, const char *s, size_t max)
{
    const char *p = s, *end = s + strlen(s);
    uint32_t cp;

    for (size_t i = 0; i < max && next(&p, end, &cp); i++) {
    }
    size_t len = (size_t)(p - s);
    if (p == end) {
        return arena_strndup(arena, s, len);
    }
    char *head = arena_alloc(arena, len + sizeof dots);
    memcpy(head, s, len);
    memcpy(head + len, dots, sizeof dots);
    return head;
}

char *utf8_printable(struct arena *arena, const char *s, size_t max)
{
    char *line = utf8_head(arena, s, max); /* a '?' is never longer than the character that it replaces */
    const char *p = line, *end = line + strlen(line);
    char *to = line;
    uint32_t cp;

    for (const char *from = p; next(&p, end, &cp); from = p) {
        size_t len = (size_t)(p - from);
        if (utf8_is_printable(cp)) {
            memmove(to, from, len);
            to += len;
        } else {
            *to++ = '?';
        }
    }
    *to = '\0';
    return line;
}

/* Letters of joined scripts, and the characters that join the parts of a letter (RFC 5892 appendix A.1 and
 * A.2). */
static bool joins(uint32_t cp)
{
    int type = cp == UINT32_MAX ? U_JT_NON_JOINING : u_getIntPropertyValue((UChar32)cp, UCHAR_JOINING_TYPE);
    enum { VIRAMA = 9 };
    return type == U_JT_DUAL_JOINING || type == U_JT_LEFT_JOINING || type == U_JT_RIGHT_JOINING ||
           (cp != UINT32_MAX && u_getCombiningClass((UChar32)cp) == VIRAMA);
}

static bool is_picture(uint32_t cp)
{
    return cp != UINT32_MAX && (u_hasBinaryProperty((UChar32)cp, UCHAR_EXTENDED_PICTOGRAPHIC) ||
                                u_hasBinaryProperty((UChar32)cp, UCHAR_EMOJI_MODIFIER));
}

enum { ZWNJ = 0x200c, ZWJ = 0x200d, TEXT_STYLE = 0xfe0e, PICTURE_STYLE = 0xfe0f };

/* Whether the joiner may stand between these characters. before: the last character that was kept. */
static bool stays_in_name(uint32_t before, uint32_t cp, uint32_t after)
{
    if (cp == TEXT_STYLE || cp == PICTURE_STYLE)
        return is_picture(before);
    if (cp == ZWJ && (is_picture(before) || before == PICTURE_STYLE))
        return is_picture(after);
    return (cp == ZWJ || cp == ZWNJ) && joins(before) && after != UINT32_MAX &&
           (u_charType((UChar32)after) == U_OTHER_LETTER || joins(after));
}

bool utf8_is_visible(uint32_t cp)
{
    return utf8_kind(cp) != UTF8_UNSEEN && (U_MASK(u_charType((UChar32)cp)) & U_GC_M_MASK) == 0;
}

static uint32_t peek(const char *p, const char *end)
{
    uint32_t cp = UINT32_MAX;
    next(&p, end, &cp);
    return cp;
}

char *utf8_name(struct arena *arena, const char *s, size_t max)
{
    char *name = utf8_head(arena, s, max);
    const char *p = name, *end = name + strlen(name);
    char *to = name;
    bool seen = false;
    uint32_t cp, before = UINT32_MAX;

    for (const char *from = p; next(&p, end, &cp); from = p) {
        size_t len = (size_t)(p - from);
        if (utf8_is_printable(cp) || stays_in_name(before, cp, peek(p, end))) {
            seen = seen || utf8_is_visible(cp);
            memmove(to, from, len);
            to += len;
            before = cp;
        } else {
            *to++ = '?';
            before = UINT32_MAX;
        }
    }
    *to = '\0';
    return seen ? name : NULL;
}

static size_t columns_of(uint32_t cp)
{
    if (cp == UINT32_MAX) {
        return 1; /* terminals show a replacement character */
    }
    int width = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
    if (width == U_EA_FULLWIDTH || width == U_EA_WIDE) {
        return 2;
    }
    const uint32_t none =
        U_GC_CC_MASK | U_GC_CF_MASK | U_GC_MN_MASK | U_GC_ME_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
    bool soft_hyphen = cp == 0xad;            /* a format character that terminals do show */
    bool jamo = cp >= 0x1160 && cp <= 0x11ff; /* vowels and finals, which join the initial before them */
    return !soft_hyphen && (jamo || (U_MASK(u_charType((UChar32)cp)) & none) != 0) ? 0 : 1;
}

size_t utf8_columns(const char *s)
{
    const char *end = s + strlen(s);
    size_t columns = 0;

    for (uint32_t cp; next(&s, end, &cp);) {
        columns += columns_of(cp);
    }
    return columns;
}

static bool is_space(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xa0 || cp == 0x3000;
}

char *utf8_trim(struct arena *arena, const char *s)
{
    const char *p = s, *end = s + strlen(s), *first = end, *last = end; /* [first, last) stays */
    uint32_t cp;

    for (const char *from = p; next(&p, end, &cp); from = p) {
        if (!is_space(cp)) {
            first = first == end ? from : first;
            last = p;
        }
    }
    return arena_strndup(arena, first, (size_t)(last - first));
}

bool utf8_is_space(uint32_t cp)
{
    return cp <= 0x10ffff && (cp == 0x2800 || u_isUWhiteSpace((UChar32)cp));
}

size_t utf8_first(const char *s, uint32_t *cp)
{
    *cp = 0;
    return *s == '\0' ? 0 : utf8_decode(s, strnlen(s, 4), cp);
}

const char *utf8_skip_unseen(const char *s)
{
    uint32_t cp;

    /* Terminals show a replacement character for an ill-formed byte. */
    for (size_t len; (len = utf8_first(s, &cp)) > 0; s += len) {
        if (cp == UINT32_MAX || (utf8_is_printable(cp) && !utf8_is_space(cp))) {
            break;
        }
    }
    return s;
}

bool utf8_is_blank(const char *s)
{
    return *utf8_skip_unseen(s) == '\0';
}

/* Unicode's simple case folding, which does not depend on the locale: one character becomes one character. */
static uint32_t fold(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e) {
        cp -= 0xff01 - '!';
    }
    return (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);
}

uint32_t utf8_folded(uint32_t cp)
{
    return cp > 0x10ffff ? cp : fold(cp);
}

char *utf8_fold(struct arena *arena, const char *s)
{
    size_t len = strlen(s);
    const char *p = s, *end = s + len;
    char *folded = arena_alloc(arena, 2 * len + 1), *to = folded; /* two bytes become three at most */
    uint32_t cp;

    for (const char *from = p; next(&p, end, &cp); from = p) {
        if (cp == UINT32_MAX) {
            *to++ = *from;
        } else {
            to += utf8_encode(fold(cp), to);
        }
    }
    return folded;
}

/* Applies NFKC and case folding. Returns NULL when ICU fails, for example on ill-formed text. */
static char *nfkc_casefold(struct arena *arena, const char *s)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&error);
    int32_t length = 0, room = (int32_t)strlen(s) + 1;
    UChar *wide = arena_alloc(arena, (size_t)room * sizeof *wide);
    u_strFromUTF8(wide, room, &length, s, -1, &error);
    UChar *folded = arena_alloc(arena, (size_t)room * 4 * sizeof *folded);
    int32_t n = U_SUCCESS(error) ? unorm2_normalize(form, wide, length, folded, room * 4, &error) : 0;
    char *out = arena_alloc(arena, (size_t)room * 12);
    u_strToUTF8(out, room * 12, NULL, folded, n, &error);
    return U_SUCCESS(error) ? out : NULL;
}

static bool is_end_mark(uint32_t cp)
{
    uint32_t kind = cp == UINT32_MAX ? 0 : U_MASK(u_charType((UChar32)cp));
    return is_space(cp) || (kind & (U_GC_P_MASK | U_GC_Z_MASK | U_GC_S_MASK)) != 0;
}

char *utf8_word(struct arena *arena, const char *s)
{
    char *folded = nfkc_casefold(arena, s);
    char *word = utf8_trim(arena, folded != NULL ? folded : utf8_fold(arena, s));
    const char *p = word, *end = word + strlen(word), *last = word;
    uint32_t cp;

    while (next(&p, end, &cp)) {
        if (!is_end_mark(cp)) {
            last = p;
        }
    }
    return arena_strndup(arena, word, (size_t)(last - word));
}

char *utf8_key(struct arena *arena, const char *s)
{
    char *folded = nfkc_casefold(arena, s);
    return utf8_trim(arena, folded != NULL ? folded : utf8_fold(arena, s));
}

bool utf8_is_break(uint32_t cp)
{
    return (cp >= 0x0A && cp <= 0x0D) || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

char *utf8_indent(struct arena *arena, const char *s, const char *prefix)
{
    size_t len = strlen(s), with = strlen(prefix), breaks = 0;
    const char *p = s, *end = s + len;
    uint32_t cp;

    while (next(&p, end, &cp)) {
        breaks += utf8_is_break(cp);
    }
    char *out = arena_alloc(arena, len + breaks * (with + 1) + 1), *to = out;
    p = s;
    for (const char *from = p; next(&p, end, &cp); from = p) {
        if (cp == '\r' && p < end && *p == '\n') {
            continue; /* one break, not two */
        }
        if (utf8_is_break(cp)) {
            *to++ = '\n';
            memcpy(to, prefix, with);
            to += with;
        } else {
            memcpy(to, from, (size_t)(p - from));
            to += p - from;
        }
    }
    return out;
}

char *utf8_line(struct arena *arena, const char *s)
{
    char *line = utf8_indent(arena, s, "");

    for (char *end; (end = strchr(line, '\n')) != NULL;) {
        *end = ' ';
    }
    return line;
}
