/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: see flood.h. */
#include "flood.h"

#include <string.h>

/* SipHash-2-4 (Aumasson and Bernstein, 2012): a stranger who does not know the key finds no two addresses with one
 * number. */
struct sip {
    uint64_t v0, v1, v2, v3;
};

static uint64_t turned(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void rounds(struct sip *s, int n)
{
    while (n-- > 0) {
        s->v0 += s->v1;
        s->v2 += s->v3;
        s->v1 = turned(s->v1, 13) ^ s->v0;
        s->v3 = turned(s->v3, 16) ^ s->v2;
        s->v0 = turned(s->v0, 32);
        s->v2 += s->v1;
        s->v0 += s->v3;
        s->v1 = turned(s->v1, 17) ^ s->v2;
        s->v3 = turned(s->v3, 21) ^ s->v0;
        s->v2 = turned(s->v2, 32);
    }
}

static void word(struct sip *s, const char *bytes, size_t n, uint64_t last)
{
    for (size_t i = 0; i < n; i++)
        last |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    s->v3 ^= last;
    rounds(s, 2);
    s->v0 ^= last;
}

int64_t flood_number(const struct flood_key *key, const char *address)
{
    uint64_t k0 = key->half[0], k1 = key->half[1];
    struct sip s = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                    k1 ^ 0x7465646279746573u};
    size_t len = strlen(address), i = 0;
    for (; len - i >= 8; i += 8)
        word(&s, address + i, 8, 0);
    word(&s, address + i, len - i, (uint64_t)len << 56);
    s.v2 ^= 0xff;
    rounds(&s, 4);
    uint64_t n = (s.v0 ^ s.v1 ^ s.v2 ^ s.v3) & INT64_MAX;
    return n != 0 ? (int64_t)n : 1;
}

static struct flood_place *place_of(struct flood *f, int64_t sender)
{
    return &f->place[(uint64_t)sender % FLOOD_PLACES];
}

bool flood_pass(struct flood *f, int64_t sender, int64_t now_ms, int64_t limit, int64_t period_ms)
{
    struct flood_place *p = place_of(f, sender);
    /* A clock that jumped back starts a new period as well. */
    if (p->sender != sender || now_ms - p->since_ms >= period_ms || now_ms < p->since_ms)
        *p = (struct flood_place){.sender = sender, .since_ms = now_ms};
    if (p->n < UINT32_MAX)
        p->n++;
    return p->n <= limit;
}

bool flood_tell(struct flood *f, int64_t sender)
{
    struct flood_place *p = place_of(f, sender);
    bool first = !p->told;
    p->told = true;
    return first;
}
