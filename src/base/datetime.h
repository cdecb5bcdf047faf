/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * datetime: times as text in UTC, in the form of RFC 3339 and XEP-0082. Reads neither the clock nor the time
 * zone. */
#ifndef FRONTDESK_DATETIME_H
#define FRONTDESK_DATETIME_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct arena;

/* gmtime_r(); or localtime_r(), which reads the time zone, so the core must not use it. */
typedef struct tm *datetime_zone(const time_t *, struct tm *);

/* Splits a time into the fields of a calendar, and milliseconds. Returns false for a time outside of the years
 * 0 to 9999, for which RFC 3339 has no form: it comes from a damaged store. */
bool datetime_fields(int64_t at_ms, datetime_zone *, struct tm *, int *ms);

/* Returns the time as "2026-03-01T10:00:00.123Z", in the arena. A time outside of the years 0 to 9999 is
 * written as a plain number of milliseconds. */
char *datetime_utc(struct arena *, int64_t at_ms);

/* Reads a time with any UTC offset ("Z", "+01:00"). Fractions of a second are ignored. Returns milliseconds
 * since 1970, or -1 when the text is not such a time. */
int64_t datetime_read(const char *text);

#endif
