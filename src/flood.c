/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: see flood.h. */
#include "flood.h"

static struct flood_place *place_of(struct flood *f, int64_t customer)
{
    return &f->place[(uint64_t)customer % FLOOD_PLACES];
}

bool flood_pass(struct flood *f, int64_t customer, int64_t now_ms, int64_t limit, int64_t period_ms)
{
    struct flood_place *p = place_of(f, customer);
    /* A clock that jumped back starts a new period as well. */
    if (p->customer != customer || now_ms - p->since_ms >= period_ms || now_ms < p->since_ms)
        *p = (struct flood_place){.customer = customer, .since_ms = now_ms};
    if (p->n < UINT32_MAX)
        p->n++;
    return p->n <= limit;
}

bool flood_tell(struct flood *f, int64_t customer)
{
    struct flood_place *p = place_of(f, customer);
    bool first = !p->told;
    p->told = true;
    return first;
}
