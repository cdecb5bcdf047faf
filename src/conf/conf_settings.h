/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_settings: the tables of settings. Each block (or group of small blocks) has a table in a file of its
 * own. */
#ifndef FRONTDESK_CONF_SETTINGS_H
#define FRONTDESK_CONF_SETTINGS_H

#include <stddef.h>

#include "conf/conf.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR }; /* in milliseconds */
#define MONTH (30LL * DAY)
#define YEAR (365LL * DAY)
#define TIB (1LL << 40)

/* Each table ends with a row without a name. conf_settings.c lists the tables. */
extern const struct conf_setting settings_component[], settings_agent[], settings_queue[],
    settings_responder[], settings_model[], settings_tool[];

#endif
