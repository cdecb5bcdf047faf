/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vocabulary: the terms of all passages, and how many passages have each. Passages are noted one by one, and
 * the counts are written once for a batch, because most terms of a batch are the same. */
#ifndef FRONTDESK_VOCABULARY_H
#define FRONTDESK_VOCABULARY_H

#include <stddef.h>

struct arena;
struct store;

struct vocabulary {
    struct arena *arena;
    const char **term; /* terms of the passages noted so far, each once for each passage that has it */
    size_t n, room;
};

/* Returns an empty vocabulary whose terms will be in the arena. */
struct vocabulary vocabulary_new(struct arena *);
/* Notes one passage. The terms are in the form of terms_of_text(). */
void vocabulary_note(struct vocabulary *, const char *title_terms, const char *body_terms);
/* Write to the store that the noted passages were added, or removed. Must be called in the transaction that
 * adds or removes them. */
void vocabulary_add(struct vocabulary *, struct store *);
void vocabulary_remove(struct vocabulary *, struct store *);

#endif
