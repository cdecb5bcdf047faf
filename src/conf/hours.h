/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: opening hours of a queue in its own time zone (ICU's calendar: no global TZ, right across daylight saving).
 * Pure: the time comes from the caller. */
#ifndef FRONTDESK_HOURS_H
#define FRONTDESK_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf_queue;
struct conf_span;

/* Parses "mon-fri 09:00-18:00" (days: mon tue wed thu fri sat sun, ranges may wrap: fri-mon; "daily"; several spans of a
 * day separated by '+': "mon 09:00-12:00+13:00-17:00"; 24:00 is allowed as an end; an end before its begin runs past
 * midnight); "never" gives none. Writes to spans (room for max), returns how many, or -1 and *why. */
int hours_parse(const char *text, struct conf_span *spans, int max, const char **why);

/* Sorts the spans and joins those that touch or overlap; returns how many are left. */
size_t hours_merge(struct conf_span *spans, size_t n);

bool hours_timezone_known(const char *iana);

/* Opens the queue's clock: hours_open() then takes about 1 µs instead of 17. */
void hours_prepare(struct conf_queue *);
void hours_forget(struct conf_queue *);

/* Open at that moment? A queue without hours is always open. */
bool hours_open(const struct conf_queue *, int64_t now_ms);
/* When it opens next (now_ms if it is open); -1 when it never does. */
int64_t hours_next_open_ms(const struct conf_queue *, int64_t now_ms);
/* When it closes next; -1 when it never does. */
int64_t hours_next_close_ms(const struct conf_queue *, int64_t now_ms);

/* The moment at which the queue has been open for so long (more than 0), counted from since_ms; -1 when that never comes. */
int64_t hours_passed_ms(const struct conf_queue *, int64_t since_ms, int64_t open_ms);

/* A moment for a customer, in the queue's zone and the language's own form, short: "Monday 09:00", "Montag 09:00",
 * "星期一 09:00"; today only the time. */
char *hours_say(struct arena *, const struct conf_queue *, const char *language, int64_t at_ms, int64_t now_ms);
/* A span of time for a person, rounded as one would say it: "less than a minute", "about 4 minutes", "约 4 分钟". */
char *hours_say_duration(struct arena *, const char *language, int64_t ms);
/* A span of time that a setting names: "10 seconds", "90 Sekunden"; from two minutes on as above. */
char *hours_say_period(struct arena *, const char *language, int64_t ms);

#endif
