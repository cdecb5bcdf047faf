/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * many: many seeds over several processes. A process that dies or hangs in a seed is that seed's
 * violation, and another one goes on behind it. */
#ifndef FRONTDESK_SIM_MANY_H
#define FRONTDESK_SIM_MANY_H

#include <stdbool.h>
#include <stdint.h>

#include "sim.h"

struct total {
    long runs, steps, violations, faults[N_FAULTS];
};

struct many {
    uint64_t from, to;
    int jobs;
    bool first;                                          /* stop at the first violation */
    bool (*play)(void *, uint64_t seed, struct total *); /* one seed: whether it was good */
    void (*died)(void *, uint64_t seed, const char *how);
    void (*so_far)(const struct total *); /* now and then */
    void *arg;
};

struct total many_play(const struct many *);
void total_add(struct total *, const struct total *);

#endif
