/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rng: xoshiro256** by Blackman and Vigna; splitmix64 makes its state from one number, never all zero. */
#include "base/rng.h"

#include <assert.h>
#include <string.h>

static uint64_t rotate_left(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

void rng_seed(struct rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        rng->s[i] = splitmix(&seed);
    }
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t rng_below(struct rng *rng, uint64_t n)
{
    assert(n > 0);
    uint64_t unfair =
        -n % n; /* 2^64 mod n: so many of the lowest values would be more frequent than the others */
    uint64_t x;

    do {
        x = rng_next(rng);
    } while (x < unfair);
    return x % n;
}

static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

bool rng_is_word(const char *text, int len)
{
    return strspn(text, letters) == (size_t)len && text[len] == '\0';
}

void rng_word(struct rng *rng, char *buf, int len)
{
    for (int i = 0; i < len; i++) {
        buf[i] = letters[rng_below(rng, sizeof letters - 1)];
    }
    buf[len] = '\0';
}
