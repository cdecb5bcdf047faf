/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handover: from the responder to people. One transaction with the change of state: the briefing is a note in the
 * archive, the conversation stands in the line and agents are asked, all in the step in which it is decided. Nothing is
 * promised that does not happen then. */
#ifndef FRONTDESK_HANDOVER_H
#define FRONTDESK_HANDOVER_H

#include <stdbool.h>

struct bot;
struct conversation;
struct desk;

/* Who could take it over at this moment. */
struct people {
    bool there;       /* the queue is open, and somebody is on duty */
    const char *when; /* not open: when it is again, in the customer's language; "" when that is not known */
};
struct people handover_people(struct desk *, const struct conversation *);

/* To the line, whether anybody is there or not; the customer is told when to expect somebody. When the line is full,
 * that is said, and the conversation stays with the responder. reason: for the briefing and the event log, as in "the
 * customer asked for a person". */
void handover(struct desk *, struct conversation *, struct bot *, const char *reason);

/* The same, however long the line is. */
void handover_now(struct desk *, struct conversation *, struct bot *, const char *reason);

/* As handover() while somebody is on duty. Else the customer is asked first: a place in the line that nobody looks at until
 * tomorrow, or go on with the responder? */
void handover_or_ask(struct desk *, struct conversation *, struct bot *, const char *reason);

#endif
