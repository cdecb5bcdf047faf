/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: see flood.h. */
#include "flood.h"

enum flood_verdict flood_count(struct flood *f, int64_t customer, int64_t now_ms, int64_t limit,
                               int64_t period_ms)
{
    struct flood_place *p = &f->place[(uint64_t)customer % FLOOD_PLACES];
    /* A clock that jumped back starts a new period as well. */
    if (p->customer != customer || now_ms - p->since_ms >= period_ms || now_ms < p->since_ms)
        *p = (struct flood_place){.customer = customer, .since_ms = now_ms};
    p->n++;
    if (p->n <= limit)
        return FLOOD_PASS;
    return p->n == limit + 1 ? FLOOD_TELL : FLOOD_DROP;
}
