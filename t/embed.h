/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embed: a model for embeddings that is small enough for tests: pieces of three characters, hashed into 256 places,
 * after synonyms have been replaced ("couch" by "sofa"). So the vectors of texts about the same thing are really
 * near to each other. t/server/vectors.py makes vectors of the same kind behind HTTP. */
#ifndef FRONTDESK_EMBED_H
#define FRONTDESK_EMBED_H

#include <stddef.h>

struct arena;
struct store;
struct vectors_made;

enum { EMBED_DIMENSION = 256 };

/* Returns the response of a service for embeddings to a request: JSON, in the arena. */
const char *embed_answer(struct arena *, const char *request, size_t dimension);
/* Makes the vectors of n texts, in the arena. */
void embed_texts(struct arena *, const char *const *texts, size_t n, size_t dimension, struct vectors_made *);
/* Makes the vectors of all texts of a directory that have none. Returns how many texts were asked for. */
size_t embed_directory(struct store *, const char *directory, const char *model, size_t dimension);

#endif
