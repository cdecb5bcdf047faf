/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures: what happened in a queue in the last 24 hours, counted from the event log. Each change of a
 * conversation counts in the queue where it happened: `opened` in the first queue, `answered` in the queue
 * where an agent first took it, `closed` and `abandoned` in the last queue, and `in` and `out` at a
 * transfer. */
#ifndef FRONTDESK_FIGURES_H
#define FRONTDESK_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

struct conf_queue;
struct desk;

/* At most this many of the latest changes of state are counted: of one queue, and of all queues together. If
 * there are more than FIGURES_ALL, each queue gets a part in proportion to its changes. */
enum { FIGURES_CHANGES = 10000, FIGURES_ALL = 30000 };

struct figures {
    int64_t opened, answered, closed, abandoned, in, out;
    int64_t median_wait_ms;   /* from the first message to the first accept; -1: nothing was answered */
    int64_t changes;          /* how many changes of state were counted */
    bool cut;                 /* older changes within the 24 hours were left out */
    int64_t at_ms, at_change; /* when this was counted, and how many changes the desk had seen by then */
};

/* Returns the figures of a queue. They are counted again if a conversation has changed its state since, or if
 * they are older than one second. */
struct figures figures_of(struct desk *, const struct conf_queue *);
/* Must be called when a conversation changes its state. */
void figures_changed(struct desk *);
/* Frees the figures: at the end, and when a new configuration may have other queues. */
void figures_forget(struct desk *);

#endif
