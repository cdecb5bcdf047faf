/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prune: see prune.h. */
#include "desk/prune.h"

#include "desk/core.h"
#include "desk/timer.h"

enum {
    HOUR_MS = 60 * 60 * 1000,
    DAY_HOURS = 24,
    KEPT_MS = 7 * DAY_HOURS * HOUR_MS, /* after the stranger was heard of last */
    SOME = 100,
    SOON_MS = 1000,
};

void prune_later(struct desk *d)
{
    timer_set_earlier(d, TIMER_PRUNE, 0, d->now_ms + HOUR_MS);
}

void prune_customer_later(struct desk *d, int64_t customer)
{
    store_run(d->store, SQL_prune_customer_at, INT(customer), INT(d->now_ms + KEPT_MS));
    prune_later(d);
}

struct stranger {
    int64_t id, last_ms;
    bool known; /* has a face, so there was a conversation */
};

static void prune_one(struct desk *d, const struct stranger *s)
{
    if (s->last_ms + KEPT_MS > d->now_ms) {
        store_run(d->store, SQL_prune_customer_move, INT(s->id), INT(s->last_ms + KEPT_MS));
        return;
    }
    store_run(d->store, SQL_menu_clear, INT(s->id));
    if (s->known)
        store_run(d->store, SQL_prune_customer_known, INT(s->id));
    else
        store_run(d->store, SQL_customer_drop, INT(s->id));
}

static bool prune_customers(struct desk *d)
{
    struct stranger some[SOME];
    int n = 0;
    struct cursor *c = store_query(d->store, SQL_prune_customers, INT(d->now_ms), INT(SOME));
    for (; n < SOME && cursor_next(c); n++)
        some[n] = (struct stranger){.id = cursor_int(c, 0),
                                    .last_ms = cursor_int(c, 1),
                                    .known = cursor_int(c, 2) != 0};
    cursor_end(c);
    for (int i = 0; i < n; i++)
        prune_one(d, &some[i]);
    return n == SOME;
}

static bool prune_used(struct desk *d)
{
    int64_t hour = d->now_ms / HOUR_MS;
    return store_run(d->store, SQL_used_drop, INT(hour - DAY_HOURS), INT(hour), INT(SOME)) == SOME;
}

void prune_some(struct desk *d, int64_t ref)
{
    bool more = prune_customers(d);
    more = prune_used(d) || more;
    if (more || store_int(d->store, SQL_prune_any, 0) != 0)
        timer_set(d, TIMER_PRUNE, ref, d->now_ms + (more ? SOON_MS : HOUR_MS));
}
