/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * called: see called.h. */
#include "desk/called.h"

#include <string.h>

#include "base/utf8.h"
#include "desk/core.h"
#include "desk/say.h"

struct names {
    size_t n;
    struct name {
        const char *key;
        const struct conf_agent *agent;
        const struct conf_queue *queue;
    } name[];
};

static void add_name(struct desk *d, struct names *all, const char *name, const struct conf_agent *agent,
                     const struct conf_queue *queue)
{
    all->name[all->n++] = (struct name){.key = utf8_key(d->arena, name), .agent = agent, .queue = queue};
}

struct names *names_of(struct desk *d)
{
    const struct conf *conf = d->conf;
    struct names *all =
        arena_alloc(d->arena, sizeof *all + 2 * (conf->n_agents + conf->n_queues) * sizeof all->name[0]);
    all->n = 0;
    for (size_t i = 0; i < conf->n_queues; i++) {
        add_name(d, all, conf->queues[i].name, NULL, &conf->queues[i]);
        add_name(d, all, conf->queues[i].title, NULL, &conf->queues[i]);
    }
    for (size_t i = 0; i < conf->n_agents; i++) {
        const struct conf_agent *a = &conf->agents[i];
        add_name(d, all, a->name, a, NULL);
        add_name(d, all, arena_strndup(d->arena, a->jid, strcspn(a->jid, "@")), a, NULL);
    }
    return all;
}

/* Finds an agent or a queue by what is unique: a queue's name or address, or an agent's address. */
static struct called exactly(struct desk *d, const char *text)
{
    struct called c = {.queue = conf_queue(d->conf, text)};
    struct jid jid;
    const char *why;
    if (c.queue != NULL || strchr(text, '@') == NULL || !jid_prepare(d->arena, text, &jid, &why))
        return c;
    if (strcmp(jid.domain, d->conf->component.domain) == 0)
        c.queue = conf_queue(d->conf, jid.local);
    else
        c.agent = conf_agent(d->conf, jid.bare);
    if (c.queue == NULL && c.agent == NULL) /* an address that is written in A-labels */
        c.agent = conf_agent(d->conf, utf8_key(d->arena, text));
    return c;
}

static const char *one_of_several(struct desk *d, const struct name *n)
{
    return n->agent != NULL ? arena_printf(d->arena, "%s (%s)", n->agent->name, n->agent->jid)
                            : arena_printf(d->arena, "the queue %s (%s)", n->queue->title, n->queue->name);
}

/* Says whether two names belong to one agent or queue. Such names are neighbours in the list. */
static bool is_same(const struct name *a, const struct name *b)
{
    return a != NULL && a->agent == b->agent && a->queue == b->queue;
}

struct called called(struct desk *d, const struct names *all, const char *text, const struct conf_agent *but)
{
    enum { SHOWN = 10 };
    struct called c = exactly(d, text);
    if (c.queue != NULL || c.agent != NULL)
        return c;
    const char *key = utf8_key(d->arena, text);
    const struct name *one = NULL, *last = NULL, *self = NULL;
    struct text several = text_new(d->arena);
    int n = 0;
    for (const struct name *at = all->name; at < all->name + all->n; at++) {
        if (strcmp(at->key, key) != 0 || is_same(last, at))
            continue;
        last = at;
        if (at->agent != NULL && at->agent == but) {
            self = at;
            continue;
        }
        one = at;
        if (n++ < SHOWN)
            text_add(&several, "%s%s", n > 1 ? ", " : "", one_of_several(d, at));
    }
    if (n > SHOWN)
        text_add(&several, " and %d more", n - SHOWN);
    if (n > 1)
        return (struct called){.several = several.s};
    one = one != NULL ? one : self;
    return one != NULL ? (struct called){.agent = one->agent, .queue = one->queue} : c;
}
