/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_value: what is written for a setting, turned into what the program keeps. */
#ifndef FRONTDESK_CONF_VALUE_H
#define FRONTDESK_CONF_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf_setting;

/* Stores the values (n of them; list when they were written as one, or as none) in record at the setting's
 * offset. False and *why (in the arena) when they do not fit: then record is left as it was. */
bool conf_value_store(struct arena *, const struct conf_setting *, const char *const *values, size_t n,
                      bool list, void *record, const char **why);

/* Stores the setting's default. */
void conf_value_default(struct arena *, const struct conf_setting *, void *record);

/* "20s", "4m", "7d", "1500ms" → milliseconds; no "off", no range. *why as above, without the range. */
bool conf_value_duration(struct arena *, const char *text, int64_t *ms, const char **why);

/* What a setting may be, for messages and the manual: "1 to 1000", "1s to 1h", "up to 30d, or off". "" when
 * everything goes. */
const char *conf_value_range(struct arena *, const struct conf_setting *);

const char *conf_type_name(const struct conf_setting *);

#endif
