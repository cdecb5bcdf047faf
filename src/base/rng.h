/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rng: the random number generator of the core (xoshiro256**, seeded through splitmix64). It is seeded so
 * that a run can be replayed. Not for secrets. */
#ifndef FRONTDESK_RNG_H
#define FRONTDESK_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

void rng_seed(struct rng *, uint64_t seed);
uint64_t rng_next(struct rng *);
/* Returns a number from 0 to n - 1, n > 0, uniform and without modulo bias. */
uint64_t rng_below(struct rng *, uint64_t n);
/* Writes len characters of [a-z0-9] and a NUL, so buf has len + 1 bytes. Leaves out the look-alikes 0, o, 1,
 * l and i. */
void rng_word(struct rng *, char *buf, int len);
/* Says whether rng_word() may have made this text, with that length. */
bool rng_is_word(const char *text, int len);

#endif
