/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_value: converts the written values of a setting to the value that the program keeps. */
#ifndef FRONTDESK_CONF_VALUE_H
#define FRONTDESK_CONF_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf_setting;

/* Converts n values and stores them in record at the setting's offset. list: they were written as a list.
 * Returns false with *why (in the arena) when they do not fit the setting; record is then unchanged. */
bool conf_value_store(struct arena *, const struct conf_setting *, const char *const *values, size_t n,
                      bool list, void *record, const char **why);

/* Stores the setting's default. */
void conf_value_default(struct arena *, const struct conf_setting *, void *record);

/* Converts "20s", "4m", "7d" or "1500ms" to milliseconds. Does not know "off" and checks no range. Returns
 * false with *why (in the arena) when the text is not a duration. */
bool conf_value_duration(struct arena *, const char *text, int64_t *ms, const char **why);

/* Returns the allowed range of a setting, for messages and the manual: "1 to 1000", "1s to 1h", "up to 30d,
 * or off"; "" when every value is allowed. */
const char *conf_value_range(struct arena *, const struct conf_setting *);

const char *conf_type_name(const struct conf_setting *);

#endif
