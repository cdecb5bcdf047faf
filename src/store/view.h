/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view: reads rows of the store into structs. db/columns lists the columns of each view. The members of the
 * struct (NAME_FIELDS), the columns that a statement selects ({NAME.columns}) and the rows of the reader
 * (NAME_COLUMNS) are generated from that list, so that the three cannot disagree. */
#ifndef FRONTDESK_VIEW_H
#define FRONTDESK_VIEW_H

#include <stddef.h>

#include "base/name_list.h"
#include "store/store.h"

enum column_type {
    COLUMN_INT,  /* int64_t; 0 for NULL */
    COLUMN_FLAG, /* bool */
    COLUMN_TEXT, /* const char *, in the arena; "" for NULL */
    COLUMN_NAME, /* an enum; the store holds its name */
};

struct column {
    size_t offset; /* in the struct */
    enum column_type type;
    const struct name_list *names; /* of COLUMN_NAME */
};

struct view {
    const struct column *column;
    size_t n;
};

/* static const struct view tasks = VIEW(TASK_COLUMNS(struct task)); */
#define VIEW(...)                                    \
    {.column = (const struct column[]){__VA_ARGS__}, \
     .n = sizeof((const struct column[]){__VA_ARGS__}) / sizeof(struct column)}

/* Sets numbers to 0, texts to "" and flags to false. Enums keep their value. */
void view_clear(const struct view *, void *row);
/* Reads the cursor's current row, from the column `from` of the statement on. An enum whose name is not in
 * its list keeps its value; only a damaged store holds such a name, because the CHECKs of the tables let no
 * other in. */
void view_read(const struct view *, struct cursor *, int from, void *row);
/* Reads the first row of a query whose columns are those of the view, and closes the cursor. Returns false
 * when there is no row; the struct is then cleared. */
bool view_first(const struct view *, struct cursor *, void *row);

#endif
