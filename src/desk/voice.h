/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * voice: who is speaking. In a customer's chat an agent reads the customer's words and the desk's from one
 * address, and what tells them apart is a mark, "[desk]", and a name. So nothing of a customer's may look
 * like these: a line that does is marked, "[customer] [desk] …", and so is a name that looks like an agent's,
 * a queue's, a responder's or the desk's, "Eve (customer)". The archive keeps the words as they were written.
 */
#ifndef FRONTDESK_VOICE_H
#define FRONTDESK_VOICE_H

#include <stdint.h>

struct desk;
struct voice;

/* A customer's words for an agent's eyes. */
const char *voice_words(struct desk *, const char *body);

/* A face that is new, or that no version of the desk has looked at yet: takes down what its name looks like,
 * and marks it where it could be taken for somebody else's; the name as agents see it. An agent who is the
 * customer here may have any. jid: the customer's. */
const char *voice_face(struct desk *, int64_t face, const char *name, const char *jid);

/* A new configuration: with new agents and queues more names may look like theirs. A name once marked stays
 * so. */
void voice_sync(struct desk *);
void voice_free(struct voice *);

#endif
