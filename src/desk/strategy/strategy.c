/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy: see strategy.h. */
#include "desk/strategy/strategy.h"

#include "conf/conf.h"
#include "desk/agent.h"

#define STRATEGY_ROW(name) &strategy_##name,
static const struct strategy *const strategies[] = {STRATEGIES(STRATEGY_ROW)};

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
