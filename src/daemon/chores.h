/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chores: what the loop does a little at a time between two turns: the full-text index, the store's log,
 * reading the responders' knowledge and making its vectors. The on_ functions are callbacks of libevent with the loop as their
 * argument. */
#ifndef FRONTDESK_CHORES_H
#define FRONTDESK_CHORES_H

#include <stdint.h>

#include <event2/util.h>

struct embedder_ops;
struct loop;

/* Writes a batch of the full-text index. Indexing is the most expensive part of storing a message, so it is
 * done separately: a batch, then a pause in which the loop handles events. In a quiet moment the pause is as
 * long as the batch. Under load it is longer, but it ends, because otherwise the index would never catch up.
 */
void chores_on_index(evutil_socket_t, short what, void *loop);

/* Once a second: starts the index if it does not run, and looks after the store. If nothing happened in this
 * second, the log of the store is written back. */
void chores_on_quiet(evutil_socket_t, short what, void *loop);

/* Reads some of what the responders know, and schedules the rest. */
void chores_on_library(evutil_socket_t, short what, void *loop);

/* Schedules chores_on_library() in ms milliseconds; ms < 0: there is nothing to read. */
void chores_read_library_in(struct loop *, int64_t ms);

/* Lets the embedder use the store between two turns. Its arg is the loop. */
extern const struct embedder_ops chores_embedder_ops;

/* Reads the knowledge before the first customer comes, for at most 2 s. */
void chores_read_library_first(struct loop *);

#endif
