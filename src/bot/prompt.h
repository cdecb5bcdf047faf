/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prompt: what a language model is sent: the instructions of the company and the passages that fit, in the role of the
 * system; what strangers wrote, in the role of the user and between marks, never anywhere else; the newest first to stay
 * within context_tokens. */
#ifndef FRONTDESK_PROMPT_H
#define FRONTDESK_PROMPT_H

#include "model/chat.h"

struct bot;
struct conf_responder;
struct conf_tool;
struct conversation;
struct desk;
struct knowledge_answer;

/* The request that asks for an answer to the customer; NULL with *why when what leaves cannot be redacted. In the arena. */
const char *prompt_answer(struct desk *, const struct conversation *, const struct bot *, const struct knowledge_answer *,
                          const char **why);

/* The request that wants something done with the whole conversation, or (text not NULL) with a text of it; system says
 * what. NULL as above. */
const char *prompt_about(struct desk *, const struct conversation *, const struct conf_responder *, const char *system,
                         const char *text, const char **why);

/* A tool of the configuration as the API has it. */
struct chat_tool prompt_tool(const struct conf_tool *);

#endif
