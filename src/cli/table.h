/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table: prints rows of text in columns that fit the terminal.
 *
 * When the columns together are too wide, columns with `shrink` are cut, the widest first. When that is not
 * enough, each row is printed as a record with one column a line. Cells may hold strangers' text: they are
 * made printable here. */
#ifndef FRONTDESK_TABLE_H
#define FRONTDESK_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/screen.h"

struct arena;
struct table;

struct table_column {
    const char *title;
    bool right;  /* aligned to the right, for numbers */
    bool shrink; /* may be cut, down to TABLE_SHRUNK columns */
};

enum { TABLE_SHRUNK = 8 };

/* Makes an empty table in the arena. columns are borrowed and must outlive it. */
struct table *table_new(struct arena *, const struct table_column *columns, size_t n);
/* Begins a row. Its cells follow from left to right; missing ones are empty. */
void table_row(struct table *);
void table_cell(struct table *, enum ink, const char *text);
void table_number(struct table *, int64_t n); /* printed dim when it is 0 */
/* Prints the table; prints nothing when it has no rows. */
void table_print(const struct table *, const struct screen *, FILE *);

#endif
