/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * language_tag: see language_tag.h. */
#include "base/language_tag.h"

#include <stddef.h>
#include <string.h>

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/arena.h"

enum { TAG_MAX = 35, CODE_MIN = 2, CODE_MAX = 3, PART_MAX = 8 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

bool language_tag_is(const char *text)
{
    size_t code = strspn(text, LETTERS);
    if (strlen(text) > TAG_MAX || code < CODE_MIN || code > CODE_MAX)
        return false;
    for (text += code; *text == '-';) {
        size_t part = strspn(++text, LETTERS "0123456789");
        if (part == 0 || part > PART_MAX)
            return false;
        text += part;
    }
    return *text == '\0';
}

/* The text is a stranger's, so a long one is not copied. */
const char *language_tag_read(struct arena *arena, const char *text)
{
    if (text == NULL || strlen(text) > 2 * TAG_MAX)
        return NULL;
    char *tag = arena_strndup(arena, text, strcspn(text, ".@"));
    for (char *p = tag; (p = strchr(p, '_')) != NULL; p++)
        *p = '-';
    return language_tag_is(tag) ? tag : NULL;
}

const char *language_tag_name(struct arena *arena, const char *tag)
{
    enum { NAME = 128 };
    UChar wide[NAME];
    char name[4 * NAME] = "";
    UErrorCode error = U_ZERO_ERROR;
    char *code = arena_strndup(arena, tag, strcspn(tag, "-"));
    for (char *p = code; *p != '\0'; p++)
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
    uloc_getDisplayLanguage(code, "en", wide, NAME, &error);
    u_strToUTF8(name, sizeof name, NULL, wide, -1, &error);
    /* ICU returns the code itself for a language without a name. */
    return U_FAILURE(error) || name[0] == '\0' || strcmp(name, code) == 0 ? NULL : arena_strdup(arena, name);
}
