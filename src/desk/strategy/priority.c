/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * priority: always the agent who stands first in the queue's list. */
#include "desk/strategy/strategy.h"

const struct strategy strategy_priority = {.name = "priority"};
