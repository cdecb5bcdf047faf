/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures: what happened in a queue in the last 24 hours, counted from the event log. Each change of a
 * conversation counts where it happened: opened in the first queue, answered in the one whose agent took it
 * first, closed and abandoned in the last, and in and out at a transfer. */
#ifndef FRONTDESK_FIGURES_H
#define FRONTDESK_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

struct conf_queue;
struct desk;

/* So many of a queue's latest changes of state are looked at; and so many of all queues, of which each has
 * its part. */
enum { FIGURES_CHANGES = 10000, FIGURES_ALL = 30000 };

struct figures {
    int64_t opened, answered, closed, abandoned, in, out;
    int64_t median_wait_ms; /* from the first message to the first accept; -1: nothing was answered */
    int64_t changes;        /* so many were looked at */
    bool cut;               /* there were more */
    /* When it was counted. */
    int64_t at_ms, at_change;
};

/* At most a second old, and never older than the latest change of any conversation. */
struct figures figures_of(struct desk *, const struct conf_queue *);
/* A conversation has changed its state. */
void figures_changed(struct desk *);
/* At the end, and when the queues are others. */
void figures_forget(struct desk *);

#endif
