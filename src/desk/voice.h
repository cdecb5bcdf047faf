/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * voice: keeps a customer's words and name from looking like the desk's. In a customer's chat an agent reads
 * the customer's words and the desk's from one address. Only the mark "[desk]" and names tell them apart. So
 * a customer's line that looks like such a mark is marked itself, as in "[customer] [desk] …". A customer's
 * name that looks like the name of an agent, a queue, a responder or the desk is marked too, as in "Eve
 * (customer)". The archive keeps the words as they were written. */
#ifndef FRONTDESK_VOICE_H
#define FRONTDESK_VOICE_H

#include <stdint.h>

struct desk;
struct voice;

/* Returns a customer's words as agents are shown them: body itself, or a marked copy in the arena. NULL stays
 * NULL. */
const char *voice_words(struct desk *, const char *body);

/* Checks the name of a face that is new, or that an older version of the desk made. Stores what the name
 * looks like, marks the face if it could be taken for somebody else, and returns the name as agents see it.
 * jid: the customer's address. If it is an agent's, any name is allowed. */
const char *voice_face(struct desk *, int64_t face, const char *name, const char *jid);

/* Called after a reload: marks faces that look like the new agents and queues. A marked name stays marked. */
void voice_sync(struct desk *);
void voice_free(struct voice *);

#endif
