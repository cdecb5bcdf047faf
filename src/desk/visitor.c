/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * visitor: see visitor.h. */
#include "desk/visitor.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "desk/core.h"
#include "desk/say.h"

/* What is counted in a localpart. The limits below were found by trying them on names of people and on
 * addresses that servers make. */
struct shape {
    size_t chars;       /* letters and digits */
    size_t digits, hex; /* of these */
    size_t turns;       /* from a letter to a digit or back */
    size_t pairs;       /* of letters beside each other */
    size_t changes;     /* of these pairs: a vowel and a consonant */
    size_t run;         /* the longest row of consonants */
};

static bool is_vowel(unsigned char c)
{
    return strchr("aeiouyAEIOUY", c) != NULL;
}

/* Returns false if a character is in it that no generator uses. */
static bool shape_of(const char *s, struct shape *l)
{
    *l = (struct shape){0};
    size_t run = 0;
    unsigned char last = 0, before = 0; /* the last letter or digit; the character before */
    for (; *s != '\0'; before = (unsigned char)*s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x80 || (!isalnum(c) && strchr("._~-", c) == NULL))
            return false;
        run = isalpha(c) && !is_vowel(c) ? run + 1 : 0;
        l->run = run > l->run ? run : l->run;
        bool pair = isalpha(c) && isalpha(before);
        l->pairs += pair;
        l->changes += pair && is_vowel(c) != is_vowel(before);
        if (!isalnum(c))
            continue;
        l->chars++;
        l->digits += isdigit(c) != 0;
        l->hex += isxdigit(c) != 0;
        l->turns += last != 0 && (isdigit(c) != 0) != (isdigit(last) != 0);
        last = c;
    }
    return true;
}

/* In a name a vowel mostly stands beside a consonant. */
static bool is_unpronounceable(const struct shape *l)
{
    size_t letters = l->chars - l->digits, percent = l->pairs == 0 ? 100 : 100 * l->changes / l->pairs;
    return l->pairs >= 6 && ((letters >= 20 && l->run >= 4 && percent <= 48) ||
                             (letters >= 16 && l->run >= 6 && percent <= 45) ||
                             (l->chars >= 16 && l->turns >= 2 && l->run >= 4 && percent <= 50));
}

static bool is_generated(const char *s)
{
    struct shape l;
    if (!shape_of(s, &l))
        return false;
    if (l.digits == l.chars)
        return l.digits >= 16; /* a telephone number has at most 15 */
    return l.turns >= 5 || (l.turns >= 4 && l.chars >= 12) ||
           (l.hex == l.chars && l.turns >= 2 && l.chars >= 12) || is_unpronounceable(&l);
}

/* What is behind the word for somebody whose name is not known: "4711" of "guest-4711". NULL: there is no such
 * word. */
static const char *behind_word(const char *s)
{
    static const char *const words[] = {"anonymous", "anon", "guest", "visitor", "webchat",
                                        "livechat",  "web",  "user",  "client",  "chat"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncasecmp(s, words[i], strlen(words[i])) == 0)
            return s + strlen(words[i]) + strspn(s + strlen(words[i]), "._~-");
    return NULL;
}

static bool is_number(const char *s)
{
    struct shape l;
    return shape_of(s, &l) && l.hex == l.chars && (l.digits == l.chars ? l.chars >= 3 : l.chars >= 6) &&
           l.digits > 0;
}

bool visitor_is(const char *localpart)
{
    const char *behind = behind_word(localpart);
    return is_generated(localpart) || (behind != NULL && (is_number(behind) || is_generated(behind)));
}

const char *visitor_new(struct desk *d)
{
    struct cursor *c = store_query(d->store, SQL_fact_get, TEXT("visitors"));
    int64_t n = cursor_next(c) ? strtoll(cursor_text(c, 0), NULL, 10) : 0;
    cursor_end(c);
    n = n < 0 || n >= STORE_NUMBER_MAX ? 1 : n + 1; /* a damaged store */
    store_run(d->store, SQL_fact_set, TEXT("visitors"), TEXT(say_number(d, n)));
    return arena_printf(d->arena, "Visitor %lld", (long long)n);
}
