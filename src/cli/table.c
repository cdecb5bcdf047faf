/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table: see table.h. */
#include "config.h"

#include "cli/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { GAP = 2 };

struct cell {
    const char *text;
    size_t width; /* in columns of the terminal */
    enum ink ink;
};

struct table {
    struct arena *arena;
    const struct table_column *column;
    size_t n_columns;
    struct cell *cell;           /* row by row */
    size_t n_rows, room, filled; /* filled: cells of the last row that were added */
};

struct table *table_new(struct arena *arena, const struct table_column *columns, size_t n)
{
    struct table *t = arena_alloc(arena, sizeof *t);
    *t = (struct table){.arena = arena, .column = columns, .n_columns = n, .filled = n};
    return t;
}

void table_row(struct table *t)
{
    if (t->n_rows == t->room) {
        size_t room = t->room == 0 ? 16 : t->room * 2, row = t->n_columns * sizeof(struct cell);
        t->cell = arena_grow(t->arena, t->cell, t->room * row, room * row);
        t->room = room;
    }
    for (size_t i = 0; i < t->n_columns; i++)
        t->cell[t->n_rows * t->n_columns + i] = (struct cell){.text = ""};
    t->n_rows++;
    t->filled = 0;
}

void table_cell(struct table *t, enum ink ink, const char *text)
{
    assert(t->filled < t->n_columns);
    const char *printable = utf8_printable(t->arena, text, SIZE_MAX);
    t->cell[(t->n_rows - 1) * t->n_columns + t->filled++] =
        (struct cell){.text = printable, .width = utf8_columns(printable), .ink = ink};
}

void table_number(struct table *t, int64_t n)
{
    table_cell(t, n == 0 ? INK_DIM : INK_PLAIN, arena_printf(t->arena, "%lld", (long long)n));
}

static const struct cell *cell_at(const struct table *t, size_t row, size_t column)
{
    return &t->cell[row * t->n_columns + column];
}

static size_t *natural_widths(const struct table *t, size_t *total)
{
    size_t *width = arena_alloc(t->arena, t->n_columns * sizeof *width);
    *total = GAP * (t->n_columns - 1);
    for (size_t c = 0; c < t->n_columns; c++) {
        width[c] = utf8_columns(t->column[c].title);
        for (size_t r = 0; r < t->n_rows; r++) {
            if (cell_at(t, r, c)->width > width[c])
                width[c] = cell_at(t, r, c)->width;
        }
        *total += width[c];
    }
    return width;
}

/* Makes the widest column with `shrink` narrower, step by step, until the table fits. Returns false when that
 * is not possible. */
static bool shrink(const struct table *t, size_t *width, size_t total, size_t room)
{
    for (; total > room; total--) {
        size_t widest = t->n_columns;
        for (size_t c = 0; c < t->n_columns; c++) {
            if (t->column[c].shrink && width[c] > TABLE_SHRUNK &&
                (widest == t->n_columns || width[c] > width[widest]))
                widest = c;
        }
        if (widest == t->n_columns)
            return false;
        width[widest]--;
    }
    return true;
}

static void print_cell(const struct table *t, const struct screen *screen, FILE *out, size_t c, size_t width,
                       enum ink ink, const char *text)
{
    const char *shown = screen_cut(t->arena, text, (int)width);
    size_t used = utf8_columns(shown), pad = width > used ? width - used : 0;
    bool last = c + 1 == t->n_columns;
    if (t->column[c].right)
        fprintf(out, "%*s", (int)pad, "");
    fprintf(out, "%s%s%s", screen_ink(screen, ink), shown, screen_plain(screen, ink));
    if (last)
        fputc('\n', out);
    else
        fprintf(out, "%*s", (int)((t->column[c].right ? 0 : pad) + GAP), "");
}

static void print_grid(const struct table *t, const struct screen *screen, FILE *out, const size_t *width)
{
    for (size_t c = 0; c < t->n_columns; c++)
        print_cell(t, screen, out, c, width[c], INK_BOLD, t->column[c].title);
    for (size_t r = 0; r < t->n_rows; r++) {
        for (size_t c = 0; c < t->n_columns; c++)
            print_cell(t, screen, out, c, width[c], cell_at(t, r, c)->ink, cell_at(t, r, c)->text);
    }
}

static void print_records(const struct table *t, const struct screen *screen, FILE *out)
{
    size_t margin = 0;
    for (size_t c = 0; c < t->n_columns; c++) {
        size_t w = utf8_columns(t->column[c].title) + GAP;
        margin = w > margin ? w : margin;
    }
    for (size_t r = 0; r < t->n_rows; r++) {
        if (r > 0)
            fputc('\n', out);
        for (size_t c = 0; c < t->n_columns; c++) {
            const char *title = t->column[c].title;
            const struct cell *cell = cell_at(t, r, c);
            fprintf(out, "%s%s%s%*s%s", screen_ink(screen, INK_BOLD), title, screen_plain(screen, INK_BOLD),
                    (int)(margin - utf8_columns(title)), "", screen_ink(screen, cell->ink));
            screen_wrap(screen, out, t->arena, cell->text, (int)margin);
            fputs(screen_plain(screen, cell->ink), out);
        }
    }
}

void table_print(const struct table *t, const struct screen *screen, FILE *out)
{
    size_t total;
    if (t->n_rows == 0)
        return;
    size_t *width = natural_widths(t, &total);
    if (screen->columns == 0 || shrink(t, width, total, (size_t)screen->columns))
        print_grid(t, screen, out, width);
    else
        print_records(t, screen, out);
}
