/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line: a queue's waiting conversations, first in, first out within a priority; and what a customer is told
 * of it. */
#ifndef FRONTDESK_LINE_H
#define FRONTDESK_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct conf_queue;
struct desk;

int64_t line_waiting(const struct desk *, const char *queue);
/* No room for one more customer, or not for one more of that domain (share.h). */
bool line_full(struct desk *, const struct conf_queue *, const char *customer_jid);
/* One more stands in it: says in the log when it becomes full. */
void line_note(struct desk *, const struct conf_queue *);

/* Writes the row of a conversation that comes to the tail or the head of a queue's line: place, queue, time and
 * position; the state is there already. At the head stand those whom an agent has had, in the order in which they came; nobody else comes between. */
void line_enter_tail(struct desk *, const struct conversation *, const char *queue);
void line_enter_head(struct desk *, const struct conversation *, const char *queue);
/* At the place it had: a conversation that was closed before it was ever served. */
void line_enter_again(struct desk *, const struct conversation *, const char *queue);

/* The queue that a person means by its name or title; NULL: none. */
const struct conf_queue *line_called(struct desk *, const char *text);

/* Conversations of queues that left the configuration go to the default queue (else the first), in the order
 * in which they came: a place is a place in every line. At the start and on a new configuration. */
void lines_sync(struct desk *);

/* 1 is the head. Counts; for one conversation at a time. */
int64_t line_position(struct desk *, const struct conversation *);
/* An honest estimate: the last 100 served, time waited for each place; -1 when there are fewer than 5. */
int64_t line_estimate_ms(struct desk *, const char *queue, int64_t position);

/* Listener. Telling positions goes on over several turns, and counts on from where it is. */
void line_left(struct desk *, const struct conversation *was, enum conversation_state to);
void line_entered(struct desk *, struct conversation *, const struct conversation *was);

/* A customer waits: positions will have to be told. */
void line_watch(struct desk *);
/* Timer: tells those whose position changed materially, a bounded number a turn. */
void line_tell_positions(struct desk *, int64_t ref);

#endif
