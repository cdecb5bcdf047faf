/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vectors: the texts of a directory as vectors of a model for embeddings, in the store. Texts that mean the
 * same have similar vectors.
 *
 * A set has the vectors of one directory by one model. They are made in steps of one short transaction each:
 * vectors_next() returns texts without a vector, the caller asks the model for them, and vectors_put() writes
 * what came. A stop between two steps loses at most one answer of the model. A text that was seen before, in
 * another file or before a file changed, keeps its vector.
 *
 * A component takes one byte. So 100,000 passages with 768 dimensions take 77 MB of the file, and 10 MB for
 * what leads to them. In memory there is never more than one block. */
#ifndef FRONTDESK_VECTORS_H
#define FRONTDESK_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct store;

enum {
    VECTORS_BLOCK = 256,       /* vectors of a block */
    VECTORS_DIMENSION = 4096,  /* components of a vector, at most */
    VECTORS_TEXTS = 32,        /* texts of a batch, at most: services take as many in one request */
    VECTORS_BYTES = 32 * 1024, /* bytes of a batch; a single text is at most PASSAGE_BYTES and its title */
    VECTORS_WORDINGS = 8,      /* vectors of a passage: of the whole, and of its other wordings */
    VECTORS_PASSAGES = 200,    /* passages that a batch covers, at most */
};

/* Texts that need a vector. */
struct vectors_batch {
    int64_t set;
    const char *text[VECTORS_TEXTS];
    size_t n;
    /* The rest is for vectors_put(). */
    const char *hash[VECTORS_TEXTS];
    int64_t file, after, upto; /* it covers the passages of the file after this one, up to that one */
    size_t passages;
    struct {
        int64_t passage;
        size_t text; /* the number of its text in the batch */
    } link[VECTORS_PASSAGES + VECTORS_WORDINGS];
    size_t n_links;
};

/* n vectors with `dimension` components each, one after the other. norms: of each the sum of its squares. */
struct vectors_made {
    size_t n, dimension;
    const int8_t *values;
    const uint32_t *norms;
};

enum vectors_step {
    VECTORS_NONE, /* every text has its vector; or another program writes to the store */
    VECTORS_MORE, /* something was done: call again */
    VECTORS_ASK,  /* the batch has texts: the model has to be asked for them */
};

/* Takes a step in a transaction of its own. max: texts of the batch, at most. Texts are in the arena. */
enum vectors_step vectors_next(struct store *, struct arena *, const char *directory, const char *model,
                               size_t max, struct vectors_batch *);

enum vectors_fate {
    VECTORS_WRITTEN,
    VECTORS_BUSY,     /* another program writes to the store: nothing was written */
    VECTORS_REPLACED, /* they have another dimension than those of the set: it will be made again */
};

/* Writes the vectors of a batch, in a transaction of its own. made->n must be batch->n. Passages that are gone
 * meanwhile are left out. */
enum vectors_fate vectors_put(struct store *, struct arena *, const struct vectors_batch *,
                              const struct vectors_made *);
/* Leaves the texts of a batch without a vector until their file changes, because the model refuses them. */
void vectors_skip(struct store *, const struct vectors_batch *);

/* Removes, a batch in a transaction of its own, the sets that are not among these pairs of directory and model.
 * Returns true when there is more to do. */
bool vectors_forget_others(struct store *, const char *const *directories, const char *const *models,
                           size_t n);
/* Within the caller's transaction: removes a batch of a set of this directory. Returns true when there may be
 * more. */
bool vectors_forget_directory(struct store *, int64_t directory);
/* Within the caller's transaction: forgets which vectors the first `limit` passages of a file have. Must be
 * called before they are removed. */
void vectors_forget_passages(struct store *, int64_t file, int64_t limit);
/* The same for the file, when it has no passages any more. */
void vectors_forget_file(struct store *, int64_t file);

struct vectors_count {
    int64_t set;                       /* 0: there is none yet */
    int64_t dimension, passages, made; /* made: how many of the passages have their vectors */
};

struct vectors_count vectors_count(struct store *, const char *directory, const char *model);
/* Says whether so many passages have their vectors that questions are compared with them: nine of ten. With fewer,
 * those without would be hidden by those with. */
bool vectors_enough(const struct vectors_count *);

#endif
