/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * budget: see budget.h. */
#include "desk/budget.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "desk/core.h"
#include "desk/prune.h"

enum { HOUR_MS = 60 * 60 * 1000, STEPS = 64, STEP_BYTES = 64 * 1024 };

static int64_t this_hour(const struct desk *d)
{
    return d->now_ms / HOUR_MS;
}

static void write_new(struct desk *d, struct budget_place *p)
{
    const char *line = p->key != NULL ? strchr(p->key, '\n') : NULL;
    if (line == NULL || p->new == 0)
        return;
    const char *what = arena_strndup(d->arena, p->key, (size_t)(line - p->key));
    store_run(d->store, SQL_used_add, TEXT(what), TEXT(arena_strdup(d->arena, line + 1)), INT(p->hour),
              INT(p->new));
    p->sum += p->new;
    p->new = 0;
    prune_later(d);
}

static void read_sum(struct desk *d, struct budget_place *p, const char *what, const char *who)
{
    p->hour = this_hour(d);
    p->sum = store_int(d->store, SQL_used_sum, 0, TEXT(what), TEXT(who), INT(p->hour - 24), INT(p->hour));
}

/* Each message asks six times, which is why this is no printf. */
static const char *key_of(struct desk *d, const char *what, const char *who)
{
    size_t before = strlen(what), bytes = strlen(who) + 1;
    char *key = arena_alloc(d->arena, before + 1 + bytes);
    memcpy(key, what, before);
    key[before] = '\n';
    memcpy(key + before + 1, who, bytes);
    return key;
}

static struct budget_place *budget_place_of(struct desk *d, const char *what, const char *who)
{
    const char *key = key_of(d, what, who);
    struct budget_place *p = &d->budget.place[(uint64_t)flood_number(&d->flood_key, key) % BUDGET_PLACES];
    bool same = p->key != NULL && strcmp(p->key, key) == 0;
    if (same && p->hour == this_hour(d))
        return p;
    write_new(d, p);
    if (!same) {
        free(p->key);
        *p = (struct budget_place){.key = xstrdup(key)};
    }
    read_sum(d, p, what, who);
    return p;
}

static int64_t step(int64_t limit)
{
    return limit > 0 ? limit / STEPS : STEP_BYTES;
}

int64_t budget_blur(int64_t limit)
{
    return 2 * step(limit);
}

int64_t budget_used(struct desk *d, const char *what, const char *who)
{
    const struct budget_place *p = budget_place_of(d, what, who);
    return p->sum + p->new;
}

bool budget_add(struct desk *d, const char *what, const char *who, int64_t n, int64_t limit)
{
    struct budget_place *p = budget_place_of(d, what, who);
    p->new += n;
    if (p->new < step(limit))
        return false;
    write_new(d, p);
    return true;
}

void budget_free(struct budget *b)
{
    for (int i = 0; i < BUDGET_PLACES; i++)
        free(b->place[i].key);
    *b = (struct budget){0};
}
