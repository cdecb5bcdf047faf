/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * name_list: what the values of an enumeration are called in the configuration, in the store and in what
 * people read. One list for each enumeration, beside it; nobody writes these words a second time. */
#ifndef FRONTDESK_NAME_LIST_H
#define FRONTDESK_NAME_LIST_H

#include <stddef.h>

struct name_list {
    const char *const *names; /* by value; NULL for a value that has no name */
    /* Instead of names, where each row of another table knows its own name. */
    const char *(*name)(size_t value);
    size_t n; /* values: 0 to n - 1 */
};

/* const struct name_list colour_names = NAME_LIST([RED] = "red", [BLUE] = "blue"); */
#define NAME_LIST(...)                                                   \
    {                                                                    \
        .names = (const char *const[]){__VA_ARGS__},                     \
        .n = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *) \
    }

/* NULL when the value has no name. */
const char *name_in(const struct name_list *, size_t value);
/* The value of a name; -1: it is not in the list. */
int name_find(const struct name_list *, const char *name);

#endif
