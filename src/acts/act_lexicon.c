/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act_lexicon: the words of the patterns, and how people misspell them. */
#include <string.h>

#include "acts/act_inside.h"
#include "base/arena.h"

enum { BUCKETS = 4096, NEAR_LEAST = 5, NEAR_ANY_LEAST = 6 /* typed letters, for any slip */ };

struct entry {
    const char *text;
    uint32_t word;
    struct entry *next;
};

struct lexicon {
    struct arena *arena;
    struct entry *exact[BUCKETS], *squeezed[BUCKETS];
    struct entry *long_word; /* those that a slip of the finger may have changed */
    uint32_t words;
};

struct lexicon *lexicon_new(struct arena *arena)
{
    struct lexicon *l = arena_alloc(arena, sizeof *l);
    l->arena = arena;
    return l;
}

static size_t bucket(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash % BUCKETS;
}

static uint32_t look_up(struct entry *const *table, const char *text)
{
    for (const struct entry *e = table[bucket(text)]; e != NULL; e = e->next)
        if (strcmp(e->text, text) == 0)
            return e->word;
    return 0;
}

static struct entry *put(struct lexicon *l, struct entry **list, const char *text, uint32_t word)
{
    struct entry *e = arena_alloc(l->arena, sizeof *e);
    *e = (struct entry){.text = arena_strdup(l->arena, text), .word = word, .next = *list};
    *list = e;
    return e;
}

/* Each letter of a row once: "thaaanks", "thanks". */
static void squeeze(const char *text, char out[ACT_WORD])
{
    size_t n = 0;
    for (size_t i = 0; text[i] != '\0' && n + 1 < ACT_WORD; i++)
        if (i == 0 || text[i] != text[i - 1])
            out[n++] = text[i];
    out[n] = '\0';
}

static bool is_long(const char *text, size_t least)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    return len >= least && text[len] == '\0';
}

uint32_t lexicon_add(struct lexicon *l, const char *text)
{
    uint32_t word = look_up(l->exact, text);
    char short_form[ACT_WORD];
    if (word != 0)
        return word;
    word = ++l->words;
    put(l, &l->exact[bucket(text)], text, word);
    squeeze(text, short_form);
    if (look_up(l->squeezed, short_form) == 0)
        put(l, &l->squeezed[bucket(short_form)], short_form, word);
    if (is_long(text, NEAR_LEAST))
        put(l, &l->long_word, text, word);
    return word;
}

/* Says whether somebody held a key: "thaaanks", "okk". */
static bool is_stretched(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 2; i < len; i++)
        if (text[i] == text[i - 1] && text[i] == text[i - 2])
            return true;
    return len > 2 && text[len - 1] == text[len - 2];
}

/* Says whether two neighbouring letters are swapped, or (any) one letter is missing, added or wrong. The first
 * letter is right, and an s at the end is no slip. */
static bool is_slip(const char *typed, const char *meant, bool any)
{
    size_t a = strlen(typed), b = strlen(meant), same = 0;
    while (typed[same] != '\0' && typed[same] == meant[same])
        same++;
    if (same == 0)
        return false;
    const char *t = typed + same, *m = meant + same;
    if (a == b && t[0] == m[1] && t[1] == m[0])
        return strcmp(t + 2, m + 2) == 0;
    if (!any || (a == b + 1 && typed[a - 1] == 's' && t[1] == '\0'))
        return false;
    return (a == b && strcmp(t + 1, m + 1) == 0) || (a == b + 1 && strcmp(t + 1, m) == 0) ||
           (a + 1 == b && strcmp(t, m + 1) == 0);
}

static uint32_t find_near(const struct lexicon *l, const char *text)
{
    size_t len = strlen(text);
    if (!is_long(text, NEAR_LEAST))
        return 0;
    for (int any = 0; any <= (len >= NEAR_ANY_LEAST); any++) /* swapped letters are likelier */
        for (const struct entry *e = l->long_word; e != NULL; e = e->next) {
            size_t other = strlen(e->text);
            if (e->text[0] == text[0] && len + 1 >= other && len <= other + 1 && is_slip(text, e->text, any))
                return e->word;
        }
    return 0;
}

uint32_t lexicon_find(const struct lexicon *l, const char *text, bool near)
{
    char short_form[ACT_WORD];
    uint32_t word = look_up(l->exact, text);
    if (word == 0 && is_stretched(text)) {
        squeeze(text, short_form);
        word = look_up(l->squeezed, short_form);
    }
    return word != 0 || !near ? word : find_near(l, text);
}
