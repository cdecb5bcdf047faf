/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * saying: see saying.h. */
#include "knowledge/saying.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"

enum { SHORT_WORD = 2 /* bytes */ };

struct folding {
    struct arena *arena;
    char *out;
    size_t len, room;
};

static bool add_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct folding *f = arg;
    (void)start, (void)end;
    if (f->len + len + 2 > f->room) {
        size_t room = 2 * (f->room + len);
        f->out = arena_grow(f->arena, f->out, f->room, room);
        f->room = room;
    }
    memcpy(f->out + f->len, folded, len);
    f->len += len;
    f->out[f->len++] = ' ';
    return true;
}

struct saying saying_of(struct arena *arena, struct words *words, const char *text)
{
    struct saying s = {.arena = arena, .text = utf8_trim(arena, words_simplified(arena, words, text))};
    size_t room = 2 * strlen(s.text) + 8;
    struct folding f = {.arena = arena, .room = room, .out = arena_alloc(arena, room)};
    f.out[f.len++] = ' ';
    words_break(words, s.text, strlen(s.text), add_word, &f);
    f.out[f.len] = '\0';
    s.words = f.out;
    return s;
}

static bool is_han(const char *s)
{
    uint32_t c;
    return utf8_first(s, &c) > 0 && c >= 0x3400 && c <= 0x9fff;
}

/* Calls found() with each phrase as it is to be looked for, and the form of the text to look in, until it
 * returns true. */
static bool any(const struct saying *s, const char *phrases, bool (*found)(char *text, const char *phrase))
{
    char *rest = arena_strdup(s->arena, phrases);
    for (char *one; (one = strsep(&rest, "|")) != NULL;)
        if (is_han(one) ? found(s->text, one) : found(s->words, arena_printf(s->arena, " %s ", one)))
            return true;
    return false;
}

static bool stands_in(char *text, const char *phrase)
{
    return strstr(text, phrase) != NULL;
}

static bool stands_first(char *text, const char *phrase)
{
    return strncmp(text, phrase, strlen(phrase)) == 0;
}

/* Only signs may come after it, as ASCII has them or as Chinese has. */
static bool stands_last(char *text, const char *phrase)
{
    static const char *const signs[] = {"？", "！", "。", "?", "!", ".", " "};
    const char *at = NULL;
    for (char *next = text; (next = strstr(next, phrase)) != NULL; next++)
        at = next;
    if (at == NULL)
        return false;
    at += strlen(phrase);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0] && *at != '\0'; i++)
        if (strncmp(at, signs[i], strlen(signs[i])) == 0) {
            at += strlen(signs[i]);
            i = (size_t)-1;
        }
    return *at == '\0';
}

bool saying_has(const struct saying *s, const char *phrases)
{
    return any(s, phrases, stands_in);
}

bool saying_begins(const struct saying *s, const char *phrases)
{
    return any(s, phrases, stands_first);
}

bool saying_ends(const struct saying *s, const char *phrases)
{
    return any(s, phrases, stands_last);
}

/* Leaves the blanks around a word, which its neighbours need too. */
static bool blank_out(char *text, const char *phrase)
{
    for (char *at = text; (at = strstr(at, phrase)) != NULL;)
        memset(at, ' ', strlen(phrase));
    return false;
}

bool saying_take_out(struct saying *s, const char *phrases)
{
    bool found = saying_has(s, phrases);
    any(s, phrases, blank_out);
    return found;
}

/* Says whether the line ends a sentence: what begins after it is no continuation. */
static bool ends_line(const char *at)
{
    size_t number = strspn(at + 1, "0123456789");
    return strchr(" \t\n-*+|#>", at[1]) != NULL || (number > 0 && strchr(".)", at[1 + number]) != NULL);
}

size_t saying_sentence(const char *text)
{
    static const char *const ends[] = {"。", "！", "？", "；", ". ", "! ", "? ", ".\n", "!\n", "?\n"};
    size_t word = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '\n' && ends_line(text + i))
            return i + 1;
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
            if (strncmp(text + i, ends[k], strlen(ends[k])) == 0 && (text[i] != '.' || word > SHORT_WORD))
                return i + strlen(ends[k]);
        word = strchr(" .\n", text[i]) != NULL ? 0 : text[i] >= '0' && text[i] <= '9' ? 1 : word + 1;
    }
    return strlen(text);
}
