/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view: see view.h. */
#include "store/view.h"

void view_clear(const struct view *v, void *row)
{
    for (const struct column *c = v->column; c < v->column + v->n; c++) {
        void *at = (char *)row + c->offset;
        switch (c->type) {
        case COLUMN_INT:
            *(int64_t *)at = 0;
            break;
        case COLUMN_FLAG:
            *(bool *)at = false;
            break;
        case COLUMN_TEXT:
            *(const char **)at = "";
            break;
        case COLUMN_NAME:
            break;
        }
    }
}

static void read_name(const struct column *c, const char *name, void *at)
{
    int value = name_find(c->names, name);
    if (value >= 0)
        *(unsigned *)at = (unsigned)value; /* every enum of ours is an unsigned int to gcc and clang */
}

void view_read(const struct view *v, struct cursor *cursor, int from, void *row)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct column *c = &v->column[i];
        void *at = (char *)row + c->offset;
        int column = from + (int)i;
        switch (c->type) {
        case COLUMN_INT:
            *(int64_t *)at = cursor_int(cursor, column);
            break;
        case COLUMN_FLAG:
            *(bool *)at = cursor_int(cursor, column) != 0;
            break;
        case COLUMN_TEXT:
            *(const char **)at = cursor_text(cursor, column);
            break;
        case COLUMN_NAME:
            read_name(c, cursor_text(cursor, column), at);
            break;
        }
    }
}

bool view_first(const struct view *v, struct cursor *cursor, void *row)
{
    view_clear(v, row);
    if (!cursor_next(cursor))
        return false;
    view_read(v, cursor, 0, row);
    cursor_end(cursor);
    return true;
}
