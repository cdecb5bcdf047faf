/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_check: what must be right of a responder that asks a language model. */
#ifndef FRONTDESK_MODEL_CHECK_H
#define FRONTDESK_MODEL_CHECK_H

#include <stdbool.h>

struct conf;
struct conf_block;
struct conf_responder;
struct conf_tool;
struct mistakes;

/* Adds its mistakes, and reads its key. used: some queue has it; only then the file of the key has to be
 * there. Of another type there is nothing to say. */
void model_check_responder(struct mistakes *, struct conf *, struct conf_responder *,
                           const struct conf_block *, bool used);

/* The same of a tool that it may use. */
void model_check_tool(struct mistakes *, struct conf *, struct conf_tool *, const struct conf_block *);

#endif
