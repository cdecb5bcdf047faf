/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * name_list: see name_list.h. */
#include "base/name_list.h"

#include <assert.h>
#include <string.h>

const char *name_in(const struct name_list *list, size_t value)
{
    assert(value < list->n);
    return list->names != NULL ? list->names[value] : list->name(value);
}

int name_find(const struct name_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++) {
        const char *one = name_in(list, i);
        if (one != NULL && strcmp(one, name) == 0)
            return (int)i;
    }
    return -1;
}
