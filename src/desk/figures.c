/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures: see figures.h. Counting takes about 3 ms for 1,000 changes, and agents may ask many times in one
 * turn, so the figures are kept while nothing changes. All queues are counted at once, because a supervisor
 * asks for all. FIGURES_ALL limits that: twenty queues with FIGURES_CHANGES each would take a second. */
#include "desk/figures.h"

#include <stdlib.h>

#include "desk/core.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, FRESH_MS = 1000 };

static void count_changes(struct desk *d, struct figures *f, const char *queue, int64_t since)
{
    struct cursor *c = store_query(d->store, SQL_stats_queue, TEXT(queue), INT(since), INT(f->changes));
    if (!cursor_next(c))
        return;
    f->opened = cursor_int(c, 0);
    f->answered = cursor_int(c, 1);
    f->closed = cursor_int(c, 2);
    f->abandoned = cursor_int(c, 3);
    cursor_end(c);
    if (f->answered > 0)
        f->median_wait_ms = store_int(d->store, SQL_stats_waits, -1, TEXT(queue), INT(since), INT(f->changes),
                                      INT((f->answered - 1) / 2));
}

static struct figures *of_queue(struct desk *d, const char *name, struct figures *none)
{
    const struct conf_queue *q = conf_queue(d->conf, name);
    return q != NULL ? &d->figures[q - d->conf->queues] : none;
}

static void count_transfers(struct desk *d, int64_t since)
{
    struct figures gone = {0}; /* of queues that left the configuration */
    struct cursor *c = store_query(d->store, SQL_stats_transfers, INT(since), INT(FIGURES_CHANGES));
    while (cursor_next(c)) {
        of_queue(d, cursor_text(c, 0), &gone)->in += cursor_int(c, 2);
        of_queue(d, cursor_text(c, 1), &gone)->out += cursor_int(c, 2);
    }
}

/* Sets how many changes are counted for each queue, so that all together are at most FIGURES_ALL. */
static void share_out(struct desk *d, int64_t since)
{
    int64_t all = 0;
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        int64_t n = store_int(d->store, SQL_stats_changes, 0, TEXT(d->conf->queues[i].name), INT(since),
                              INT(FIGURES_CHANGES));
        d->figures[i] = (struct figures){.changes = n, .cut = n == FIGURES_CHANGES, .median_wait_ms = -1};
        all += n;
    }
    for (size_t i = 0; i < d->conf->n_queues && all > FIGURES_ALL; i++) {
        struct figures *f = &d->figures[i];
        f->cut = f->changes > 0;
        f->changes = f->changes * FIGURES_ALL / all;
    }
}

static void count(struct desk *d)
{
    int64_t since = d->now_ms - DAY_MS;
    share_out(d, since);
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        struct figures *f = &d->figures[i];
        f->at_ms = d->now_ms;
        f->at_change = d->changes;
        count_changes(d, f, d->conf->queues[i].name, since);
    }
    count_transfers(d, since);
}

struct figures figures_of(struct desk *d, const struct conf_queue *q)
{
    if (d->figures == NULL)
        d->figures = xcalloc(d->conf->n_queues, sizeof *d->figures);
    const struct figures *f = &d->figures[q - d->conf->queues];
    int64_t age_ms = d->now_ms - f->at_ms; /* negative when the clock was set back */
    if (f->at_ms == 0 || f->at_change != d->changes || age_ms < 0 || age_ms > FRESH_MS)
        count(d);
    return *f;
}

void figures_changed(struct desk *d)
{
    d->changes++;
}

void figures_forget(struct desk *d)
{
    free(d->figures);
    d->figures = NULL;
}
