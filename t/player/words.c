/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words: the words of a line. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "t/player/player.h"

const char *skip_blanks(const char *p)
{
    return p + strspn(p, " \t");
}

/* When text begins with word (and a blank or the end follows), what follows; else NULL. */
const char *after_word(const char *text, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(text, word, len) != 0 || (text[len] != '\0' && text[len] != ' ' && text[len] != '\t'))
        return NULL;
    return skip_blanks(text + len);
}

char *take_word(struct scene *s, const char **p)
{
    size_t len = strcspn(*p, " \t");
    char *word = arena_strndup(s->arena, *p, len);
    *p = skip_blanks(*p + len);
    return word;
}

/* The peer ends at a blank, a colon or a bracket. */
const char *take_peer(struct scene *s, const char **p)
{
    size_t len = strcspn(*p, " \t:[");
    const char *peer = arena_strndup(s->arena, *p, len);
    *p = skip_blanks(*p + len);
    return peer;
}

static const char *put_char(char *at, uint32_t cp, char **end)
{
    *end = at + utf8_encode(cp, at);
    return at;
}

/* \n and \t and \uXXXX become what they mean; in a pattern \* and \\ stay for the matcher. */
char *unescape(struct scene *s, const char *text, bool pattern)
{
    char *out = arena_alloc(s->arena, strlen(text) + 1), *end = out;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '\\' || p[1] == '\0') {
            *end++ = *p;
            continue;
        }
        switch (*++p) {
        case 'n':
            *end++ = '\n';
            break;
        case 't':
            *end++ = '\t';
            break;
        case 'u':
            put_char(end, (uint32_t)strtoul(arena_strndup(s->arena, p + 1, 4), NULL, 16), &end);
            p += strnlen(p + 1, 4);
            break;
        default:
            if (pattern)
                *end++ = '\\';
            *end++ = *p;
        }
    }
    return out;
}

/* ": text" or nothing. */
const char *text_after(struct scene *s, const char *p, bool pattern)
{
    if (*p == '\0')
        return NULL;
    if (*p != ':')
        scene_wrong(s, "expected ':' or the end of the line");
    return unescape(s, fill(s, skip_blanks(p + 1)), pattern);
}
