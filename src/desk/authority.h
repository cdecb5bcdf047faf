/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * authority: what an agent may read of a conversation, and whether the agent may act on it. Commands,
 * messages to a face, presence and IQs of agents all ask here.
 *
 * An agent may act on a conversation that stands in one of the agent's queues, that the agent holds, or that
 * is offered to the agent. A supervisor may act on every conversation. After a transfer to a queue that they
 * do not serve, agents may still read what was said until then; what follows is for the agents of the other
 * queue. */
#ifndef FRONTDESK_AUTHORITY_H
#define FRONTDESK_AUTHORITY_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct conversation;
struct desk;

struct authority {
    bool acts;
    int64_t upto; /* the last message (id) that the agent may read; 0: the agent may not know of the
                     conversation at all */
};

struct authority authority_over(struct desk *, const struct conversation *, const struct agent *);

/* Returns the newest conversation of this face that the agent may know of, and in *authority what the agent
 * may do with it. Looks at the face's latest 50 conversations. id 0: there is none, or the agent is nobody
 * (id 0) or not in the configuration. */
struct conversation authority_at_face(struct desk *, const char *localpart, const struct agent *,
                                      struct authority *);

/* Returns the names of the queues whose conversations this agent may know of, with a line break before and
 * after each name, in the arena. NULL: all queues. */
const char *authority_queues(struct desk *, const struct agent *);

/* The reason given to an agent who tries to act on a conversation that has left the agent's queues. Callers
 * put "Not sent: " or "Not done: " in front. */
extern const char authority_past[];

#endif
