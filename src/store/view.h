/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view: rows of the store as structs. db/columns lists the columns of each view; from it come the members of
 * the struct (NAME_FIELDS), the columns that a statement selects ({NAME.columns}) and the rows of the reader
 * (NAME_COLUMNS), so that the three cannot disagree. */
#ifndef FRONTDESK_VIEW_H
#define FRONTDESK_VIEW_H

#include <stddef.h>

#include "base/name_list.h"
#include "store/store.h"

enum column_type {
    COLUMN_INT,  /* int64_t; 0 for NULL */
    COLUMN_FLAG, /* bool */
    COLUMN_TEXT, /* const char *, in the arena; "" for NULL */
    COLUMN_NAME, /* an enum, which the store has by its name */
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
#define VIEW(...)                                                                 \
    {                                                                             \
        .column = (const struct column[]){__VA_ARGS__},                           \
        .n = sizeof((const struct column[]){__VA_ARGS__}) / sizeof(struct column) \
    }

/* Numbers are 0, texts "", flags false; an enum keeps the value it has. */
void view_clear(const struct view *, void *row);
/* The row that the cursor stands on, from this column of the statement on. An enum whose name is not in the
 * list keeps the value it has: the store's CHECKs let nothing else in, so only a damaged store comes there.
 */
void view_read(const struct view *, struct cursor *, int from, void *row);
/* The first row of a query, whose columns are those of the view, and no more of it; false: there was none,
 * and the row is cleared. */
bool view_first(const struct view *, struct cursor *, void *row);

#endif
