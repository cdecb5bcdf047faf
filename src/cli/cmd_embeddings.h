/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_embeddings: what commands ask a service for embeddings. These wait for its answer. */
#ifndef FRONTDESK_CMD_EMBEDDINGS_H
#define FRONTDESK_CMD_EMBEDDINGS_H

#include <stdbool.h>

#include <jansson.h>

struct arena;
struct cmd_session;
struct conf;
struct store;
struct conf_responder;
struct vectors_near;

/* Makes the vectors of all texts that have none. Returns false if a service failed; that was reported. */
bool cmd_embeddings_make(struct cmd_session *);

/* Returns for each directory and model of the configuration how many passages have their vectors, as an array of
 * objects: directory, model, dimension, passages, vectors. A new reference. */
json_t *cmd_embeddings_state(struct arena *, const struct conf *, struct store *);
/* Prints that, a line for each. */
void cmd_embeddings_print(struct arena *, const json_t *state);

/* Finds the passages that are near to a question. near->n is 0 if the responder has no `embeddings`, or if that
 * failed: then that was reported, once. */
void cmd_embeddings_near(struct cmd_session *, const struct conf_responder *, const char *question,
                         struct vectors_near *near);

#endif
