/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act_text: a message as tokens. */
#include <stdlib.h>
#include <string.h>

#include "acts/act_inside.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"

struct cutting {
    struct tokens tokens;
    size_t room;
    struct arena *arena;
    int breaks;
    bool open; /* the last token may get further letters */
};

static struct token *add(struct cutting *c, enum token_kind kind)
{
    struct tokens *t = &c->tokens;
    if (t->n == c->room) {
        size_t room = c->room * 2;
        t->token = arena_grow(c->arena, t->token, c->room * sizeof *t->token, room * sizeof *t->token);
        c->room = room;
    }
    struct token *token = &t->token[t->n++];
    *token = (struct token){.kind = kind, .breaks = t->n > 1 ? c->breaks : 2};
    c->breaks = 0;
    c->open = kind == TOKEN_WORD;
    return token;
}

static void append(struct token *token, const char *piece, size_t len)
{
    size_t have = strlen(token->text);
    if (have + len < sizeof token->text)
        memcpy(token->text + have, piece, len); /* the rest is zero */
    else if (have + 1 < sizeof token->text)
        token->text[have] = '~'; /* so it is of no pattern */
}

static void add_break(struct cutting *c, int strength)
{
    c->open = false;
    if (strength > c->breaks)
        c->breaks = strength;
}

/* Letters with a mark, as they are typed without one: ae for ä, e for é. */
static const char *plain_letter(uint32_t cp)
{
    static const char *const letters[] = {"a",  "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e",
                                          "e",  "i", "i", "i", "i",  "d", "n",  "o", "o", "o", "o",
                                          "oe", "",  "o", "u", "u",  "u", "ue", "y", "",  "y"};
    return cp >= 0xe0 && cp <= 0xff ? letters[cp - 0xe0] : "";
}

static bool is_sign(uint32_t cp)
{
    return (cp >= 0x0e00 && cp <= 0x0eff) || (cp >= 0x3040 && cp <= 0x9fff) ||
           (cp >= 0xac00 && cp <= 0xd7ff) || (cp >= 0xf900 && cp <= 0xfaff) ||
           (cp >= 0x20000 && cp <= 0x3ffff);
}

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2018 || cp == 0x2019 || cp == '`' || cp == 0xb4;
}

/* What changes a letter or an emoji and is none itself. */
static bool is_shade(uint32_t cp)
{
    return (cp >= 0x300 && cp <= 0x36f) || cp == 0xfe0e || cp == 0xfe0f || cp == 0x20e3 ||
           (cp >= 0x1f3fb && cp <= 0x1f3ff) || (cp >= 0xe0020 && cp <= 0xe007f);
}

static int strength_of(uint32_t cp)
{
    static const uint32_t ends[] = {'.', '!', '?', '\n', '\r', 0x2028, 0x2029, 0x3002, 0x2026};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (cp == ends[i])
            return 2;
    return 1;
}

/* Signs made of punctuation, and what they mean. */
static size_t emoticon(const char *p, const char **emoji)
{
    static const struct {
        const char *text, *emoji;
    } table[] = {{":-)", "🙂"}, {":)", "🙂"},  {";-)", "🙂"},  {";)", "🙂"},  {":-d", "🙂"}, {":d", "🙂"},
                 {"=)", "🙂"},  {"^^", "🙂"},  {"<3", "❤"},    {":-(", "🙁"}, {":(", "🙁"},  {":'(", "🙁"},
                 {"(y)", "👍"}, {"(n)", "👎"}, {":+1:", "👍"}, {":-1:", "👎"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t len = strlen(table[i].text);
        bool letters = table[i].text[len - 1] == 'd';
        if (strncmp(p, table[i].text, len) == 0 && !(letters && p[len] >= 'a' && p[len] <= 'z')) {
            *emoji = table[i].emoji;
            return len;
        }
    }
    return 0;
}

/* "o.k." is one word; "ok.thanks" is two. */
static bool joins(const struct cutting *c, const char *next)
{
    const struct token *last = c->open ? &c->tokens.token[c->tokens.n - 1] : NULL;
    return last != NULL && strlen(last->text) == 1 && last->text[0] >= 'a' && next[0] >= 'a' &&
           next[0] <= 'z' && !(next[1] >= 'a' && next[1] <= 'z');
}

static void add_letter(struct cutting *c, uint32_t cp, const char *bytes, size_t len)
{
    const char *plain = plain_letter(cp);
    if (is_sign(cp)) {
        append(add(c, TOKEN_SIGN), bytes, len);
        return;
    }
    struct token *token = c->open ? &c->tokens.token[c->tokens.n - 1] : add(c, TOKEN_WORD);
    append(token, plain[0] != '\0' ? plain : bytes, plain[0] != '\0' ? strlen(plain) : len);
}

/* Returns the bytes that were taken. */
static size_t add_mark(struct cutting *c, uint32_t cp, const char *p, size_t len)
{
    const char *sign = NULL;
    size_t emoticon_len = emoticon(p, &sign);
    if (emoticon_len > 0) {
        append(add(c, TOKEN_EMOJI), sign, strlen(sign));
        return emoticon_len;
    }
    if (cp == '.' && joins(c, p + 1))
        return len;
    if (cp == '?' || cp == 0xff1f) {
        c->tokens.asks = true;
        if (c->tokens.n > 0)
            c->tokens.token[c->tokens.n - 1].asks = true;
    }
    if (cp == '-' || cp == '_' || cp == '/' || cp == '#' || cp == '*' || cp == '~')
        c->open = false;
    else
        add_break(c, strength_of(cp));
    return len;
}

static void set_numbers(const struct tokens *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct token *token = &t->token[i];
        size_t digits = strspn(token->text, "0123456789");
        if (digits > 0 && digits <= 2 && token->text[digits] == '\0')
            token->number = atoi(token->text);
    }
}

/* Returns the first and the last characters of a long text: the wish for a person comes before a long story, or
 * behind it. */
static const char *ends_of(struct arena *arena, const char *text)
{
    size_t length = utf8_length(text), skipped = 0, len = strlen(text), at = 0, first = 0;
    if (length <= ACT_FIRST + ACT_LAST)
        return text;
    while (skipped < length - ACT_LAST) {
        uint32_t cp;
        at += utf8_decode(text + at, len - at, &cp);
        if (++skipped == ACT_FIRST)
            first = at;
    }
    return arena_printf(arena, "%.*s\n%s", (int)first, text, text + at);
}

/* NFKC makes a blank and an accent of the mark that many type for an apostrophe: "geht´s". */
static const char *with_apostrophes(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text), *to = copy;
    for (const char *p = text; *p != '\0'; p++) {
        bool accent = (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] == 0xb4;
        *to++ = accent ? '\'' : *p;
        p += accent;
    }
    *to = '\0';
    return copy;
}

struct tokens act_tokens(struct arena *arena, struct words *words, const char *text)
{
    struct cutting c = {.arena = arena, .room = 16};
    c.tokens.token = arena_alloc(arena, c.room * sizeof *c.tokens.token);
    const char *folded =
        words_simplified(arena, words, utf8_key(arena, with_apostrophes(arena, ends_of(arena, text))));
    size_t len = strlen(folded), one;
    bool joined = false; /* by U+200D: part of the emoji before */
    for (const char *p = folded; *p != '\0'; p += one) {
        uint32_t cp;
        one = utf8_decode(p, len - (size_t)(p - folded), &cp);
        enum utf8_kind kind = utf8_kind(cp);
        bool was_joined = joined;
        joined = cp == 0x200d;
        if (joined || is_shade(cp))
            continue;
        if (c.open && is_apostrophe(cp) && utf8_kind((unsigned char)p[one]) == UTF8_LETTER)
            continue;
        if (kind == UTF8_LETTER)
            add_letter(&c, cp, p, one);
        else if (kind == UTF8_PICTURE && cp != '^' && !was_joined)
            append(add(&c, TOKEN_EMOJI), p, one);
        else if (kind == UTF8_UNSEEN && strength_of(cp) < 2)
            c.open = false;
        else if (kind != UTF8_PICTURE || !was_joined)
            one = add_mark(&c, cp, p, one);
    }
    set_numbers(&c.tokens);
    return c.tokens;
}
