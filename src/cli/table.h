/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table: rows of text in columns that fit the terminal.
 *
 * Where the columns are too wide together, those that may shrink are cut, the widest first; where that is not
 * enough, each row is written as a record, one column a line. Cells may hold strangers' text: they are made
 * printable here. */
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
    bool right;  /* numbers */
    bool shrink; /* may be cut, never below TABLE_SHRUNK columns */
};

enum { TABLE_SHRUNK = 8 };

/* columns are borrowed and must outlive the table, which lives in the arena. */
struct table *table_new(struct arena *, const struct table_column *columns, size_t n);
/* A new row; its cells follow from left to right, missing ones are empty. */
void table_row(struct table *);
void table_cell(struct table *, enum ink, const char *text);
void table_number(struct table *, int64_t n); /* dim when it is 0 */
/* Nothing at all when there is no row. */
void table_print(const struct table *, const struct screen *, FILE *);

#endif
