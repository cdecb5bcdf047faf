/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures: see figures.h. To count takes some 20 ms with 10,000 changes, and an agent may ask many times in one turn: so
 * what was counted is remembered while nothing changes. */
#include "figures.h"

#include <stdlib.h>

#include "core.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, FRESH_MS = 1000 };

static void count_changes(struct desk *d, struct figures *f, const char *queue, int64_t since)
{
    struct cursor *c = store_query(d->store, SQL_stats_queue, TEXT(queue), INT(since), INT(FIGURES_CHANGES));
    if (!cursor_next(c))
        return;
    f->opened = cursor_int(c, 0);
    f->answered = cursor_int(c, 1);
    f->closed = cursor_int(c, 2);
    f->abandoned = cursor_int(c, 3);
    f->cut = cursor_int(c, 4) == FIGURES_CHANGES;
    cursor_end(c);
}

static void count_transfers(struct desk *d, struct figures *f, const char *queue, int64_t since)
{
    struct cursor *c = store_query(d->store, SQL_stats_transfers, TEXT(queue), INT(since), INT(FIGURES_CHANGES));
    if (!cursor_next(c))
        return;
    f->in = cursor_int(c, 0);
    f->out = cursor_int(c, 1);
    cursor_end(c);
}

static struct figures count(struct desk *d, const char *queue)
{
    int64_t since = d->now_ms - DAY_MS;
    struct figures f = {.at_ms = d->now_ms, .changes = d->changes, .median_wait_ms = -1};
    count_changes(d, &f, queue, since);
    count_transfers(d, &f, queue, since);
    if (f.answered > 0)
        f.median_wait_ms = store_int(d->store, SQL_stats_waits, -1, TEXT(queue), INT(since), INT(FIGURES_CHANGES),
                                     INT((f.answered - 1) / 2));
    return f;
}

struct figures figures_of(struct desk *d, const struct conf_queue *q)
{
    if (d->figures == NULL)
        d->figures = xcalloc(d->conf->n_queues, sizeof *d->figures);
    struct figures *f = &d->figures[q - d->conf->queues];
    int64_t age_ms = d->now_ms - f->at_ms; /* negative when the clock was set back */
    if (f->at_ms == 0 || f->changes != d->changes || age_ms < 0 || age_ms > FRESH_MS)
        *f = count(d, q->name);
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
