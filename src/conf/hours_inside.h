/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_inside: units of the calendar for the files of hours. No other file includes this. */
#ifndef FRONTDESK_HOURS_INSIDE_H
#define FRONTDESK_HOURS_INSIDE_H

#include <stdint.h>

enum {
    DAY_MINUTES = 24 * 60,
    WEEK_MINUTES = 7 * DAY_MINUTES,
    MINUTE_MS = 60 * 1000,
    HOUR_MS = 60 * MINUTE_MS,
    DAY_MS = 24 * HOUR_MS,
    WEEK_MS = 7 * DAY_MS,
};

/* Returns the rest of a division that rounds down: never negative. */
static inline int64_t hours_modulo(int64_t a, int64_t b)
{
    return (a % b + b) % b;
}

/* Returns the milliseconds since Monday 00:00 on the local clock. 1970 began on a Thursday. */
static inline int64_t hours_week_clock(int64_t local_ms)
{
    return hours_modulo(local_ms + 3 * (int64_t)DAY_MS, WEEK_MS);
}

#endif
