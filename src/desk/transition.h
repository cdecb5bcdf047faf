/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * transition: a conversation goes from state to state.
 *
 *     bot → waiting → offered → active → closed        (and snoozed)
 *
 * Every change of state goes through here and is one row of the event log, with its reason. */
#ifndef FRONTDESK_TRANSITION_H
#define FRONTDESK_TRANSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

/* Would a message of this customer open the last conversation again? */
bool conversation_would_reopen(struct desk *, const struct customer *, const struct conf_queue *);

/* A first message: a new conversation with the responder or at the tail of the line, or the last one opened again when it was
 * closed within reopen_within (to the same agent if that agent is free, else at the head). *reopened says
 * which. The caller checks max_waiting before. Says nothing to anybody: conversation_welcome() does, once the
 * message is in the archive. */
struct conversation conversation_start(struct desk *, const struct customer *, const struct conf_queue *,
                                       bool *reopened);

/* The agent holds it from now on. why: how that agent was chosen. Gives the agent all that was not relayed
 * yet. */
void conversation_hold(struct desk *, struct conversation *, int64_t agent, const char *reason,
                       const char *why);
/* Back to the line it came from or on to another: at its head. Ends open offers. */
void conversation_requeue(struct desk *, struct conversation *, const char *queue, const char *reason);
/* From the responder to the line: at its tail; at its old place if it had one; at the head if a person had it. */
void conversation_to_line(struct desk *, struct conversation *, const char *reason);
/* To the responder of its line, which there must be. since: the last message that is not the responder's matter. */
void conversation_to_bot(struct desk *, struct conversation *, const char *reason, int64_t since);
/* To offered, or back to waiting at its old place. */
void conversation_offered(struct desk *, struct conversation *, int64_t agent, const char *why);
void conversation_unoffered(struct desk *, struct conversation *, const char *reason);
/* reason: agent customer idle abandoned blocked error. Tells nobody. */
void conversation_close(struct desk *, struct conversation *, const char *reason);

#endif
