/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: see flood.h. */
#include "flood.h"

/* FNV-1a. */
int64_t flood_number(const char *address)
{
    uint64_t n = 14695981039346656037u;
    for (; *address != '\0'; address++)
        n = (n ^ (unsigned char)*address) * 1099511628211u;
    return (n & INT64_MAX) != 0 ? (int64_t)(n & INT64_MAX) : 1;
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
