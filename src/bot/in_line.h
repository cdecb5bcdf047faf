/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * in_line: while a customer waits for a person, the responder answers what its texts surely answer: at most
 * twice in a wait, never while an agent is asked, never with a question of its own, and not after the customer
 * has said no. The place in the line stays as it is. The setting is `responder_in_line`; without it, this is
 * so outside the hours of the queue. */
#ifndef FRONTDESK_IN_LINE_H
#define FRONTDESK_IN_LINE_H

#include <stdint.h>

struct conversation;
struct desk;
struct mail;

/* Must be called when a conversation enters or leaves the line, and when the offer to an agent has ended. */
void in_line_begin(struct desk *, const struct conversation *);
void in_line_again(struct desk *, const struct conversation *);
void in_line_end(struct desk *, const struct conversation *);
/* Returns the number of the last message that was answered in this wait; 0: none. */
int64_t in_line_answered_upto(struct desk *, const struct conversation *);
/* Must be called when the customer has written while waiting, after the message was archived. */
void in_line_heard(struct desk *, const struct conversation *, const struct mail *);
/* Answers what the customer has written, if the conversation waits: for the handler of TIMER_ANSWER. */
void in_line_answer(struct desk *, struct conversation *);

#endif
