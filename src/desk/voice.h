/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * voice: keeps a customer's words and name from looking like the desk's. In a customer's chat an agent reads
 * the customer's words and the desk's from one address, and some clients draw both in one bubble. Only the
 * sign at the beginning of each line of the desk and names tell them apart. So a customer's line that looks
 * like a line of the desk is marked itself, as in "[customer] ▸ …". The same holds for "[desk]", which older
 * versions wrote and everybody would believe. A customer's name that looks like the name of an agent, a
 * queue, a responder or the desk is marked too, as in "Eve (customer)". The archive keeps the words as they
 * were written. */
#ifndef FRONTDESK_VOICE_H
#define FRONTDESK_VOICE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct desk;
struct voice;

/* The sign: U+25B8, for which no client draws a picture, and a blank. */
#define VOICE_SIGN "▸ "

/* Returns a text of the desk as an agent is shown it in a customer's chat: the sign before each line. */
const char *voice_signed(struct arena *, const char *text);

/* Says whether the line, as an agent's client may have copied it, begins with the sign, or with the "[desk]"
 * of older versions. */
bool voice_is_signed(const char *line);

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
