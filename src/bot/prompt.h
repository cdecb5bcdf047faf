/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prompt: builds the requests to language models. The instructions of the company and the passages found have
 * the role "system", and so have the customer's name and language, without signs that could be marks. What
 * strangers wrote has the role "user" and stands between marks, and nowhere else. There is one system text, and
 * the roles after it alternate, because strict templates want that. When context_tokens does not suffice, the
 * oldest messages are left out. */
#ifndef FRONTDESK_PROMPT_H
#define FRONTDESK_PROMPT_H

struct responder_state;
struct conf_responder;
struct conversation;
struct desk;
struct known;

/* Returns the request for an answer to the customer, in the arena. Returns NULL and sets *why if the text
 * cannot be redacted or the request cannot be built. */
const char *prompt_answer(struct desk *, const struct conversation *, const struct responder_state *,
                          const struct known *, const char **why);

/* Returns the text with which each request for an answer begins: what the assistant is, and the instructions
 * of the company. */
const char *prompt_frame(struct desk *, const struct conversation *, const struct conf_responder *);

/* Returns a request to do something with the whole conversation, or (text not NULL) with this text. system:
 * the instruction that says what to do. Returns NULL and sets *why as prompt_answer() does. */
const char *prompt_about(struct desk *, const struct conversation *, const struct conf_responder *,
                         const char *system, const char *text, const char **why);

#endif
