/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_call: a call of a tool that a model has asked for: its arguments, the form in which it is
 * stored, and the URL and the body that carry it out. */
#ifndef FRONTDESK_COMPLETION_CALL_H
#define FRONTDESK_COMPLETION_CALL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A tool. Each parameter is written as "order: the number of the order". */
struct completion_tool {
    const char *name, *description;
    const char *const *parameters;
    size_t n;
};

/* A tool call that the model asks for. */
struct completion_call {
    const char *name;
    const char *arguments; /* JSON as the model wrote it; may be malformed */
    const char *id;        /* the service's; NULL or "": none */
    const char *extra;     /* JSON that the service wants back with the call; NULL or "": none */
};

/* Returns the name of a tool without what services and templates add to it, in the arena: "handoff" for
 * "functions.handoff:0" and "handoff<|channel|>commentary". */
char *completion_plain_name(struct arena *, const char *name);

/* Whether the arguments are an object, so that the call was not cut off. */
bool completion_is_whole(const struct completion_call *);
/* Returns a text argument of a call, in the arena; "" when the call has no text argument of this name. */
const char *completion_argument(struct arena *, const struct completion_call *, const char *name);
/* Returns a number argument of a call; `otherwise` when the call has no number of this name. */
double completion_number(const struct completion_call *, const char *name, double otherwise);

/* Returns the call as one JSON text for storing, in the arena, with the text that the model wrote before it
 * (said, "": none). */
char *completion_call_text(struct arena *, const struct completion_call *, const char *said);
/* Return what completion_call_text() has stored, in the arena: the call, and what the model wrote before it. */
struct completion_call completion_call_read(struct arena *, const char *call);
const char *completion_call_said(struct arena *, const char *call);
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

#endif
