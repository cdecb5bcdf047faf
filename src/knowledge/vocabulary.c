/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vocabulary: see vocabulary.h. */
#include "knowledge/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/store.h"

struct vocabulary vocabulary_new(struct arena *arena)
{
    return (struct vocabulary){.arena = arena};
}

static void note(struct vocabulary *v, const char *term)
{
    if (v->n == v->room) {
        size_t room = v->room == 0 ? 1024 : v->room * 2;
        v->term = arena_grow(v->arena, v->term, v->room * sizeof *v->term, room * sizeof *v->term);
        v->room = room;
    }
    v->term[v->n++] = term;
}

static void note_all(struct vocabulary *v, const char *terms)
{
    char *copy = arena_strdup(v->arena, terms);
    for (char *term; (term = strsep(&copy, " ")) != NULL;) {
        if (term[0] != '\0') {
            note(v, term);
        }
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void vocabulary_note(struct vocabulary *v, const char *title_terms, const char *body_terms)
{
    size_t first = v->n;
    note_all(v, title_terms);
    note_all(v, body_terms);
    size_t n = first;
    if (v->n > first) {
        qsort(v->term + first, v->n - first, sizeof *v->term, by_text);
    }
    for (size_t i = first; i < v->n; i++) {
        if (n == first || strcmp(v->term[n - 1], v->term[i]) != 0) {
            v->term[n++] = v->term[i];
        }
    }
    v->n = n;
}

/* Writes the terms in order, so that neighbouring rows are written one after the other. */
static void write_all(struct vocabulary *v, struct store *st, enum sql statement)
{
    if (v->n > 0) {
        qsort(v->term, v->n, sizeof *v->term, by_text);
    }
    for (size_t i = 0, next; i < v->n; i = next) {
        for (next = i + 1; next < v->n && strcmp(v->term[next], v->term[i]) == 0; next++)
            ;
        store_run(st, statement, TEXT(v->term[i]), INT(next - i));
    }
}

void vocabulary_add(struct vocabulary *v, struct store *st)
{
    write_all(v, st, SQL_passage_term_add);
}

void vocabulary_remove(struct vocabulary *v, struct store *st)
{
    write_all(v, st, SQL_passage_term_remove);
    store_run_values(st, SQL_passage_term_forget, NULL, 0);
}
