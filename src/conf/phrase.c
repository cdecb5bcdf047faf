/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * phrase: see phrase.h. */
#include "conf/phrase.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"
#include "conf/conf.h"

/* A text that grows by appending. Its room suffices for the folded form of the text. */
struct joined {
    char *text;
    bool *begins; /* true at each byte where a word begins; NULL: not needed */
    size_t len, room;
    bool spaces;
    bool letters; /* only words of letters, without words of symbols */
};

static bool is_symbol(const char *word, size_t len)
{
    uint32_t cp;
    utf8_decode(word, len, &cp);
    return (cp >= 0x2190 && cp <= 0x2bff) || (cp >= 0x1f000 && cp <= 0x1faff);
}

static bool join(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)start, (void)end;
    struct joined *j = arg;
    if (j->letters && is_symbol(folded, len))
        return true;
    if (j->len + len + 2 > j->room)
        return false;
    if (j->begins != NULL)
        j->begins[j->len] = true;
    memcpy(j->text + j->len, folded, len);
    j->len += len;
    if (j->spaces)
        j->text[j->len++] = ' ';
    return true;
}

static struct joined join_words(struct arena *arena, struct words *words, const char *text, bool spaces,
                                bool letters)
{
    size_t len = strlen(text), room = 4 * len + 64;
    struct joined j = {.text = arena_alloc(arena, room),
                       .begins = arena_alloc(arena, room),
                       .room = room,
                       .spaces = spaces,
                       .letters = letters};
    memset(j.begins, 0, room);
    if (spaces)
        j.text[j.len++] = ' ';
    words_break(words, text, len, join, &j);
    j.text[j.len] = '\0';
    j.begins[j.len] = true;
    return j;
}

/* Returns the words of the text as " talk to a person ", or without the spaces. */
static const char *joined_words(struct arena *arena, struct words *words, const char *text, bool spaces)
{
    return join_words(arena, words, text, spaces, false).text;
}

bool phrase_is(struct arena *arena, struct words *words, const struct conf_list *list, const char *text)
{
    const char *head = utf8_head(arena, text, PHRASE_TEXT), *said = joined_words(arena, words, head, false);
    const char *letters = join_words(arena, words, head, false, true).text; /* "Yes 👍" */
    for (size_t i = 0; said[0] != '\0' && i < list->n; i++) {
        const char *phrase = joined_words(arena, words, list->item[i], false);
        if (strcmp(said, phrase) == 0 || (letters[0] != '\0' && strcmp(letters, phrase) == 0))
            return true;
    }
    return false;
}

static bool is_hangul(uint32_t cp)
{
    return cp >= 0xac00 && cp <= 0xd7ff;
}

/* Whether the text is in a script that is written without spaces: Thai, Lao, Burmese, Khmer, kana and Han.
 * Hangul, which has spaces but joins particles to words, counts too, and sets *particles. */
static bool is_glued(const char *text, bool *particles)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_decode(text + i, len - i, &cp);
        *particles = is_hangul(cp);
        if ((cp >= 0x0e00 && cp <= 0x109f) || (cp >= 0x1780 && cp <= 0x17ff) ||
            (cp >= 0x3040 && cp <= 0xd7ff) || (cp >= 0xf900 && cp <= 0xfaff) ||
            (cp >= 0x20000 && cp <= 0x3ffff))
            return true;
    }
    return false;
}

/* A phrase must begin and end at the border of a word, also in scripts without spaces, so that it is not
 * found within other words. */
static bool is_in_glued(const struct joined *text, const char *phrase, bool particles)
{
    size_t len = strlen(phrase);
    for (const char *at = text->text; len > 0 && (at = strstr(at, phrase)) != NULL; at++) {
        size_t from = (size_t)(at - text->text);
        if (text->begins[from] && (particles || text->begins[from + len]))
            return true;
    }
    return false;
}

const char *phrase_in(struct arena *arena, struct words *words, const struct conf_list *list,
                      const char *text)
{
    if (list->n == 0)
        return NULL;
    const char *head = utf8_head(arena, text, PHRASE_TEXT);
    const char *spaced = joined_words(arena, words, head, true);
    struct joined glued = join_words(arena, words, head, false, false);
    for (size_t i = 0; i < list->n; i++) {
        bool particles = false, whole = !is_glued(list->item[i], &particles);
        const char *phrase = joined_words(arena, words, list->item[i], whole);
        if (whole ? strlen(phrase) > 1 && strstr(spaced, phrase) != NULL
                  : is_in_glued(&glued, phrase, particles))
            return list->item[i];
    }
    return NULL;
}

/* Compares the words of a text with those of a phrase, one by one. */
struct beginning {
    const char *rest; /* the rest of the phrase's words, joined */
    size_t end;       /* where the last equal word ends in the text */
    bool whole;
};

static bool compare_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)start;
    struct beginning *b = arg;
    size_t left = strlen(b->rest), fits = len < left ? len : left;
    if (strncmp(b->rest, folded, fits) != 0 || len > left)
        return false;
    b->rest += len;
    b->end = end;
    b->whole = *b->rest == '\0';
    return !b->whole;
}

static bool first_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    (void)folded, (void)len, (void)end;
    *(size_t *)arg = start;
    return false;
}

const char *phrase_skip(struct arena *arena, struct words *words, const struct conf_list *list,
                        const char *text)
{
    size_t longest = 0;
    for (size_t i = 0; i < list->n; i++) {
        struct beginning b = {.rest = joined_words(arena, words, list->item[i], false)};
        if (b.rest[0] == '\0')
            continue;
        words_break(words, text, strlen(text), compare_word, &b);
        if (b.whole && b.end > longest)
            longest = b.end;
    }
    const char *rest = text + longest;
    size_t start = strlen(rest);
    if (longest > 0)
        words_break(words, rest, strlen(rest), first_word, &start);
    return longest == 0 || rest[start] == '\0' ? text : rest + start;
}
