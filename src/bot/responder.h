/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder: what answers a customer before a person does. A conversation that it has is in the state `bot`; it leaves
 * that state by handover.h, or because an agent takes it, and from then on the responder is silent until !bot. */
#ifndef FRONTDESK_RESPONDER_H
#define FRONTDESK_RESPONDER_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct conf_queue;
struct conf_responder;
struct desk;
struct mail;

/* As conf_responder_of() says. */
const struct conf_responder *responder_of(const struct desk *, const struct conf_queue *);

/* Does a new conversation of this customer begin with the responder? *why: by which rule, for the event log. Says the
 * same again within the same step. */
bool responder_begins(struct desk *, const struct conf_queue *, const char *customer_jid, const char **why);
/* No room for one more (max_conversations), or not for one more of that customer's domain (share.h). */
bool responder_full(struct desk *, const struct conf_queue *, const char *customer_jid);
/* May one that is opened again go on with the responder: did nobody else have it since? */
bool responder_goes_on(struct desk *, const struct conversation *);

/* Listener: the conversation is the responder's from now on, or no longer, or it waits until one helps. */
void responder_left(struct desk *, const struct conversation *was, enum conversation_state to);
void responder_entered(struct desk *, struct conversation *, const struct conversation *was);

/* The customer has written, and it is in the archive. m NULL: what was kept of the menu. first: nothing has been said
 * to the customer yet. */
void responder_heard(struct desk *, struct conversation *, const struct mail *m, bool first);

/* Timers. */
void responder_answer(struct desk *, int64_t conversation);
void responder_fallback(struct desk *, int64_t conversation);
/* The customer of a conversation that a responder has has fallen silent. */
void responder_idle(struct desk *, int64_t conversation);
/* Those whose responder left the configuration go to the line, some at a time. Also at the start, and on a new
 * configuration. */
void responders_sync(struct desk *, int64_t ref);

#endif
