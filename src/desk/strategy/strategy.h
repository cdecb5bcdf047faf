/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy: which of several free agents the router asks. A strategy is one file with one struct: its name in
 * the configuration, its rules, and for each rule the words by which the event log says that it decided.
 * STRATEGIES lists the strategies; the router goes through the line and the agents. */
#ifndef FRONTDESK_STRATEGY_H
#define FRONTDESK_STRATEGY_H

#include <stdbool.h>

struct agent;

enum { STRATEGY_RULES = 2 /* the most that a strategy has */ };

struct strategy {
    const char *name;
    bool all; /* all eligible agents are asked at once */
    /* The first rule that makes a difference decides. If no rule does, the agent who stands first in the
     * queue's list is asked. The array ends with compare NULL. */
    struct strategy_rule {
        int (*compare)(const struct agent *, const struct agent *); /* negative: the first is better */
        const char *why;
    } rules[STRATEGY_RULES + 1];
};

/* In the order in which the manual has them. */
#define STRATEGIES(row) row(least_busy) row(round_robin) row(ring_all) row(priority)

#define STRATEGY_DECLARE(name) extern const struct strategy strategy_##name;
STRATEGIES(STRATEGY_DECLARE)

/* Returns the strategy with this number; conf_queue.strategy in conf.h holds it. */
const struct strategy *strategy_of(unsigned n);

/* A comparison that several strategies use: fewer conversations and open offers are better. */
int strategy_by_chats(const struct agent *, const struct agent *);

#endif
