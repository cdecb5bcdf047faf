/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * round_robin: each agent in turn, whatever else they have. */
#include "desk/agent.h"
#include "desk/strategy/strategy.h"

static int by_served(const struct agent *a, const struct agent *b)
{
    return a->served < b->served ? -1 : a->served > b->served;
}

const struct strategy strategy_round_robin = {
    .name = "round-robin",
    .rules = {{by_served, "whose turn it is"}},
};
