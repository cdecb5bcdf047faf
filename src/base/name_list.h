/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * name_list: the names of the values of an enumeration, as the configuration, the store and people read
 * them. Each enumeration has one list, declared beside it; these names are not written anywhere else. */
#ifndef FRONTDESK_NAME_LIST_H
#define FRONTDESK_NAME_LIST_H

#include <stddef.h>

struct name_list {
    const char *const *names; /* indexed by value; NULL for a value without a name */
    /* Used instead of names when each row of another table holds its own name. Returns the name of a
     * value. */
    const char *(*name)(size_t value);
    size_t n; /* number of values: 0 to n - 1 */
};

/* const struct name_list colour_names = NAME_LIST([RED] = "red", [BLUE] = "blue"); */
#define NAME_LIST(...)                            \
    {.names = (const char *const[]){__VA_ARGS__}, \
     .n = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)}

/* Returns the name of a value; NULL when it has none. */
const char *name_in(const struct name_list *, size_t value);
/* Returns the value that has this name; -1 when the list does not hold it. */
int name_find(const struct name_list *, const char *name);

#endif
