/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vocabulary: the terms and the pieces (pieces.h) of all passages of a directory, and how many passages have
 * each. Passages are noted one by one, and the counts are written once for a batch, because most terms of a
 * batch are the same. */
#ifndef FRONTDESK_VOCABULARY_H
#define FRONTDESK_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct store;

struct vocabulary {
    struct arena *arena;
    int64_t directory;
    const char **term; /* terms of the passages noted so far, each once for each passage that has it */
    size_t n, room;
    uint32_t *piece; /* how many of these passages have each piece, by bucket */
    uint8_t *seen;   /* room for pieces_each() */
};

/* Returns an empty vocabulary whose terms will be in the arena. */
struct vocabulary vocabulary_new(struct arena *, int64_t directory);
/* Notes one passage. The terms are in the form of terms_of_text(), the texts in that of pieces_text(). */
void vocabulary_note(struct vocabulary *, const char *title_terms, const char *body_terms,
                     const char *wordings, const char *plain);
/* Write to the store that the noted passages were added, or removed. Must be called in the transaction that
 * adds or removes them. */
void vocabulary_add(struct vocabulary *, struct store *);
void vocabulary_remove(struct vocabulary *, struct store *);

/* Returns how many passages of a directory have each piece, by bucket: PIECE_BUCKETS numbers, in the
 * arena. */
uint32_t *vocabulary_pieces(struct store *, struct arena *, int64_t directory);

#endif
