/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy: whom of several free agents the router asks. A strategy is one file with one struct: its name in
 * the configuration, its comparisons, and for each the words by which the event log says that it decided.
 * strategy.c lists them; the router walks the line and the agents. */
#ifndef FRONTDESK_STRATEGY_H
#define FRONTDESK_STRATEGY_H

#include <stdbool.h>

struct agent;

enum { STRATEGY_RULES = 2 /* at most */ };

struct strategy {
    const char *name;
    bool all; /* everybody who may be asked is asked at once */
    /* The first that makes a difference decides. A tie on all of them goes to the agent who stands first in
     * the queue's list. */
    struct strategy_rule {
        int (*compare)(const struct agent *, const struct agent *); /* negative: the first is better */
        const char *why;
    } rules[STRATEGY_RULES + 1];
};

extern const struct strategy strategy_least_busy, strategy_round_robin, strategy_ring_all, strategy_priority;

/* As a queue's `strategy` says it: conf.h. */
const struct strategy *strategy_of(unsigned n);

/* What several of them compare: chats and open offers, fewer is better. */
int strategy_by_chats(const struct agent *, const struct agent *);

#endif
