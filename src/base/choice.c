/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * choice: see choice.h. */
#include "base/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { TEXT_MAX = 4000, DIGITS_MAX = 18 };

static int64_t number_of(const char *word)
{
    word += word[0] == '#'; /* a conversation's number is written so */
    size_t digits = strspn(word, "0123456789");
    return digits > DIGITS_MAX || word[digits] != '\0' ? 0 : strtoll(word, NULL, 10);
}

struct choice choice_read(struct arena *arena, const char *text)
{
    struct choice c = {.word = ""};
    if (text == NULL || utf8_length(text) > TEXT_MAX)
        return c;
    c.word = utf8_word(arena, text);
    c.number = number_of(c.word);
    return c;
}

bool choice_is_name(struct arena *arena, const struct choice *c, const char *name)
{
    return c->word[0] != '\0' && strcmp(c->word, utf8_word(arena, name)) == 0;
}

bool choice_is(struct arena *arena, const struct choice *c, int64_t number, const char *title)
{
    return c->number == number || choice_is_name(arena, c, title);
}

int64_t choice_number(struct arena *arena, const char *text)
{
    return choice_read(arena, text).number;
}
