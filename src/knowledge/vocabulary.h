/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vocabulary: the terms of all passages, and how many passages have each. Noted passage by passage, written once for a
 * batch, because most terms of a batch are the same few. */
#ifndef FRONTDESK_VOCABULARY_H
#define FRONTDESK_VOCABULARY_H

#include <stddef.h>

struct arena;
struct store;

struct vocabulary {
    struct arena *arena;
    const char **term; /* of the passages noted so far, each as often as there are passages that have it */
    size_t n, room;
};

/* In the arena, and so are the terms. */
struct vocabulary vocabulary_new(struct arena *);
/* One passage, its terms as terms_of_text() has them. */
void vocabulary_note(struct vocabulary *, const char *title_terms, const char *body_terms);
/* The passages noted were added; or were removed. Within the transaction in which they were. */
void vocabulary_add(struct vocabulary *, struct store *);
void vocabulary_remove(struct vocabulary *, struct store *);

#endif
