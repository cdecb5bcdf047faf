/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offer_line: what an agent reads of an offer: a line of the desk, and below it the customer's own messages (shown.h).
 *
 * The line is a new message, which rings, at the first offer of a wait, again after round_pause, and then after
 * doubled times up to 15 minutes; and at the first offer after the agent came back or wrote ready. In between
 * an offer is renewed in place, as a correction of the line (XEP-0308), if nothing else was said in that chat since:
 * Conversations corrects only the last message of an address. Else nothing is sent.
 *
 * The end of an offer moves no chat to the top of a list: it corrects the line under the same condition, and else the
 * chat's presence tells it (contact.h). It is a message only for an agent none of whose devices we see, or while the
 * link is down. Whether a client knows corrections is not asked: all that we have seen do (t/README), and one that
 * does not shows the text as a message. */
#ifndef FRONTDESK_OFFER_LINE_H
#define FRONTDESK_OFFER_LINE_H

#include <stdint.h>

#include "desk/conversation.h"

struct agent;
struct desk;

/* Shows the offer that was just made. */
void offer_show(struct desk *, const struct conversation *, const struct agent *);
/* The offer has ended. Corrects the line where that is possible; else, if the end is worth a message and the agent sees
 * no presence of the chat, sends the text. */
void offer_show_end(struct desk *, const struct conversation *, const struct agent *, const char *text,
                    bool worth_a_message);
/* Makes the next offer of this customer to this agent ring: something that was shown has come back. */
void offer_show_anew(struct desk *, const struct conversation *, const struct agent *);
/* Makes the next offers to this agent ring. */
void offers_ring_again(struct desk *, int64_t agent);
/* The conversation has left the line: the next wait begins anew. */
void offers_wait_over(struct desk *, const struct conversation *);

#endif
