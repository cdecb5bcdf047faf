/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: see flood.h. */
#include "desk/flood.h"

#include <string.h>

/* SipHash-2-4 (Aumasson and Bernstein, 2012): without the key, a stranger cannot find two addresses that have
 * the same number. */
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

enum { PERIOD_MAX_MS = (1 << 30) - 1 };

static uint32_t kept_period(int64_t period_ms)
{
    return period_ms > PERIOD_MAX_MS ? PERIOD_MAX_MS : (uint32_t)period_ms;
}

/* Says whether the period of this place has ended. It also ends when the clock is set back. */
static bool is_over(const struct flood_place *p, int64_t now_ms)
{
    return p->sender == 0 || now_ms - p->since_ms >= p->period_ms || now_ms < p->since_ms;
}

static struct flood_place *find_place(const struct flood *f, int64_t sender, int64_t period_ms)
{
    const struct flood_place *set = f->place[(uint64_t)sender % FLOOD_SETS];
    for (int i = 0; i < FLOOD_WAYS; i++)
        if (set[i].sender == sender && set[i].period_ms == kept_period(period_ms))
            return (struct flood_place *)&set[i];
    return NULL;
}

/* Returns a place for a sender who has none: a free place, else the place with the smallest count. The sender
 * goes on counting from that count. */
static struct flood_place *place_for(struct flood *f, int64_t sender, int64_t now_ms, int64_t period_ms)
{
    struct flood_place *set = f->place[(uint64_t)sender % FLOOD_SETS], *least = &set[0];
    for (int i = 0; i < FLOOD_WAYS; i++) {
        if (is_over(&set[i], now_ms)) {
            set[i] = (struct flood_place){.sender = sender,
                                          .since_ms = now_ms,
                                          .period_ms = kept_period(period_ms)};
            return &set[i];
        }
        if (set[i].n < least->n)
            least = &set[i];
    }
    *least = (struct flood_place){
        .sender = sender, .since_ms = least->since_ms, .n = least->n, .period_ms = kept_period(period_ms)};
    return least;
}

bool flood_pass(struct flood *f, int64_t sender, int64_t now_ms, int64_t limit, int64_t period_ms)
{
    struct flood_place *p = find_place(f, sender, period_ms);
    if (p == NULL)
        p = place_for(f, sender, now_ms, period_ms);
    if (is_over(p, now_ms))
        *p = (struct flood_place){.sender = sender, .since_ms = now_ms, .period_ms = p->period_ms};
    if (p->n < UINT32_MAX)
        p->n++;
    return p->n <= limit;
}

bool flood_holds(const struct flood *f, int64_t sender, int64_t now_ms, int64_t period_ms)
{
    const struct flood_place *p = find_place(f, sender, period_ms);
    return p != NULL && !is_over(p, now_ms);
}

void flood_forget(struct flood *f, int64_t sender, int64_t period_ms)
{
    struct flood_place *p = find_place(f, sender, period_ms);
    if (p != NULL)
        *p = (struct flood_place){0};
}

static int64_t errors_for(int64_t limit)
{
    return FLOOD_ERRORS * limit > FLOOD_ERRORS_LEAST ? FLOOD_ERRORS * limit : FLOOD_ERRORS_LEAST;
}

enum flood_answer flood_answer(struct flood *f, int64_t sender, int64_t limit, int64_t period_ms)
{
    struct flood_place *p = find_place(f, sender, period_ms);
    if (p == NULL || p->silent)
        return FLOOD_SILENT;
    if (p->n >= limit + errors_for(limit)) {
        p->silent = 1;
        return FLOOD_LAST;
    }
    if (p->told)
        return FLOOD_REFUSE;
    p->told = 1;
    return FLOOD_EXPLAIN;
}

int64_t flood_left_out(const struct flood *f, int64_t sender, int64_t now_ms, int64_t limit,
                       int64_t period_ms)
{
    const struct flood_place *p = find_place(f, sender, period_ms);
    return p != NULL && is_over(p, now_ms) && p->n > limit ? p->n - limit : 0;
}
