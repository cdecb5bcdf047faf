/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ring_all: everybody at once; the first who accepts has it. */
#include "desk/strategy/strategy.h"

const struct strategy strategy_ring_all = {
    .name = "ring-all",
    .all = true,
    .rules = {{strategy_by_chats, "everybody is asked"}},
};
