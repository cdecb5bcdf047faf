/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vectors_find: see vectors_find.h. */
#include "knowledge/vectors_find.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "store/store.h"

enum { NORM_BYTES = 4, STRIDE = 16, PASSAGES_OF_VECTOR = 8 };

/* The least standard deviation that counts, and what is added to it for few vectors: among few passages that are
 * all alike, a small difference would look large. */
static const double least_deviation = 0.03, of_few = 0.15;
static const double tails = 1.8, most_chance = 6;

/* A sum of 16 products at a time, so that compilers use vector instructions. */
static int32_t product(const int8_t *a, const int8_t *b, size_t n)
{
    int32_t part[STRIDE] = {0}, all = 0;
    size_t i = 0;
    for (; i + STRIDE <= n; i += STRIDE)
        for (size_t k = 0; k < STRIDE; k++)
            part[k] += (int32_t)a[i + k] * b[i + k];
    for (; i < n; i++)
        all += (int32_t)a[i] * b[i];
    for (size_t k = 0; k < STRIDE; k++)
        all += part[k];
    return all;
}

bool vectors_scan_begin(struct store *st, int64_t set, const struct vectors_made *question,
                        struct vectors_scan *s)
{
    *s = (struct vectors_scan){.set = set, .dimension = store_int(st, SQL_vector_set_size, 0, INT(set))};
    if (question->n != 1 || s->dimension != (int64_t)question->dimension || s->dimension < 1 ||
        s->dimension > VECTORS_DIMENSION)
        return false;
    s->norm = question->norms[0];
    memcpy(s->values, question->values, question->dimension);
    return true;
}

bool vectors_scan_is_sound(const struct vectors_scan *s)
{
    return s->dimension >= 1 && s->dimension <= VECTORS_DIMENSION && s->n_near <= VECTORS_NEAR &&
           s->norm > 0 && s->n >= 0 && s->n <= INT32_MAX && isfinite(s->sum) && isfinite(s->squares);
}

static void keep(struct vectors_scan *s, int64_t vector, double cosine)
{
    size_t at = s->n_near;
    while (at > 0 && s->near[at - 1].cosine < cosine)
        at--;
    if (at == VECTORS_NEAR)
        return;
    size_t n = s->n_near == VECTORS_NEAR ? VECTORS_NEAR - 1 : s->n_near;
    memmove(&s->near[at + 1], &s->near[at], (n - at) * sizeof s->near[0]);
    s->near[at].vector = vector;
    s->near[at].cosine = cosine;
    s->n_near = n + 1;
}

static void compare(struct vectors_scan *s, int64_t block, const unsigned char *norms, const int8_t *values)
{
    size_t dimension = (size_t)s->dimension;
    for (size_t i = 0; i < VECTORS_BLOCK; i++) {
        const unsigned char *n = norms + i * NORM_BYTES;
        uint32_t norm = (uint32_t)n[0] | (uint32_t)n[1] << 8 | (uint32_t)n[2] << 16 | (uint32_t)n[3] << 24;
        if (norm == 0)
            continue; /* a free place */
        double cosine = product(s->values, values + i * dimension, dimension) / sqrt((double)norm * s->norm);
        s->n++;
        s->sum += cosine;
        s->squares += cosine * cosine;
        keep(s, block * VECTORS_BLOCK + (int64_t)i, cosine);
    }
}

bool vectors_scan_some(struct store *st, struct arena *arena, struct vectors_scan *s)
{
    size_t size = VECTORS_BLOCK * (size_t)s->dimension;
    int64_t blocks = VECTORS_SLICE / (int64_t)size + 1, n = 0;
    unsigned char *norms = arena_alloc(arena, VECTORS_BLOCK * NORM_BYTES);
    int8_t *values = arena_alloc(arena, size);
    struct cursor *c = store_query(st, SQL_vector_block_scan, INT(s->set), INT(s->block), INT(blocks));
    for (; n < blocks && cursor_next(c); n++) {
        s->block = cursor_int(c, 0);
        if (cursor_bytes(c, 1, norms, VECTORS_BLOCK * NORM_BYTES) == VECTORS_BLOCK * NORM_BYTES &&
            cursor_bytes(c, 2, values, size) == size)
            compare(s, s->block, norms, values);
    }
    cursor_end(c);
    return n == blocks;
}

/* ---- the result ---- */

/* Reads the passages of the nearest vectors, each passage once. */
static void read_passages(struct store *st, const struct vectors_scan *s, struct vectors_near *near)
{
    for (size_t i = 0; i < s->n_near; i++) {
        struct cursor *c =
            store_query(st, SQL_vector_passage, INT(s->near[i].vector), INT(PASSAGES_OF_VECTOR));
        while (cursor_next(c)) {
            int64_t passage = cursor_int(c, 0);
            bool known = false;
            for (size_t k = 0; k < near->n; k++)
                known |= near->at[k].passage == passage;
            if (known || near->n == VECTORS_NEAR)
                continue;
            near->at[near->n].passage = passage;
            near->at[near->n++].share = s->near[i].cosine;
        }
        cursor_end(c);
    }
}

/* Mean and deviation of the cosines without the nearest tenth, at most VECTORS_NEAR and at least one: in a small
 * set the right passage would raise both, and so hide itself. */
static void measure(const struct vectors_scan *s, double *mean, double *deviation)
{
    size_t top = (size_t)s->n / 10;
    double n, sum = s->sum, squares = s->squares;
    top = top < 1 ? 1 : top > s->n_near ? s->n_near : top;
    for (size_t i = 0; i < top && i < s->n_near; i++) {
        sum -= s->near[i].cosine;
        squares -= s->near[i].cosine * s->near[i].cosine;
    }
    n = (double)s->n - (double)top;
    *mean = n > 0 ? sum / n : 0;
    double variance = n > 1 ? (squares - sum * sum / n) / (n - 1) : 0;
    double least = least_deviation + of_few / sqrt(n > 0 ? n : 1);
    *deviation = variance > least * least ? sqrt(variance) : least;
}

void vectors_scan_end(struct store *st, const struct vectors_scan *s, struct vectors_near *near)
{
    double mean, deviation;
    *near = (struct vectors_near){.n = 0};
    if (s->n < 2)
        return; /* nothing to compare the only one with */
    read_passages(st, s, near);
    measure(s, &mean, &deviation);
    /* The greatest of n independent values of a normal distribution is about sqrt(2 ln n) deviations above its mean.
     * Cosines have longer tails, but an end: none is above 1. */
    double n = (double)s->n, chance = tails * sqrt(2 * log(n));
    chance = chance < most_chance ? chance : most_chance;
    for (size_t i = 0; i < near->n; i++) {
        double above = near->at[i].share - mean;
        near->at[i].excess = above / deviation - chance;
        near->at[i].share = mean < 1 ? above / (1 - mean) : 0;
    }
}
