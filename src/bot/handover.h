/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handover: hands a conversation over from the responder to the agents. The briefing (a note in the archive),
 * the place in the line and the message to the customer are written in one transaction, so the customer is
 * promised nothing that does not happen. */
#ifndef FRONTDESK_HANDOVER_H
#define FRONTDESK_HANDOVER_H

#include <stdbool.h>

struct responder_state;
struct conversation;
struct desk;

/* Whether agents could take the conversation over now. */
struct people {
    bool there;       /* the queue is open, and an agent is available */
    const char *when; /* when a closed queue opens, in the customer's language; "": it is open, or unknown */
};
struct people handover_people(struct desk *, const struct conversation *);

/* Takes the conversation to the line, also if no agent is available, and tells the customer what to expect.
 * If the line is full, tells the customer so, and the conversation stays with the responder. reason: for the
 * briefing and the event log, as in "The customer asked for a person". */
void handover(struct desk *, struct conversation *, struct responder_state *, const char *reason);

/* Does the same, but also if the line is full. */
void handover_now(struct desk *, struct conversation *, struct responder_state *, const char *reason);

/* Hands over if the queue is open and an agent is available, or if the customer was asked already. Else asks
 * the customer first: wait in the line until agents come, or go on with the responder? */
void handover_or_ask(struct desk *, struct conversation *, struct responder_state *, const char *reason);

#endif
