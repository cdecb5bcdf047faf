/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * emoji: see emoji.h. */
#include "base/emoji.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum {
    SIGN_MAX = 32, /* bytes; longer than each sign of the table */
    VARIATION_TEXT = 0xfe0e,
    VARIATION_EMOJI = 0xfe0f,
    KEYCAP = 0x20e3,
    TONE_FIRST = 0x1f3fb,
    TONE_LAST = 0x1f3ff,
    KEYCAP_TEN = 0x1f51f,
};

static const struct {
    uint32_t cp;
    enum emoji emoji;
    bool toned; /* comes in skin tones */
} table[] = {
    {0x1f44d, EMOJI_THUMB_UP, true}, {0x1f44e, EMOJI_THUMB_DOWN, true}, {0x2705, EMOJI_CHECK, false},
    {0x2714, EMOJI_CHECK, false},    {KEYCAP_TEN, EMOJI_KEYCAP, false},
};

static uint32_t take_character(const char **p)
{
    uint32_t cp;
    size_t len = utf8_first(*p, &cp);
    *p += len;
    return len != 0 ? cp : 0;
}

static void skip_variation(const char **p)
{
    const char *next = *p;
    uint32_t cp = take_character(&next);
    if (cp == VARIATION_TEXT || cp == VARIATION_EMOJI)
        *p = next;
}

static void skip_tone(const char **p)
{
    const char *next = *p;
    uint32_t cp = take_character(&next);
    if (cp >= TONE_FIRST && cp <= TONE_LAST)
        *p = next;
}

/* GTK's picker, and so Dino, puts a variation selector after the whole sign too. */
static bool is_key(const char *p)
{
    skip_variation(&p);
    if (take_character(&p) != KEYCAP)
        return false;
    skip_variation(&p);
    return *p == '\0';
}

enum emoji emoji_read(const char *sign, int64_t *number)
{
    int64_t none, *n = number != NULL ? number : &none;
    const char *p = sign;
    uint32_t cp = take_character(&p);
    *n = 0;
    if (cp >= '1' && cp <= '9' && is_key(p)) {
        *n = (int64_t)cp - '0';
        return EMOJI_KEYCAP;
    }
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].cp != cp)
            continue;
        skip_variation(&p);
        if (table[i].toned)
            skip_tone(&p);
        skip_variation(&p);
        *n = *p == '\0' && cp == KEYCAP_TEN ? 10 : 0;
        return *p == '\0' ? table[i].emoji : EMOJI_OTHER;
    }
    return EMOJI_OTHER;
}

/* Copies the next sign. Returns what follows it; NULL: there is no sign. */
static const char *next_sign(const char *signs, char sign[SIGN_MAX])
{
    signs += strspn(signs, " ");
    size_t len = strcspn(signs, " "), kept = len < SIGN_MAX ? len : 0;
    memcpy(sign, signs, kept);
    sign[kept] = '\0';
    return len > 0 ? signs + len : NULL;
}

bool emoji_among(const char *signs, enum emoji emoji)
{
    char sign[SIGN_MAX];
    while ((signs = next_sign(signs, sign)) != NULL)
        if (emoji_read(sign, NULL) == emoji)
            return true;
    return false;
}

const char *emoji_without(struct arena *arena, const char *signs, enum emoji emoji)
{
    char sign[SIGN_MAX];
    const char *rest = "";
    for (const char *p = signs, *end; (end = next_sign(p, sign)) != NULL; p = end) {
        p += strspn(p, " ");
        if (emoji_read(sign, NULL) != emoji)
            rest = arena_printf(arena, "%s%s%.*s", rest, rest[0] != '\0' ? " " : "", (int)(end - p), p);
    }
    return rest;
}

enum emoji emoji_last_thumb(const char *signs)
{
    char sign[SIGN_MAX];
    enum emoji last = EMOJI_OTHER;
    while ((signs = next_sign(signs, sign)) != NULL) {
        enum emoji emoji = emoji_read(sign, NULL);
        if (emoji == EMOJI_THUMB_UP || emoji == EMOJI_THUMB_DOWN)
            last = emoji;
    }
    return last;
}

int64_t emoji_last_number(struct arena *arena, const char *signs)
{
    const char *last = strrchr(utf8_trim(arena, signs), ' ');
    int64_t number;
    emoji_read(last != NULL ? last + 1 : utf8_trim(arena, signs), &number);
    return number;
}
