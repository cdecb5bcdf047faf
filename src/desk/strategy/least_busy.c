/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * least_busy: the agent with the fewest chats; of several, the one who has been without a chat for longest.
 */
#include "desk/agent.h"
#include "desk/strategy/strategy.h"

static int by_idle(const struct agent *a, const struct agent *b)
{
    return a->idle_ms < b->idle_ms ? -1 : a->idle_ms > b->idle_ms;
}

const struct strategy strategy_least_busy = {
    .name = "least-busy",
    .rules = {{strategy_by_chats, "fewest chats"}, {by_idle, "longest idle"}},
};
