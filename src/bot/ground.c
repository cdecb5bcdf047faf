/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ground: see ground.h. */
#include "bot/ground.h"

#include <stdint.h>
#include <string.h>

#include <unicode/uchar.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "bot/ground_inside.h"

enum {
    PLACES = 4096,   /* of the table of what is given; further ones are chained */
    PHONES = 500,    /* that are compared */
    ORDINARY = 12,   /* a figure up to this is in many texts by chance */
    SHOWN = 80,      /* characters of what is missing */
    GRAM = 24,       /* weight of the shortest run that may not be repeated */
    WORD_WEIGHT = 2, /* twelve words */
};

/* ---- what is given ---- */

struct given {
    struct given *next;
    enum ground_kind kind;
    const char *text;
    uint32_t units; /* a bit for each unit with which it stands there */
};

struct sources {
    struct arena *arena;
    struct given *place[PLACES];
    const char *phone[PHONES];
    size_t n_phones;
};

static uint64_t hash_of(const char *bytes, size_t len, uint64_t start)
{
    uint64_t h = start ^ 1469598103934665603u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
    return h ^ h >> 29;
}

static struct given *find(struct sources *s, const struct ground_form *f, bool add)
{
    struct given **at = &s->place[hash_of(f->text, strlen(f->text), (uint64_t)f->kind) % PLACES];
    for (struct given *g = *at; g != NULL; g = g->next)
        if (g->kind == f->kind && strcmp(g->text, f->text) == 0)
            return g;
    if (!add)
        return NULL;
    struct given *g = arena_alloc(s->arena, sizeof *g);
    *g = (struct given){.next = *at, .kind = f->kind, .text = f->text};
    *at = g;
    return g;
}

static void give(void *arg, const struct ground_item *i)
{
    struct sources *s = arg;
    for (size_t k = 0; k < i->n; k++) {
        const struct ground_form *f = &i->form[k];
        if (f->kind == GROUND_PHONE && s->n_phones < PHONES)
            s->phone[s->n_phones++] = f->text;
        find(s, f, true)->units |= 1u << (f->kind == i->kind ? i->unit : UNIT_NONE);
    }
}

/* ---- what is said ---- */

struct answer {
    struct sources *sources;
    const char *text;
    size_t covered; /* up to here a telephone number was found */
    const char *missing;
};

/* One is the end of the other: with and without the code of the country or the town. */
static bool is_phone(const struct sources *s, const char *digits)
{
    size_t len = strlen(digits);
    for (size_t i = 0; i < s->n_phones; i++) {
        size_t own = strlen(s->phone[i]), least = own < len ? own : len;
        if (least >= 6 && strcmp(s->phone[i] + own - least, digits + len - least) == 0)
            return true;
    }
    return false;
}

/* A figure counts what it says, or nothing that is named. Small ones count other things in many texts. */
static bool fits(const struct given *g, enum ground_unit unit, const char *text)
{
    if (unit <= UNIT_OTHER || (g->units & (1u << unit | 1u << UNIT_NONE)) != 0)
        return true;
    bool small = strlen(text) == 1 || (strlen(text) == 2 && strcmp(text, "12") <= 0);
    return (g->units & 1u << UNIT_OTHER) != 0 && !small;
}

static bool is_given(struct sources *s, const struct ground_item *i)
{
    for (size_t k = 0; k < i->n; k++) {
        const struct ground_form *f = &i->form[k];
        if (f->kind == GROUND_PHONE && is_phone(s, f->text))
            return true;
        const struct given *g = find(s, f, false);
        if (g != NULL &&
            (f->kind != GROUND_NUMBER || fits(g, i->kind == GROUND_NUMBER ? i->unit : UNIT_NONE, f->text)))
            return true;
    }
    return false;
}

static void look_for(void *arg, const struct ground_item *i)
{
    struct answer *a = arg;
    if (a->missing != NULL || i->start < a->covered)
        return;
    bool given = is_given(a->sources, i), unsure = i->kind == GROUND_PHONE && i->unit == UNIT_NONE;
    if (given && i->kind == GROUND_PHONE)
        a->covered = i->end;
    if (!given && !unsure) {
        struct arena *arena = a->sources->arena;
        a->missing =
            utf8_printable(arena, arena_strndup(arena, a->text + i->start, i->end - i->start), SHOWN);
    }
}

const char *ground_missing(struct arena *arena, const char *given, const char *answer)
{
    struct sources *s = arena_alloc(arena, sizeof *s);
    s->arena = arena;
    struct answer a = {.sources = s, .text = ground_fold(arena, answer)};
    ground_read(arena, ground_fold(arena, given), true, give, s);
    ground_read(arena, a.text, false, look_for, &a);
    return a.missing;
}

/* ---- what is repeated ---- */

struct token {
    uint64_t hash;
    int weight;
};

/* Returns the words of a text; each Chinese character is one of half the weight. */
static struct token *tokens_of(struct arena *arena, const char *text, size_t *n)
{
    const char *folded = ground_fold(arena, text);
    struct token *list = arena_alloc(arena, (strlen(folded) + 1) * sizeof *list);
    *n = 0;
    for (const char *at = folded; *at != '\0';) {
        uint32_t cp;
        size_t len = ground_han(at), one;
        int weight = len > 0 ? 1 : WORD_WEIGHT;
        while (weight == WORD_WEIGHT && (one = utf8_first(at + len, &cp)) > 0 && cp != UINT32_MAX &&
               u_isalnum((UChar32)cp) && ground_han(at + len) == 0)
            len += one;
        if (len > 0)
            list[(*n)++] = (struct token){.hash = hash_of(at, len, 0), .weight = weight};
        at += len > 0 ? len : utf8_first(at, &cp);
    }
    return list;
}

/* Returns the hash of the shortest run from here on that may not be repeated; 0: the text is too short. */
static uint64_t gram_at(const struct token *list, size_t n, size_t at)
{
    uint64_t hash = 0;
    int weight = 0;
    for (; at < n && weight < GRAM; at++) {
        weight += list[at].weight;
        hash = hash_of((const char *)&list[at].hash, sizeof list[at].hash, hash * 31 + 1);
    }
    return weight < GRAM ? 0 : hash | 1;
}

/* An open table of hashes, of twice as many places as there can be. */
struct grams {
    uint64_t *place;
    size_t size;
};

static uint64_t *place_of(const struct grams *g, uint64_t gram)
{
    size_t at = (size_t)(gram % g->size);
    while (g->place[at] != 0 && g->place[at] != gram)
        at = at + 1 < g->size ? at + 1 : 0;
    return &g->place[at];
}

static struct grams grams_of(struct arena *arena, const char *text)
{
    size_t n;
    const struct token *list = tokens_of(arena, text, &n);
    struct grams g = {.place = arena_alloc(arena, (2 * n + 3) * sizeof *g.place), .size = 2 * n + 3};
    for (size_t i = 0; i < n; i++) {
        uint64_t gram = gram_at(list, n, i);
        if (gram != 0)
            *place_of(&g, gram) = gram;
    }
    return g;
}

bool ground_repeats(struct arena *arena, const char *instructions, const char *data, const char *answer)
{
    size_t n;
    const struct token *list = tokens_of(arena, answer, &n);
    if (n < GRAM / WORD_WEIGHT)
        return false;
    struct grams told = grams_of(arena, instructions), known = grams_of(arena, data);
    for (size_t i = 0; i < n; i++) {
        uint64_t gram = gram_at(list, n, i);
        if (gram != 0 && *place_of(&told, gram) == gram && *place_of(&known, gram) != gram)
            return true;
    }
    return false;
}
