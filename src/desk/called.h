/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * called: finds the agent or the queue that a name stands for: an agent by name, localpart or address, a queue by
 * title, name or address. Several may have the same name; then none of them is guessed. Small and large letters, and how an
 * accent is composed, make no difference. */
#ifndef FRONTDESK_CALLED_H
#define FRONTDESK_CALLED_H

#include <stdbool.h>
#include <stddef.h>

struct conf_agent;
struct conf_queue;
struct desk;

struct called {
    const struct conf_queue *queue; /* … or an agent; both NULL: nobody is called that, or several are */
    const struct conf_agent *agent;
    const char *several; /* who they are, and how each is meant alone; NULL */
};

/* All the names, made ready to be compared: for who tries several texts. In the arena. */
struct names;
struct names *names_of(struct desk *);

/* but: this one is meant only when nobody else can be; NULL: none. */
struct called called(struct desk *, const struct names *, const char *text, const struct conf_agent *but);

#endif
