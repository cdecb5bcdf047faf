/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * transition: changes the state of a conversation.
 *
 *     bot → waiting → offered → active → closed        (and snoozed)
 *
 * Every change of state goes through one function. It writes the event with its reason, and the row (triggers
 * of the store count the states); it clears the timers that belong to the old state (timer.c has their
 * scope), reads the row again, and calls the listeners (listener.h). The functions below only say which
 * state, and why. When they return, the struct holds the row as it is now. None of them tells the customer
 * anything. */
#ifndef FRONTDESK_TRANSITION_H
#define FRONTDESK_TRANSITION_H

#include <stdint.h>

#include "desk/conversation.h"

/* Returns the customer's last conversation in this queue, if a message would open it again: it was closed
 * within reopen_within, and not by a block. id 0: there is none, and a message begins a new one. */
struct conversation conversation_to_reopen(struct desk *, const struct customer *, const struct conf_queue *);

/* Begins a conversation: with the responder (CONVERSATION_BOT), or at the tail of the line
 * (CONVERSATION_WAITING). The caller must have checked that there is room. why: for the event log; NULL:
 * nothing to add. */
struct conversation conversation_begin(struct desk *, const struct customer *, const struct conf_queue *,
                                       enum conversation_state, const char *why);
/* Opens a closed conversation again. CONVERSATION_BOT: with the responder. CONVERSATION_WAITING: with the
 * agent who had it, if that agent is available and has room; else in the line, at the head, or at its old
 * place if no agent ever had it. */
void conversation_reopen(struct desk *, struct conversation *, enum conversation_state);

/* Says whether a closed conversation may be opened again at this moment: it was closed within reopen_within,
 * and not by a block. */
bool conversation_may_reopen(const struct desk *, const struct conversation *);
/* Opens a closed conversation again, with this agent. reason: for the event log. */
void conversation_reopen_for(struct desk *, struct conversation *, int64_t agent, const char *reason);

/* Gives the conversation to the agent. reason, why: for the event log; why may be NULL. */
void conversation_hold(struct desk *, struct conversation *, int64_t agent, const char *reason,
                       const char *why);
/* Takes the conversation from its holder to the head of the line of this queue. The old holder is not asked
 * in the first round. */
void conversation_requeue(struct desk *, struct conversation *, const char *queue, const char *reason);
/* Takes it to the head of its own line, to be offered to this agent alone as long as that agent can take
 * it. */
void conversation_requeue_for(struct desk *, struct conversation *, int64_t agent, const char *reason);
/* Takes the conversation from the responder to its line: at the head if an agent has had it, else at its old
 * place, or at the tail if it had none. */
void conversation_to_line(struct desk *, struct conversation *, const char *reason);
/* Gives the conversation to the responder of its queue, which must have one. */
void conversation_to_bot(struct desk *, struct conversation *, const char *reason);
/* Change the state to offered, and back to waiting at the old place. For offer.c, which writes the offers. */
void conversation_offered(struct desk *, struct conversation *, int64_t agent, const char *why);
void conversation_unoffered(struct desk *, struct conversation *, const char *reason);
/* Closes the conversation. reason: "agent", "customer", "idle", "abandoned", "blocked" or "error". */
void conversation_close(struct desk *, struct conversation *, const char *reason);

#endif
