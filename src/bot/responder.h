/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder: answers a customer before an agent does. While it has a conversation, the state is `bot`. The
 * conversation leaves that state by handover.h, because an agent takes it, or when it is closed. After an
 * agent or the line has got it, the responder is silent until !bot. */
#ifndef FRONTDESK_RESPONDER_H
#define FRONTDESK_RESPONDER_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct conf_queue;
struct conf_responder;
struct desk;
struct mail;
struct vectors_near;

/* Returns the queue's responder, as conf_responder_of() does; NULL: none. */
const struct conf_responder *responder_of(const struct desk *, const struct conf_queue *);

/* Says whether a new conversation of this customer begins with the responder. *why: by which rule, for the
 * event log; not set if the queue has no responder. Returns the same again within the same step. */
bool responder_begins(struct desk *, const struct conf_queue *, const char *customer_jid, const char **why);
/* Says whether a conversation of this customer belongs to the responder's share (`responder_share`). desk: the
 * queue's address; id: of the conversation, INT64_MAX for a new one. */
bool responder_shares(const struct desk *, const struct conf_queue *, const char *customer_jid,
                      const char *desk, int64_t id);
/* Says whether the responder has no room for this customer: max_conversations is reached, or the customer's
 * domain has its share of it (share.h). The queue must have a responder. */
bool responder_full(struct desk *, const struct conf_queue *, const char *customer_jid);
/* Says whether a conversation that is opened again goes on with the responder, because the responder had it
 * last. */
bool responder_goes_on(struct desk *, const struct conversation *);

/* Listener: begins and ends the responder's work, and sets TIMER_FALLBACK for conversations that wait. */
void responder_left(struct desk *, const struct conversation *was, enum conversation_state to);
void responder_entered(struct desk *, struct conversation *, const struct conversation *was);

/* Must be called when the customer has written in a conversation that the responder has, or that waits in the
 * line (in_line.h), after the message was archived. m NULL: the archived messages were written before the responder had it, for example to the
 * menu. first: the customer has been told nothing yet, so the responder welcomes first. */
void responder_heard(struct desk *, struct conversation *, const struct mail *m, bool first);

/* Handlers of TIMER_ANSWER (the customer has finished the question) and TIMER_FALLBACK (no agent was free in
 * time). */
void responder_answer(struct desk *, int64_t conversation);
void responder_fallback(struct desk *, int64_t conversation);
/* Answers a question whose meaning was looked for (search.h). near NULL: it was not found. */
void responder_found(struct desk *, int64_t conversation, const char *question, int64_t after, bool corrected,
                     const struct vectors_near *near);
/* Counts a question or a part of one that is looked up in this step. Returns true, and does not count it, if there
 * were enough: it has to wait for the next step. */
bool responder_is_busy(struct desk *);
/* Handler of TIMER_IDLE for conversations that a responder has: hands them over or closes them. */
void responder_idle(struct desk *, int64_t conversation);
/* Takes conversations whose responder left the configuration to the line, at most 100 of a queue at a time.
 * Called at the start and after a reload; also the handler of TIMER_RESPONDERS, which goes on with the
 * rest. */
void responders_sync(struct desk *, int64_t ref);

#endif
