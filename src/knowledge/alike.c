/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * alike: see alike.h. */
#include "knowledge/alike.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/pieces.h"

enum { TERMS = 48 /* of a question */ };

struct question {
    const char *plain;
    size_t stem[TERMS]; /* places in alike.stem, each once */
    size_t n;
    double length; /* of the vector of its stems */
};

struct alike {
    const char **stem; /* of all questions, sorted, each once */
    double *weight;    /* of each stem */
    size_t n_stems;
    struct question *question;
    size_t n, asked;
    uint32_t *frequent; /* pieces */
    struct pieces *pieces;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t place_of(const struct alike *a, const char *stem)
{
    return (size_t)((const char **)bsearch(&stem, a->stem, a->n_stems, sizeof *a->stem, by_text) - a->stem);
}

static void read_stems(struct alike *a, struct arena *arena, struct words *words,
                       const char *const *questions)
{
    struct term(*term)[TERMS] = arena_alloc(arena, (a->n + 1) * sizeof *term);
    size_t all = 0, *n = arena_alloc(arena, (a->n + 1) * sizeof *n);
    a->stem = arena_alloc(arena, (a->n * TERMS + 1) * sizeof *a->stem);
    for (size_t i = 0; i < a->n; i++) {
        n[i] = terms_of_question(arena, words, questions[i], term[i], TERMS);
        for (size_t k = 0; k < n[i]; k++)
            if (term[i][k].kind != TERM_STOP)
                a->stem[all++] = term[i][k].text;
    }
    qsort(a->stem, all, sizeof *a->stem, by_text);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || strcmp(a->stem[i], a->stem[a->n_stems - 1]) != 0)
            a->stem[a->n_stems++] = a->stem[i];
    a->weight = arena_alloc(arena, (a->n_stems + 1) * sizeof *a->weight);
    memset(a->weight, 0, (a->n_stems + 1) * sizeof *a->weight);
    for (size_t i = 0; i < a->n; i++) {
        struct question *q = &a->question[i];
        for (size_t k = 0; k < n[i]; k++) {
            size_t at = term[i][k].kind == TERM_STOP ? 0 : place_of(a, term[i][k].text);
            bool known = term[i][k].kind == TERM_STOP;
            for (size_t j = 0; j < q->n; j++)
                known |= q->stem[j] == at;
            if (!known) {
                q->stem[q->n++] = at;
                a->weight[at]++; /* the number of questions that have it, for now */
            }
        }
    }
}

static void weigh(struct alike *a)
{
    for (size_t i = 0; i < a->n_stems; i++)
        a->weight[i] = log(1 + ((double)a->n + 0.5) / (a->weight[i] + 0.5));
    for (size_t i = 0; i < a->n; i++) {
        struct question *q = &a->question[i];
        for (size_t k = 0; k < q->n; k++)
            q->length += a->weight[q->stem[k]] * a->weight[q->stem[k]];
        q->length = sqrt(q->length);
    }
}

static void count_piece(void *arg, uint32_t bucket)
{
    uint32_t *frequent = arg;
    frequent[bucket]++;
}

struct alike *alike_new(struct arena *arena, struct words *words, const char *const *questions, size_t n)
{
    struct alike *a = arena_alloc(arena, sizeof *a);
    uint8_t *seen = arena_alloc(arena, PIECE_BUCKETS);
    *a = (struct alike){.n = n,
                        .question = arena_alloc(arena, (n + 1) * sizeof *a->question),
                        .frequent = arena_alloc(arena, PIECE_BUCKETS * sizeof *a->frequent)};
    memset(seen, 0, PIECE_BUCKETS);
    memset(a->question, 0, (n + 1) * sizeof *a->question);
    memset(a->frequent, 0, PIECE_BUCKETS * sizeof *a->frequent);
    for (size_t i = 0; i < n; i++) {
        a->question[i].plain = pieces_text(arena, words, questions[i]);
        pieces_each(seen, &a->question[i].plain, 1, count_piece, a->frequent);
    }
    read_stems(a, arena, words, questions);
    weigh(a);
    a->pieces = pieces_new(arena, a->frequent, (int64_t)n);
    return a;
}

void alike_ask(struct alike *a, size_t question)
{
    a->asked = question;
    pieces_ask(a->pieces, a->question[question].plain);
}

double alike_to(struct alike *a, size_t other)
{
    const struct question *x = &a->question[a->asked], *y = &a->question[other];
    double shared = 0;
    for (size_t i = 0; i < x->n; i++)
        for (size_t k = 0; k < y->n; k++)
            if (x->stem[i] == y->stem[k])
                shared += a->weight[x->stem[i]] * a->weight[x->stem[i]];
    double stems = shared > 0 ? shared / (x->length * y->length) : 0;
    return (stems + pieces_compare(a->pieces, y->plain, "").best) / 2;
}
