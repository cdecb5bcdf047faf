/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chat: the Chat Completions API, as text: a request is written, an answer is read as its bytes come. No network here.
 *
 * What is written is what llama.cpp, Ollama, vLLM and the hosted services have in common; where they differ is in the
 * settings of the prompt. What is read may be a stream of events or one object, and anything at all: every limit has a
 * number, and what is wrong is said in a sentence. */
#ifndef FRONTDESK_CHAT_H
#define FRONTDESK_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum chat_role { CHAT_SYSTEM, CHAT_USER, CHAT_ASSISTANT };

struct chat_message {
    enum chat_role role;
    const char *text;
};

/* A parameter of a tool: "order: the number of the order". */
struct chat_tool {
    const char *name, *description;
    const char *const *parameters;
    size_t n;
};

struct chat_prompt {
    const char *model; /* "": the server's only one */
    const struct chat_message *messages;
    size_t n;
    int64_t max_tokens;          /* of the answer */
    const char *max_tokens_name; /* "max_tokens", or what the service calls it */
    bool stream;
    bool tools;        /* offer answer, ask, handoff and close */
    const struct chat_tool *more; /* … and these */
    size_t n_more;
    const char *extra; /* a JSON object whose members are added; "": none */
};

/* In the arena. NULL with *why when extra is no object. */
char *chat_request(struct arena *, const struct chat_prompt *, const char **why);

/* The same request, with what the model wanted of a tool and what came of it: the next round. call as chat_call_text() has it.
 * In the arena. */
char *chat_request_again(struct arena *, const char *request, const char *call, const char *result);

/* What strangers, tools and texts of the company put into a request: all but the words of the desk, its administrator and
 * the model. In the arena. */
char *chat_request_data(struct arena *, const char *request);

enum {
    CHAT_TEXT = 64 * 1024,       /* bytes of an answer */
    CHAT_ARGUMENTS = 16 * 1024,  /* of the arguments of a call */
    CHAT_BYTES = 4 * 1024 * 1024, /* of all that is sent for it */
    CHAT_LINE = 256 * 1024,      /* of an event of the stream */
    CHAT_CALLS = 8,
};

/* A tool that the model wants to be used. */
struct chat_call {
    const char *name;
    const char *arguments; /* JSON, as the model wrote it: to be read with care */
};

struct chat_result {
    const char *text; /* "" when there is none */
    struct chat_call call[CHAT_CALLS];
    size_t n_calls;
    bool cut;       /* the model came to max_tokens */
    int64_t tokens; /* of request and answer, as the service counted; -1: it did not say */
    const char *error; /* a sentence; NULL: none */
};

struct chat_reader;

struct chat_reader *chat_reader_new(void);
void chat_reader_free(struct chat_reader *);
/* The next bytes. False when nothing more is worth reading: the end was told, or a mistake was found. */
bool chat_read(struct chat_reader *, const char *bytes, size_t len);
/* What was read of the answer's text until now; changes with chat_read(). */
const char *chat_text(const struct chat_reader *);
/* No more bytes come. Texts live as long as the reader. A stream that ended without its end is an error. */
struct chat_result chat_end(struct chat_reader *);

/* The argument of a call, "" when it has none of this name that is a text; in the arena. */
const char *chat_argument(struct arena *, const struct chat_call *, const char *name);
/* … as a number; otherwise when it is none. */
double chat_number(const struct chat_call *, const char *name, double otherwise);

/* The call as one JSON text, to be kept, with what was said before it ("": nothing). */
char *chat_call_text(struct arena *, const struct chat_call *, const char *said);
char *chat_call_name(struct arena *, const char *call); /* the tool of such a text; "" in a damaged one */
/* The URL of a tool with the arguments in the place of {their names}, percent-encoded (RFC 3986); NULL with *why when one is
 * missing, or no text or number, or empty, "." or "..", which would make it the address of something else. */
char *chat_tool_url(struct arena *, const char *url, const struct chat_call *, const char **why);
/* The arguments as a JSON object, with nothing in it but the parameters: what is posted. NULL with *why when one is missing,
 * as in a call that was cut off. */
char *chat_tool_body(struct arena *, const struct chat_tool *, const struct chat_call *, const char **why);
/* The name of a parameter, up to its colon. */
char *chat_parameter(struct arena *, const char *parameter);

/* About how many tokens a text has, rather too many than too few: where the service does not count. */
int64_t chat_tokens(const char *text);

#endif
