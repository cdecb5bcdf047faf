/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_asked: a question as the terms that it asks for, with the ways in which a passage may hold each
 * of them - the word itself, a near spelling, a synonym - and what each term weighs. For knowledge_rank.c,
 * which scores the passages. */
#ifndef FRONTDESK_KNOWLEDGE_ASKED_H
#define FRONTDESK_KNOWLEDGE_ASKED_H

#include <stddef.h>
#include <stdint.h>

#include "knowledge/knowledge_terms.h"

struct arena;
struct store;
struct vectors_near;
struct words;

enum {
    KNOWLEDGE_ASKED_TERMS = 64, /* of a question */
    KNOWLEDGE_ASKED_PHRASE = 8, /* terms of a phrase of synonyms */
    KNOWLEDGE_ASKED_WAYS = 24,  /* ways in which a term may be found */
};

/* One way in which a passage may hold a term of the question: it holds all of these terms. */
struct asked_way {
    const char *term[KNOWLEDGE_ASKED_PHRASE]; /* " 3_return " */
    size_t n;
    double worth;
};

struct asked_term {
    struct term term;
    double weight;
    struct asked_way way[KNOWLEDGE_ASKED_WAYS];
    size_t n;
};

struct knowledge_asked {
    struct store *store;
    struct arena *arena;
    int64_t directory;
    int64_t passages; /* in it */
    double length;    /* terms of a passage, on the average */
    struct asked_term asked[KNOWLEDGE_ASKED_TERMS];
    size_t n;
    double weight; /* of all */
    int misspelt;
    const char *synonyms; /* of what it says, that the texts have: terms with a blank after each */
    enum terms_language language;
    const struct vectors_near *near; /* passages that mean the same; NULL: not known */
};

/* Reads the question into terms and weighs them. store, arena, directory and passages must be set, and all
 * else must be 0. */
void knowledge_asked_read(struct knowledge_asked *, struct words *, const char *question);

/* Returns a term as the passages of this directory have it, " 3_return ", in the arena. */
const char *knowledge_asked_key(struct knowledge_asked *, const char *term);

/* Returns how many passages have this key. */
int64_t knowledge_asked_frequency(struct knowledge_asked *, const char *key_of_term);

/* Returns how many passages can be found by the rarest of the terms of this way. */
int64_t knowledge_asked_frequency_of_way(struct knowledge_asked *, const struct asked_way *);

/* Returns how much a term counts that so many passages of the directory have: the logarithm of its rarity. */
double knowledge_asked_rarity(const struct knowledge_asked *, int64_t frequent);

/* Divides a text at its blanks into at most max words, in the arena. Returns their number. */
size_t knowledge_asked_split(struct arena *, const char *text, const char **out, size_t max);

#endif
