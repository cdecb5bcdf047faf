/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * called_check: see called_check.h. */
#include "desk/called_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "conf/conf_check.h"
#include "conf/mistake.h"

/* Each name by which commands may know somebody. */
struct name {
    const char *key, *shown;
    const struct conf_agent *agent; /* NULL: a queue's */
    const struct conf_queue *queue;
};

static int line_of_name(const struct name *n)
{
    return n->agent != NULL ? n->agent->line : n->queue->line;
}

/* Queues first: their names are in the addresses of customers. */
static int by_name(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order == 0) {
        order = (x->agent != NULL) - (y->agent != NULL);
    }
    return order != 0 ? order : line_of_name(x) - line_of_name(y);
}

static const char *owner(struct conf_checking *c, const struct name *n)
{
    return n->agent != NULL ? arena_printf(c->scratch, "agent \"%s\"", conf_show(c, n->agent->jid))
                            : arena_printf(c->scratch, "queue \"%s\"", conf_show(c, n->queue->name));
}

static void note_same_name(struct conf_checking *c, const struct name *first, const struct name *n)
{
    if (first->queue == n->queue && first->agent == n->agent) {
        return;
    }
    if (n->agent == NULL) {
        mistake_note(c->m, line_of_name(n),
                     "%s: has the name \"%s\", as has %s on line %d; customers cannot choose it by that name",
                     owner(c, n), conf_show(c, n->shown), owner(c, first), line_of_name(first));
    } else {
        mistake_note(
            c->m, line_of_name(n),
            "%s: has the name \"%s\", as has %s on line %d; !transfer needs the address, or the name "
            "of the queue",
            owner(c, n), conf_show(c, n->shown), owner(c, first), line_of_name(first));
    }
}

static void note_unseen_name(struct conf_checking *c, const struct name *n)
{
    if (utf8_name(c->scratch, n->shown, 60) == NULL) {
        mistake_note(c->m, line_of_name(n), "%s: its %s has no visible character", owner(c, n),
                     n->agent != NULL ? "name" : "title");
    }
}

void called_check(struct conf_checking *c)
{
    const struct conf *conf = c->conf;
    struct name *all = arena_alloc(c->scratch, (conf->n_agents + 2 * conf->n_queues + 1) * sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < conf->n_agents; i++) {
        all[n++] = (struct name){.shown = conf->agents[i].name, .agent = &conf->agents[i]};
    }
    for (size_t i = 0; i < conf->n_queues; i++) {
        all[n++] = (struct name){.shown = conf->queues[i].title, .queue = &conf->queues[i]};
        all[n++] = (struct name){.shown = conf->queues[i].name, .queue = &conf->queues[i]};
    }
    for (size_t i = 0; i < n; i++) {
        all[i].key = utf8_key(c->scratch, all[i].shown);
        note_unseen_name(c, &all[i]);
    }
    qsort(all, n, sizeof *all, by_name);
    for (size_t i = 1, first = 0; i < n; i++) {
        first = strcmp(all[first].key, all[i].key) == 0 ? first : i;
        if (first != i) {
            note_same_name(c, &all[first], &all[i]);
        }
    }
}
