/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embedding: writes requests of the Embeddings API, and reads the vectors in its responses. Does no networking.
 *
 * A response may be anything at all: every part has a limit, and every error is a sentence. */
#ifndef FRONTDESK_EMBEDDING_H
#define FRONTDESK_EMBEDDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf_responder;

enum {
    EMBEDDING_DIMENSION = 4096, /* components of a vector, at most */
    EMBEDDING_TEXTS = 32,       /* texts of a request, at most */
    EMBEDDING_BYTES = 4 << 20,  /* bytes of a response */
};

/* n vectors with `dimension` components each, one after the other. Each is scaled so that its greatest component
 * is 127. norms: of each the sum of its squares. In the arena. */
struct embedding {
    size_t n, dimension;
    int8_t *values;
    uint32_t *norms;
};

/* Returns the URL of the Embeddings API of a responder, in the arena. */
const char *embedding_url(struct arena *, const struct conf_responder *);
/* Returns the name of a responder's model for embeddings in the store: embeddings_model, or the URL when that is
 * not set. */
const char *embedding_model(const struct conf_responder *);
/* Returns the body of a request for the vectors of n texts, in the arena. Applies `redact`, with one time limit
 * for all texts. Returns NULL when that is exceeded: then nothing may be sent. */
const char *embedding_request(struct arena *, const struct conf_responder *, const char *const *texts,
                              size_t n);
/* Reads the response to a request for n texts. Returns false with a sentence in *why, in the arena. */
bool embedding_read(struct arena *, const char *json, size_t len, size_t n, struct embedding *,
                    const char **why);

#endif
