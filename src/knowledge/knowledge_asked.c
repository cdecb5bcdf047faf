/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_asked: see knowledge_asked.h. */
#include "knowledge/knowledge_asked.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/spelling.h"
#include "base/utf8.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/knowledge_text.h"
#include "store/store.h"

enum {
    MISSPELT = 8, /* misspelt words of a question for which similar words are looked for */
    /* The most passages that can have a term, counting old and new forms of files; a damaged store may say
     * more. */
    MOST = 4 * KNOWLEDGE_PASSAGES,
};

/* The worth of a match, compared with a match of the word itself. */
static const double as_synonym = 0.9, as_misspelt = 0.75, as_part = 0.65;
/* The weight of a kind of term, compared with a word that is equally rare. */
static const double weight_part = 0.8, weight_single = 0.4, weight_across = 0.4, weight_stop = 0.3;
static const double weight_unknown = 0.85;

const char *knowledge_asked_key(struct knowledge_asked *a, const char *term)
{
    return arena_printf(a->arena, " %lld_%s ", (long long)a->directory, term);
}

int64_t knowledge_asked_frequency(struct knowledge_asked *a, const char *key_of_term)
{
    const char *bare = arena_strndup(a->arena, key_of_term + 1, strlen(key_of_term) - 2);
    int64_t n = store_int(a->store, SQL_passage_term, 0, TEXT(bare));
    return n < 0 ? 0 : n > MOST ? MOST : n;
}

double knowledge_asked_rarity(const struct knowledge_asked *a, int64_t frequent)
{
    double all = a->passages < 20 ? 20 : (double)a->passages,
           n = (double)(frequent > a->passages ? a->passages : frequent);
    return log(1 + (all - n + 0.5) / (n + 0.5));
}

/* ---- spelling ---- */

/* Returns the worth of a match with a known term that is similar to an unknown one; 0 when it is a different
 * word. */
static double nearness(const char *unknown, const char *known)
{
    size_t n = strlen(unknown), m = strlen(known);
    if (n < 4 || m < 4 || m > TERM_BYTES || n > TERM_BYTES) {
        return 0;
    }
    size_t shorter = n < m ? n : m;
    if (shorter >= 5 && n != m && memcmp(unknown, known, shorter) == 0) {
        return as_part; /* "Rückgabefrist" and "Rückgabe" */
    }
    if ((n > m ? n - m : m - n) > 2) {
        return 0;
    }
    size_t far = spelling_distance(unknown, known), may = n >= 8 ? 2 : n >= 5 ? 1 : 0;
    return far <= may ? as_misspelt : 0;
}

static bool ascii(const char *s)
{
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s >= 0x80) {
            return false;
        }
    }
    return true;
}

static void add_way(struct asked_term *t, const char *key_of_term, double worth)
{
    if (t->n < KNOWLEDGE_ASKED_WAYS) {
        t->way[t->n++] = (struct asked_way){.term = {key_of_term}, .n = 1, .worth = worth};
    }
}

/* Adds the known terms that are most similar to an unknown one. Looks among terms with the same first
 * letter, where people seldom make mistakes. Returns at most how many passages have them. */
static int64_t add_near(struct knowledge_asked *a, struct asked_term *t)
{
    /* The German stem has no umlauts. */
    const char *text = ascii(t->term.text) || t->term.other == NULL ? t->term.text : t->term.other;
    double best = 0;
    int64_t frequent = 0;
    if (t->term.kind != TERM_WORD || strlen(text) < 4 || !ascii(text) || (text[0] >= '0' && text[0] <= '9') ||
        a->misspelt == MISSPELT) {
        return 0;
    }
    a->misspelt++;
    const char *from = arena_printf(a->arena, "%lld_%c", (long long)a->directory, text[0]);
    const char *until = arena_printf(a->arena, "%lld_%c", (long long)a->directory, text[0] + 1);
    struct cursor *c = store_query(a->store, SQL_passage_terms, TEXT(from), TEXT(until));
    while (cursor_next(c)) {
        const char *known = cursor_text(c, 0), *bar = strchr(known, '_');
        double near = bar == NULL ? 0 : nearness(text, bar + 1);
        if (near == 0 || near < best) {
            continue;
        }
        if (near > best) {
            t->n = 0;
            frequent = 0;
        }
        best = near;
        add_way(t, knowledge_asked_key(a, bar + 1), near);
        frequent += cursor_int(c, 1);
    }
    cursor_end(c);
    return frequent;
}

/* ---- synonyms ---- */

size_t knowledge_asked_split(struct arena *arena, const char *text, const char **out, size_t max)
{
    char *copy = arena_strdup(arena, text);
    size_t n = 0;
    for (char *word; n < max && (word = strsep(&copy, " ")) != NULL;) {
        if (word[0] != '\0') {
            out[n++] = word;
        }
    }
    return n;
}

static bool same(const struct term *t, const char *text)
{
    return t->kind != TERM_ACROSS &&
           (strcmp(t->text, text) == 0 || (t->other != NULL && strcmp(t->other, text) == 0));
}

/* Returns how many terms of the question, from `at` on, the phrase covers; 0 when it is not there. */
static size_t stands_at(const struct knowledge_asked *a, size_t at, const char *const *phrase, size_t n)
{
    size_t here = at;
    for (size_t i = 0; i < n; here++) {
        if (here == a->n) {
            return 0;
        }
        if (a->asked[here].term.kind == TERM_ACROSS) {
            continue;
        }
        if (!same(&a->asked[here].term, phrase[i++])) {
            return 0;
        }
    }
    return here - at;
}

static void add_phrase(struct knowledge_asked *a, size_t at, size_t size, const char *const *phrase, size_t n)
{
    for (size_t i = at; i < at + size; i++) {
        struct asked_term *t = &a->asked[i];
        if (t->term.kind == TERM_ACROSS || t->n == KNOWLEDGE_ASKED_WAYS) {
            continue;
        }
        struct asked_way *way = &t->way[t->n++];
        *way = (struct asked_way){.n = n, .worth = as_synonym};
        for (size_t k = 0; k < n; k++) {
            way->term[k] = knowledge_asked_key(a, phrase[k]);
        }
    }
}

/* Notes a synonym that some passage has, for the pieces. */
static void note_synonym(struct knowledge_asked *a, const char *const *phrase, size_t n)
{
    const char *all = "";
    for (size_t k = 0; k < n; k++) {
        if (knowledge_asked_frequency(a, knowledge_asked_key(a, phrase[k])) == 0)
            return;
        all = arena_printf(a->arena, "%s%s ", all, phrase[k]);
    }
    if (strlen(a->synonyms) + strlen(all) <= KNOWLEDGE_QUESTION)
        a->synonyms = arena_printf(a->arena, "%s%s", a->synonyms, all);
}

/* All phrases of one line of synonyms: when one of them is in the question, the others may be in the
 * passage. */
static void add_line(struct knowledge_asked *a, const char *phrase[][KNOWLEDGE_ASKED_PHRASE],
                     const size_t *size, size_t n)
{
    for (size_t p = 0; p < n; p++) {
        for (size_t at = 0; at < a->n; at++) {
            size_t taken = size[p] == 0 ? 0 : stands_at(a, at, phrase[p], size[p]);
            for (size_t other = 0; taken > 0 && other < n; other++) {
                if (other != p && size[other] > 0) {
                    add_phrase(a, at, taken, phrase[other], size[other]);
                    note_synonym(a, phrase[other], size[other]);
                }
            }
        }
    }
}

static void add_synonyms(struct knowledge_asked *a)
{
    const char *phrase[SYNONYM_PHRASES][KNOWLEDGE_ASKED_PHRASE];
    size_t size[SYNONYM_PHRASES], n = 0;
    int64_t line = -1;
    struct cursor *c =
        store_query(a->store, SQL_synonym_all, INT(a->directory), TEXT(KNOWLEDGE_SYNONYMS_FILE));
    while (cursor_next(c)) {
        if (cursor_int(c, 0) != line) {
            add_line(a, phrase, size, n);
            n = 0;
            line = cursor_int(c, 0);
        }
        if (n < SYNONYM_PHRASES) {
            size[n] = knowledge_asked_split(a->arena, cursor_text(c, 1), phrase[n], KNOWLEDGE_ASKED_PHRASE);
            n++;
        }
    }
    cursor_end(c);
    add_line(a, phrase, size, n);
}

/* ---- the question ---- */

static double weight_of_kind(const struct term *t)
{
    switch (t->kind) {
    case TERM_WORD:
        return 1;
    case TERM_PART:
        return weight_part / t->parts * 1.5;
    case TERM_SINGLE:
        return weight_single;
    case TERM_ACROSS:
        return weight_across;
    case TERM_STOP:
        return weight_stop;
    }
    return 0;
}

int64_t knowledge_asked_frequency_of_way(struct knowledge_asked *a, const struct asked_way *way)
{
    int64_t least = INT64_MAX;
    for (size_t k = 0; k < way->n; k++) {
        int64_t n = knowledge_asked_frequency(a, way->term[k]);
        least = n < least ? n : least;
    }
    return least;
}

/* … by the most frequent of its ways. */
static int64_t frequency_of_ways(struct knowledge_asked *a, const struct asked_term *t)
{
    int64_t most = 0;
    for (size_t i = 0; i < t->n; i++) {
        int64_t least = knowledge_asked_frequency_of_way(a, &t->way[i]);
        most = least > most ? least : most;
    }
    return most;
}

static void weigh(struct knowledge_asked *a, struct asked_term *t)
{
    int64_t frequent;
    if (t->term.kind == TERM_STOP) {
        /* Stop words like "how much" are ignored, unless they are in the synonyms. */
        if (a->language != TERMS_ZH)
            add_way(t, knowledge_asked_key(a, arena_printf(a->arena, "_%s", t->term.text)), 1);
        frequent = frequency_of_ways(a, t);
        t->weight = frequent == 0 ? 0 : weight_stop * knowledge_asked_rarity(a, frequent);
        return;
    }
    size_t synonyms = t->n;
    add_way(t, knowledge_asked_key(a, t->term.text), 1);
    if (t->term.other != NULL) {
        add_way(t, knowledge_asked_key(a, t->term.other), 1);
    }
    frequent = frequency_of_ways(a, t);
    if (frequent == 0 && synonyms == 0) {
        frequent = add_near(a, t);
    }
    if (frequent == 0 && t->term.kind == TERM_ACROSS) {
        return; /* the word break was right */
    }
    t->weight =
        weight_of_kind(&t->term) * knowledge_asked_rarity(a, frequent) * (frequent == 0 ? weight_unknown : 1);
}

void knowledge_asked_read(struct knowledge_asked *a, struct words *words, const char *question)
{
    struct term term[KNOWLEDGE_ASKED_TERMS];
    a->language = terms_language(words, question);
    a->synonyms = "";
    a->n = terms_of_question(a->arena, words, utf8_head(a->arena, question, KNOWLEDGE_QUESTION), term,
                             KNOWLEDGE_ASKED_TERMS);
    for (size_t i = 0; i < a->n; i++) {
        a->asked[i].term = term[i];
    }
    add_synonyms(a);
    for (size_t i = 0; i < a->n; i++) {
        weigh(a, &a->asked[i]);
    }
    /* A repeated word counts once. */
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < i && a->asked[i].weight > 0; j++) {
            if (strcmp(a->asked[i].term.text, a->asked[j].term.text) == 0) {
                a->asked[i].weight = 0;
            }
        }
        a->weight += a->asked[i].weight;
    }
}
