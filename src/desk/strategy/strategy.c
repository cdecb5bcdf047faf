/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy: see strategy.h. The table of strategies, in the order in which the manual has them. */
#include "desk/strategy/strategy.h"

#include "conf/conf.h"
#include "desk/agent.h"

static const struct strategy *const strategies[] = {
    &strategy_least_busy,
    &strategy_round_robin,
    &strategy_ring_all,
    &strategy_priority,
};

const struct strategy *strategy_of(unsigned n)
{
    return strategies[n];
}

static const char *name(size_t n)
{
    return strategies[n]->name;
}

const struct name_list strategy_names = {.name = name, .n = sizeof strategies / sizeof strategies[0]};

int strategy_by_chats(const struct agent *a, const struct agent *b)
{
    int64_t left = a->chats + a->offers, right = b->chats + b->offers;
    return left < right ? -1 : left > right;
}
