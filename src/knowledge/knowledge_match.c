/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_match: see knowledge_match.h. The index returns the passages of each term in the order of their
 * ids, so sums are built by merging. FTS5's own bm25() is not used, because it would read each passage again,
 * and because it counts words, not the share of the question that a passage holds. */
#include "knowledge/knowledge_match.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/store.h"

enum {
    ROWS = 50000, /* rows of the index that are read for a question; this takes about 10 ms */
    FEW = 500,    /* a term that is in fewer passages is always looked up */
};

static int by_rarity(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;
    return x->frequent != y->frequent ? (x->frequent > y->frequent ? 1 : -1) : strcmp(x->query, y->query);
}

/* Returns how many of the terms, rarest first, are looked up. A term in more than a tenth of all passages
 * says little about a passage and takes long to look up. */
static size_t affordable(const struct wanted *w, size_t n, int64_t passages)
{
    int64_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        bool few = w[i].frequent < FEW || (w[i].frequent * 10 < passages && rows + w[i].frequent <= ROWS);
        if (i > 0 && !few) {
            return i;
        }
        rows += w[i].frequent;
    }
    return n;
}

/* ---- adding up ---- */

struct sums {
    struct match *now, *next; /* in the order of ids */
    size_t n, room;
};

static void put(struct sums *s, size_t *n, struct match m)
{
    if (*n < s->room) {
        s->next[(*n)++] = m;
    }
}

static void add(struct sums *s, struct store *store, const char *query, double worth)
{
    size_t i = 0, n = 0;
    struct cursor *c = store_query(store, SQL_passage_rows, TEXT(query));
    while (cursor_next(c)) {
        struct match m = {.id = cursor_int(c, 0), .worth = worth};
        while (i < s->n && s->now[i].id < m.id) {
            put(s, &n, s->now[i++]);
        }
        if (i < s->n && s->now[i].id == m.id) {
            m.worth += s->now[i++].worth;
        }
        put(s, &n, m);
    }
    cursor_end(c);
    while (i < s->n) {
        put(s, &n, s->now[i++]);
    }
    struct match *old = s->now;
    s->now = s->next;
    s->next = old;
    s->n = n;
}

static void look_up(struct sums *s, struct store *store, struct arena *arena, const struct wanted *w)
{
    add(s, store, w->query, w->weight * w->in_body);
    add(s, store, arena_printf(arena, "title : (%s)", w->query), w->weight * (1 - w->in_body));
}

/* ---- the best ---- */

static void keep_best(struct matches *best, size_t max, struct match m)
{
    size_t at = best->n;
    if (at == max && best->at[at - 1].worth >= m.worth) {
        return;
    }
    at = at == max ? max - 1 : at;
    for (; at > 0 && best->at[at - 1].worth < m.worth; at--) {
        best->at[at] = best->at[at - 1];
    }
    best->at[at] = m;
    best->n += best->n < max;
}

struct matches knowledge_match(struct store *store, struct arena *arena, int64_t passages, struct wanted *w,
                               size_t n, size_t max)
{
    struct sums sums = {.n = 0};
    struct matches best = {.at = arena_alloc(arena, max * sizeof *best.at)};
    if (n > 0) {
        qsort(w, n, sizeof *w, by_rarity);
    }
    size_t looked_up = affordable(w, n, passages);
    for (size_t i = 0; i < looked_up; i++) {
        sums.room += (size_t)w[i].frequent;
    }
    sums.now = arena_alloc(arena, (sums.room + 1) * sizeof *sums.now);
    sums.next = arena_alloc(arena, (sums.room + 1) * sizeof *sums.next);
    for (size_t i = 0; i < looked_up; i++) {
        look_up(&sums, store, arena, &w[i]);
    }
    for (size_t i = 0; i < sums.n; i++) {
        keep_best(&best, max, sums.now[i]);
    }
    return best;
}
