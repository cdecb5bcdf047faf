/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool: a tool of the administrator as a request: what the model fills in of it, and what the desk does. Who asks is
 * always told by the desk, as {desk.customer}: a model says what a customer made it say. */
#ifndef FRONTDESK_TOOL_H
#define FRONTDESK_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "model/completion_call.h"

struct arena;
struct conf_tool;

/* What the desk knows of the conversation in which a tool is called. Each is a placeholder: {desk.customer} … */
struct tool_facts {
    const char *customer;     /* the customer's address, as the server has verified it */
    const char *queue;        /* the name of the queue */
    const char *conversation; /* its number */
    const char *channel;      /* the way to the customer: xmpp */
};

/* Says whether this is the name of a fact, as "desk.customer". */
bool tool_is_fact(const char *name);
/* Says whether a parameter is filled by the desk: its meaning has a fact in it, as in
 * "customer: {desk.customer}". */
bool tool_is_told(const char *parameter);
/* Says whether the request tells the service who asks: {desk.customer} is in the URL, a header or a parameter. */
bool tool_tells_customer(const struct conf_tool *);

/* Returns the tool as the model sees it, in the arena: without the parameters that the desk fills. */
struct completion_tool tool_for_model(struct arena *, const struct conf_tool *);

/* Return the parts of the request, in the arena. The URL has every value percent-encoded (RFC 3986); the body is a JSON
 * object with all parameters and no other member; the headers are lines "Name: value", the values percent-encoded
 * where they are not visible ASCII. The first two return NULL with *why when the model left out a parameter or gave one
 * that would change the path of the URL. */
char *tool_url(struct arena *, const struct conf_tool *, const struct tool_facts *,
               const struct completion_call *, const char **why);
char *tool_body(struct arena *, const struct conf_tool *, const struct tool_facts *,
                const struct completion_call *, const char **why);
char *tool_headers(struct arena *, const struct conf_tool *, const struct tool_facts *);

/* The placeholder of confirm_text for all parameters that the model has filled in. */
#define TOOL_PARAMETERS "parameters"

/* Returns a fact by its name; NULL: there is none of this name. */
const char *tool_fact(const struct tool_facts *, const char *name);
/* Returns the text of an item "TAG: text" of confirm_text if that is its tag, in the arena; with tag "", the text of an
 * item without a tag. Returns NULL for another. */
const char *tool_tagged(struct arena *, const char *item, const char *tag);
/* Says whether a call changes something, so that it is made at most once. */
bool tool_changes(const struct conf_tool *);

/* Returns one parameter of the model's call as text; NULL: it is missing. */
const char *tool_value(struct arena *, const struct completion_call *, const char *name);

#endif
