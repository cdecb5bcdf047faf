/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vectors_find: which passages mean what a question means, by its vector. All vectors of the set are compared
 * with it, in slices that the caller may take in different turns. */
#ifndef FRONTDESK_VECTORS_FIND_H
#define FRONTDESK_VECTORS_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/vectors.h"

struct arena;
struct store;

enum {
    /* Bytes of vectors that one slice reads. 8 MiB take 5 to 10 ms, so the two slices of a turn stay far below
     * 50 ms: t/bench measures it. */
    VECTORS_SLICE = 8 << 20,
    VECTORS_NEAR = 32, /* the nearest vectors that are kept */
};

/* A comparison that is under way. It has no pointers, so that the caller can keep its bytes in the store. */
struct vectors_scan {
    int64_t set, dimension, block; /* block: the last one that was read */
    uint32_t norm;                 /* of the question's vector: the sum of its squares */
    int64_t n;                     /* vectors that were compared */
    double sum, squares;           /* of their cosines */
    struct {
        int64_t vector;
        double cosine;
    } near[VECTORS_NEAR]; /* the greatest cosine first */
    size_t n_near;
    int8_t values[VECTORS_DIMENSION];
};

/* Begins the comparison of a question's vector, the first of `made`. Returns false if the set has vectors of
 * another dimension, or none. */
bool vectors_scan_begin(struct store *, int64_t set, const struct vectors_made *, struct vectors_scan *);
/* Says whether these bytes, which were kept in the store, are a comparison: a damaged store may hold anything. */
bool vectors_scan_is_sound(const struct vectors_scan *);
/* Compares a slice of at most VECTORS_SLICE bytes. Returns true when there is more to compare. */
bool vectors_scan_some(struct store *, struct arena *, struct vectors_scan *);

/* Passages that are near to a question. */
struct vectors_near {
    struct {
        int64_t passage;
        /* How far its cosine is above what the nearest of so many passages could have by chance; in standard
         * deviations of all cosines. Below 0: chance could be enough. */
        double excess;
        /* How far its cosine is on the way from the mean of all cosines (0) to that of the same text (1). */
        double share;
    } at[VECTORS_NEAR]; /* the nearest first */
    size_t n;
};

/* Reads the result of a comparison that came to its end. */
void vectors_scan_end(struct store *, const struct vectors_scan *, struct vectors_near *);

#endif
