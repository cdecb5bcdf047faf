/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * also: see also.h. */
#include "desk/also.h"

#include <stdbool.h>
#include <stdint.h>

#include "conf/hours.h"
#include "desk/agent.h"
#include "desk/core.h"
#include "desk/line.h"
#include "desk/say.h"

enum { NAMED = 5 };

struct waiting {
    int64_t id, queued_ms, priority, place;
    const char *name;
    const struct conf_queue *queue;
};

struct list {
    struct waiting named[NAMED];
    size_t n;
    int64_t all;
};

static bool goes_before(const struct waiting *a, const struct waiting *b)
{
    return a->priority != b->priority ? a->priority > b->priority : a->place < b->place;
}

/* Keeps the list in order; the last one falls out of a full list. */
static void insert(struct list *l, const struct waiting *w)
{
    size_t i = l->n < NAMED ? l->n++ : NAMED;
    for (; i > 0 && goes_before(w, &l->named[i - 1]); i--)
        if (i < NAMED)
            l->named[i] = l->named[i - 1];
    if (i < NAMED)
        l->named[i] = *w;
}

static void add_line(struct desk *d, struct list *l, const struct conf_queue *q, const struct agent *a)
{
    int64_t waiting = line_waiting(d, q->name);
    if (waiting == 0)
        return;
    int64_t read = 0;
    struct cursor *c =
        store_query(d->store, SQL_line_waiting_for, TEXT(q->name), INT(a->id), TEXT(a->jid), INT(NAMED));
    for (; cursor_next(c); read++)
        insert(l, &(struct waiting){.id = cursor_int(c, 0),
                                    .name = cursor_text(c, 1),
                                    .queued_ms = cursor_int(c, 2),
                                    .priority = cursor_int(c, 3),
                                    .place = cursor_int(c, 4),
                                    .queue = q});
    cursor_end(c);
    l->all += read < NAMED ? read : waiting;
}

static bool can_take_one(struct desk *d, const struct agent *a)
{
    struct agent counted = *a;
    agent_count(d, &counted);
    return a->conf != NULL && counted.chats + counted.offers < a->conf->max_chats;
}

void also_waiting(struct desk *d, struct text *text, const struct agent *a)
{
    struct list l = {.n = 0};
    for (size_t i = 0; can_take_one(d, a) && i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (agent_serves(d, a, q->name) && conf_queue_suits_agent(q, a->conf) &&
            hours_open(&q->hours, d->now_ms))
            add_line(d, &l, q, a);
    }
    for (size_t i = 0; i < l.n; i++) {
        const struct waiting *w = &l.named[i];
        text_add(text, "%s#%lld %s (%s, %s)", i == 0 ? "\nAlso waiting: " : ", ", (long long)w->id, w->name,
                 w->queue->title, say_seconds(d, d->now_ms - w->queued_ms));
    }
    if (l.n > 0 && l.all > (int64_t)l.n)
        text_add(text, " and %lld more", (long long)l.all - (long long)l.n);
    if (l.n > 0)
        text_add(text, ". !take %lld takes %s too.", (long long)l.named[0].id,
                 l.n == 1 ? "this one" : "the first of them");
}
