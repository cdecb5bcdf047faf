/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vocabulary: see vocabulary.h. */
#include "knowledge/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "knowledge/pieces.h"
#include "store/store.h"

struct vocabulary vocabulary_new(struct arena *arena, int64_t directory)
{
    struct vocabulary v = {.arena = arena, .directory = directory};
    v.piece = arena_alloc(arena, PIECE_BUCKETS * sizeof *v.piece);
    memset(v.piece, 0, PIECE_BUCKETS * sizeof *v.piece);
    v.seen = arena_alloc(arena, PIECE_BUCKETS);
    return v;
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

static void note_piece(void *arg, uint32_t bucket)
{
    struct vocabulary *v = arg;
    v->piece[bucket]++;
}

void vocabulary_note(struct vocabulary *v, const char *title_terms, const char *body_terms,
                     const char *wordings, const char *plain)
{
    const char *texts[] = {wordings, plain};
    pieces_each(v->seen, texts, 2, note_piece, v);
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

uint32_t *vocabulary_pieces(struct store *st, struct arena *arena, int64_t directory)
{
    uint32_t *frequent = arena_alloc(arena, PIECE_BUCKETS * sizeof *frequent);
    unsigned char(*byte)[4] = arena_alloc(arena, PIECE_BUCKETS * sizeof *byte);
    memset(byte, 0, PIECE_BUCKETS * sizeof *byte);
    struct cursor *c = store_query(st, SQL_knowledge_pieces, INT(directory));
    if (cursor_next(c))
        cursor_bytes(c, 0, byte, PIECE_BUCKETS * sizeof *byte);
    cursor_end(c);
    for (size_t i = 0; i < PIECE_BUCKETS; i++)
        frequent[i] = (uint32_t)byte[i][0] | (uint32_t)byte[i][1] << 8 | (uint32_t)byte[i][2] << 16 |
                      (uint32_t)byte[i][3] << 24;
    return frequent;
}

static void write_pieces(struct vocabulary *v, struct store *st, const uint32_t *frequent)
{
    unsigned char(*byte)[4] = arena_alloc(v->arena, PIECE_BUCKETS * sizeof *byte);
    for (size_t i = 0; i < PIECE_BUCKETS; i++)
        for (int k = 0; k < 4; k++)
            byte[i][k] = (unsigned char)(frequent[i] >> (8 * k));
    store_run(st, SQL_knowledge_pieces_set, INT(v->directory), BYTES(byte, PIECE_BUCKETS * sizeof *byte));
}

void vocabulary_add(struct vocabulary *v, struct store *st)
{
    uint32_t *frequent = vocabulary_pieces(st, v->arena, v->directory);
    write_all(v, st, SQL_passage_term_add);
    for (size_t i = 0; i < PIECE_BUCKETS; i++)
        frequent[i] += v->piece[i];
    write_pieces(v, st, frequent);
}

void vocabulary_remove(struct vocabulary *v, struct store *st)
{
    uint32_t *frequent = vocabulary_pieces(st, v->arena, v->directory);
    write_all(v, st, SQL_passage_term_remove);
    store_run_values(st, SQL_passage_term_forget, NULL, 0);
    for (size_t i = 0; i < PIECE_BUCKETS; i++)
        frequent[i] -= frequent[i] < v->piece[i] ? frequent[i] : v->piece[i];
    write_pieces(v, st, frequent);
}
