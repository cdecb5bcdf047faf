/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * transition: a conversation goes from state to state.
 *
 *     bot → waiting → offered → active → closed        (and snoozed)
 *
 * Every change of state goes through one function, which writes the event with its reason, the row (the store's
 * triggers count), ends the timers that belong to the old state (timer.c has their scope), reads the row again, and
 * calls the listeners (listener.h). So the functions below only say where to and why, and the struct that they are
 * given is the row when they return. None of them tells the customer anything. */
#ifndef FRONTDESK_TRANSITION_H
#define FRONTDESK_TRANSITION_H

#include <stdint.h>

#include "desk/conversation.h"

/* The last conversation of the customer, when a message would open it again: it was closed within reopen_within. id 0:
 * there is none, and the message begins a new one. */
struct conversation conversation_to_reopen(struct desk *, const struct customer *, const struct conf_queue *);

/* A new one, with the responder (CONVERSATION_BOT) or at the tail of the line (CONVERSATION_WAITING). The caller
 * checks that there is room. why: for the event log, NULL: nothing to add. */
struct conversation conversation_begin(struct desk *, const struct customer *, const struct conf_queue *,
                                       enum conversation_state, const char *why);
/* A closed one is open again: with the responder (CONVERSATION_BOT); or (CONVERSATION_WAITING) with the agent who had
 * it, if that agent has room, else in the line: at the head, or at its old place if no agent ever had it. */
void conversation_reopen(struct desk *, struct conversation *, enum conversation_state);

/* The agent holds it from now on. why: how that agent was chosen. */
void conversation_hold(struct desk *, struct conversation *, int64_t agent, const char *reason, const char *why);
/* From its holder back to the line it came from, or on to another: at its head. */
void conversation_requeue(struct desk *, struct conversation *, const char *queue, const char *reason);
/* The same, and it is offered to this agent alone, as long as that agent can take it. */
void conversation_requeue_for(struct desk *, struct conversation *, int64_t agent, const char *reason);
/* From the responder to the line: at its tail; at its old place if it had one; at the head if a person had it. */
void conversation_to_line(struct desk *, struct conversation *, const char *reason);
/* To the responder of its line, which there must be. */
void conversation_to_bot(struct desk *, struct conversation *, const char *reason);
/* To offered, or back to waiting at its old place. */
void conversation_offered(struct desk *, struct conversation *, int64_t agent, const char *why);
void conversation_unoffered(struct desk *, struct conversation *, const char *reason);
/* reason: agent customer idle abandoned blocked error. */
void conversation_close(struct desk *, struct conversation *, const char *reason);

#endif
