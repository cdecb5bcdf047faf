/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_request: writes requests of the Chat Completions API as text. Uses what llama.cpp, Ollama, vLLM
 * and the hosted services have in common; the prompt has settings for the differences. */
#ifndef FRONTDESK_COMPLETION_REQUEST_H
#define FRONTDESK_COMPLETION_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct completion_tool;

enum completion_role { COMPLETION_SYSTEM, COMPLETION_USER, COMPLETION_ASSISTANT };

struct completion_message {
    enum completion_role role;
    const char *text;
};

struct completion_prompt {
    const char *model; /* "": the only model of the server */
    const struct completion_message *messages;
    size_t n;
    int64_t max_tokens;          /* of the answer */
    const char *max_tokens_name; /* "max_tokens", or the service's own name for it */
    bool stream;
    bool tools;                         /* offer the tools answer, ask, handoff and close */
    const struct completion_tool *more; /* further tools */
    size_t n_more;
    const char *extra; /* a JSON object whose members are added, or left out where they are null; "": none */
};

/* Returns the request as JSON, in the arena. NULL with *why when extra is not an object. */
char *completion_request(struct arena *, const struct completion_prompt *, const char **why);

/* Returns the next request of a conversation, in the arena: `request` with the tool call of the model (in
 * the form of completion_call_text()) and its result added. */
char *completion_request_again(struct arena *, const char *request, const char *call, const char *result);

/* Returns the request for the rest of an answer that was cut off, in the arena: `request` with the beginning and
 * the wish to go on added. */
char *completion_request_go_on(struct arena *, const char *request, const char *begun);
/* Returns the beginning of the answer in a request of completion_request_go_on(), in the arena; "" in others. */
const char *completion_request_begun(struct arena *, const char *request);

/* Returns the texts in a request that come from customers, tools and the knowledge, in the arena. The texts
 * of this program, of the administrator and of the model are left out. */
char *completion_request_data(struct arena *, const char *request);

/* Returns all texts in a request, in the arena, but what the model has said in the answer that it is writing. */
char *completion_request_given(struct arena *, const char *request);

/* Estimates the tokens of a text, rather too many than too few. For services that do not count them. */
int64_t completion_tokens(const char *text);

#endif
