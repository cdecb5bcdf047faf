/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion: the Chat Completions API as text: writes requests, and reads responses as their bytes arrive.
 * Does no networking.
 *
 * Requests use what llama.cpp, Ollama, vLLM and the hosted services have in common; the prompt has settings
 * for the differences. A response may be a stream of events, one object, or anything at all: every part has
 * a limit, and every error is a sentence. */
#ifndef FRONTDESK_COMPLETION_H
#define FRONTDESK_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum completion_role { COMPLETION_SYSTEM, COMPLETION_USER, COMPLETION_ASSISTANT };

struct completion_message {
    enum completion_role role;
    const char *text;
};

/* A tool. Each parameter is written as "order: the number of the order". */
struct completion_tool {
    const char *name, *description;
    const char *const *parameters;
    size_t n;
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
    const char *extra; /* a JSON object whose members are added; "": none */
};

/* Returns the request as JSON, in the arena. NULL with *why when extra is not an object. */
char *completion_request(struct arena *, const struct completion_prompt *, const char **why);

/* Returns the next request of a conversation, in the arena: `request` with the tool call of the model (in
 * the form of completion_call_text()) and its result added. */
char *completion_request_again(struct arena *, const char *request, const char *call, const char *result);

/* Returns the texts in a request that come from customers, tools and the knowledge, in the arena. The texts
 * of this program, of the administrator and of the model are left out. */
char *completion_request_data(struct arena *, const char *request);

enum {
    COMPLETION_TEXT = 64 * 1024,        /* bytes of an answer's text */
    COMPLETION_ARGUMENTS = 16 * 1024,   /* bytes of the arguments of a call */
    COMPLETION_BYTES = 4 * 1024 * 1024, /* bytes of the whole response */
    COMPLETION_LINE = 256 * 1024,       /* bytes of one event of the stream */
    COMPLETION_CALLS = 8,
};

/* A tool call that the model asks for. */
struct completion_call {
    const char *name;
    const char *arguments; /* JSON as the model wrote it; may be malformed */
};

struct completion_result {
    const char *text; /* "" when there is none */
    struct completion_call call[COMPLETION_CALLS];
    size_t n_calls;
    bool cut;          /* the answer was cut off at max_tokens */
    int64_t tokens;    /* of request and answer, as the service counted; -1: it did not report them */
    const char *error; /* a sentence; NULL: no error */
};

struct completion_reader;

struct completion_reader *completion_reader_new(void);
void completion_reader_free(struct completion_reader *);
/* Reads the next bytes. Returns false when nothing more needs to be read: the end was reached or an error
 * was found. */
bool completion_read(struct completion_reader *, const char *bytes, size_t len);
/* Returns the answer's text so far. Valid until the next completion_read(). */
const char *completion_text(const struct completion_reader *);
/* Ends the reading and returns the result. Its texts live as long as the reader. A stream that stopped
 * before its end mark is an error. */
struct completion_result completion_end(struct completion_reader *);

/* Returns a text argument of a call, in the arena; "" when the call has no text argument of this name. */
const char *completion_argument(struct arena *, const struct completion_call *, const char *name);
/* Returns a number argument of a call; `otherwise` when the call has no number of this name. */
double completion_number(const struct completion_call *, const char *name, double otherwise);

/* Returns the call as one JSON text for storing, in the arena, with the text that the model wrote before it
 * (said, "": none). */
char *completion_call_text(struct arena *, const struct completion_call *, const char *said);
/* Returns the tool of a text of completion_call_text(); "" when the text is damaged. */
char *completion_call_name(struct arena *, const char *call);
/* Returns the URL of a tool with the arguments in place of {their names}, percent-encoded (RFC 3986), in the
 * arena. Returns NULL with *why when an argument is missing, is neither a text nor a number, or is empty,
 * "." or "..", which would change the path. */
char *completion_tool_url(struct arena *, const char *url, const struct completion_call *, const char **why);
/* Returns the arguments of a call as a JSON object for posting, with only the tool's parameters in it, in
 * the arena. Returns NULL with *why when a parameter is missing, as in a call that was cut off. */
char *completion_tool_body(struct arena *, const struct completion_tool *, const struct completion_call *,
                           const char **why);
/* Returns the name of a parameter, which ends at its colon, in the arena. */
char *completion_parameter(struct arena *, const char *parameter);

/* Estimates the tokens of a text, rather too many than too few. For services that do not count them. */
int64_t completion_tokens(const char *text);

#endif
