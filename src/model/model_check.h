/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_check: checks the settings of a responder that asks a language model. */
#ifndef FRONTDESK_MODEL_CHECK_H
#define FRONTDESK_MODEL_CHECK_H

#include <stdbool.h>

struct conf;
struct conf_block;
struct conf_responder;
struct conf_tool;
struct mistakes;

/* Adds the mistakes of a responder of type openai, and reads its key. used: a queue uses the responder; only
 * then must the file of the key exist. Does nothing for other types. */
void model_check_responder(struct mistakes *, struct conf *, struct conf_responder *,
                           const struct conf_block *, bool used);

/* The same for the service for embeddings of a responder of any type (embedding_check.c). */
void model_check_embeddings(struct mistakes *, struct conf *, struct conf_responder *,
                            const struct conf_block *, bool used);

/* Adds a mistake if ca_file is not an ordinary file. */
void model_check_certificates(struct mistakes *, const struct conf_responder *, const struct conf_block *);

/* Like model_check_responder(), for a tool that a responder may use. */
void model_check_tool(struct mistakes *, struct conf *, struct conf_tool *, const struct conf_block *);

#endif
