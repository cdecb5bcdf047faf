/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_zone: the time zone of a queue. Uses ICU's calendar, so that the process's TZ does not matter and
 * daylight saving is right. */
#ifndef FRONTDESK_HOURS_ZONE_H
#define FRONTDESK_HOURS_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include <unicode/ucal.h>

struct conf_hours;

/* Says whether this is the name of a time zone, as in "Europe/Berlin". */
bool hours_timezone_known(const char *iana);

/* Opens the queue's clock, so that hours_open() takes about 1 µs instead of 17. */
void hours_prepare(struct conf_hours *);
void hours_forget(struct conf_hours *);

/* A clock for one question: the queue's, or one of our own. Without a known zone (NULL) it is UTC. */
struct hours_zone {
    UCalendar *clock;
    bool own;
};

/* Returns the zone of a queue, which must live as long. The caller closes it. */
struct hours_zone hours_zone_open(const struct conf_hours *);
void hours_zone_close(struct hours_zone *);

/* Returns what to add to UTC at that moment, in milliseconds. */
int64_t hours_zone_offset(const struct hours_zone *, int64_t at_ms);

/* Returns the next change of the offset after that moment; INT64_MAX when there is none. */
int64_t hours_zone_change(const struct hours_zone *, int64_t at_ms);

#endif
