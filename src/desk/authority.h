/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * authority: what an agent may know of a conversation, and whether the agent may do anything with it. Every
 * command, every message to a face, presence and IQs ask here.
 *
 * An agent acts on a conversation that stands in a queue of theirs, that they hold, or that is offered to
 * them; a supervisor on every one. When it is transferred to a queue that they do not serve, they keep what
 * was said until then, to read: what follows is for the agents of the other queue. */
#ifndef FRONTDESK_AUTHORITY_H
#define FRONTDESK_AUTHORITY_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct conversation;
struct desk;

struct authority {
    bool acts;
    int64_t upto; /* the last message (id) that the agent may read; 0: the conversation does not concern them
                     at all */
};

struct authority authority_over(struct desk *, const struct conversation *, const struct agent *);

/* The conversation that a face stands for to this agent: the newest that they may know of. id 0 when there is
 * none, and for everybody who is not an agent. */
struct conversation authority_at_face(struct desk *, const char *localpart, const struct agent *,
                                      struct authority *);

/* The queues whose conversations this agent may know of, a line break before and after each name; NULL: all.
 */
const char *authority_queues(struct desk *, const struct agent *);

/* Why nothing is done, to an agent who wants to do something with a conversation that has left their queues:
 * "Not sent: …". */
extern const char authority_past[];

#endif
