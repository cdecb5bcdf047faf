/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_model: what must be right of a responder that asks a language model. */
#ifndef FRONTDESK_CONF_MODEL_H
#define FRONTDESK_CONF_MODEL_H

#include <stdbool.h>

struct conf;
struct conf_block;
struct conf_responder;
struct conf_tool;
struct mistakes;

/* Adds its mistakes, and reads its key. used: some queue has it; only then the file of the key has to be there. Of another
 * type there is nothing to say. */
void conf_model_check(struct mistakes *, struct conf *, struct conf_responder *, const struct conf_block *, bool used);

/* … and of the tools that it may use. */
void conf_tool_check(struct mistakes *, struct conf *, struct conf_tool *, const struct conf_block *);

#endif
