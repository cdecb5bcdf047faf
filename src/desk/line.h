/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line: a queue's waiting conversations, first in, first out within a priority; and the positions that
 * customers are told. */
#ifndef FRONTDESK_LINE_H
#define FRONTDESK_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct choice;
struct conf_queue;
struct desk;

/* Returns how many conversations wait in the line of this queue. */
int64_t line_waiting(const struct desk *, const char *queue);
/* Says whether the line has no room for this customer: max_waiting is reached, or the customer's domain has
 * its share of it (share.h). */
bool line_full(struct desk *, const struct conf_queue *, const char *customer_jid);
/* Must be called when a conversation has joined the line: logs when 50 or 90 percent of max_waiting are
 * reached. */
void line_note(struct desk *, const struct conf_queue *);

/* These write place, queue, time and position of a conversation that joins the line of a queue. Its state
 * must be written already. At the tail: after all others. At the head: before all that no agent has had yet;
 * among those that an agent has had, in the order in which they first came. */
void line_enter_tail(struct desk *, const struct conversation *, const char *queue);
void line_enter_head(struct desk *, const struct conversation *, const char *queue);
/* At its old place: for a conversation that left the line before an agent ever had it. */
void line_enter_again(struct desk *, const struct conversation *, const char *queue);

/* Returns the queue that the customer names, by its name or title; NULL if there is none, or if several
 * queues have this title. */
const struct conf_queue *line_called(struct desk *, const struct choice *);

/* Moves conversations of queues that left the configuration to the default queue (if there is none, to the
 * first). They keep their order of arrival, because places of different lines can be compared. Called at the
 * start and after a reload. */
void lines_sync(struct desk *);

/* Returns the position of a conversation in its line; 1 is the head. Counts rows, so it is not for loops over
 * a line. */
int64_t line_position(struct desk *, const struct conversation *);
/* Estimates the wait at this position, in milliseconds: the mean wait for each place of the last 100
 * conversations that agents took from this queue. Returns -1 if there are fewer than 5. */
int64_t line_estimate_ms(struct desk *, const char *queue, int64_t position);

/* Listener. line_tell_positions() works over several turns; these correct its count when a conversation joins
 * or leaves the part of the line that it has passed. */
void line_left(struct desk *, const struct conversation *was, enum conversation_state to);
void line_entered(struct desk *, struct conversation *, const struct conversation *was);

/* Must be called when a customer waits: sets TIMER_POSITION if it is not set. */
void line_watch(struct desk *);
/* Handler of TIMER_POSITION: tells waiting customers their position if it changed materially. Looks at no
 * more than 200 conversations in a turn. */
void line_tell_positions(struct desk *, int64_t ref);

#endif
