/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prompt: builds the requests to language models. The instructions of the company and the passages found have
 * the role "system". What strangers wrote has the role "user" and stands between marks, and nowhere else.
 * When context_tokens does not suffice, the oldest messages are left out. */
#ifndef FRONTDESK_PROMPT_H
#define FRONTDESK_PROMPT_H

struct responder_state;
struct conf_responder;
struct conversation;
struct desk;
struct knowledge_answer;

/* Returns the request for an answer to the customer, in the arena. Returns NULL and sets *why if the text
 * cannot be redacted or the request cannot be built. */
const char *prompt_answer(struct desk *, const struct conversation *, const struct responder_state *,
                          const struct knowledge_answer *, const char **why);

/* Returns a request to do something with the whole conversation, or (text not NULL) with this text. system:
 * the instruction that says what to do. Returns NULL and sets *why as prompt_answer() does. */
const char *prompt_about(struct desk *, const struct conversation *, const struct conf_responder *,
                         const char *system, const char *text, const char **why);

#endif
