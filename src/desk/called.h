/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * called: finds the agent or the queue that a name stands for. An agent may be named by name, localpart or
 * address, a queue by title, name or address. When several have the same name, none of them is chosen. Upper
 * and lower case, and how an accent is composed, make no difference. */
#ifndef FRONTDESK_CALLED_H
#define FRONTDESK_CALLED_H

#include <stdbool.h>
#include <stddef.h>

struct conf_agent;
struct conf_queue;
struct desk;

/* At most one member is not NULL. All are NULL if nothing has that name. */
struct called {
    const struct conf_queue *queue;
    const struct conf_agent *agent;
    const char *several; /* several have that name: their list, each with an unambiguous name in brackets */
};

/* All names, prepared for comparison, for callers that try several texts. In the arena. */
struct names;
struct names *names_of(struct desk *);

/* Finds what `text` names. but: an agent who is meant only if nothing else has that name; NULL: nobody. */
struct called called(struct desk *, const struct names *, const char *text, const struct conf_agent *but);

#endif
