/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rng: the one seeded generator of the core (xoshiro256**, seeded through splitmix64), so that a run can be replayed.
 * Not for secrets. */
#ifndef FRONTDESK_RNG_H
#define FRONTDESK_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s[4];
};

void rng_seed(struct rng *, uint64_t seed);
uint64_t rng_next(struct rng *);
/* Uniform in [0, n), n > 0, without modulo bias. */
uint64_t rng_below(struct rng *, uint64_t n);
/* len characters of [a-z0-9] without the look-alikes 0 o 1 l i, and a NUL: buf has len + 1 bytes. */
void rng_word(struct rng *, char *buf, int len);

#endif
