/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: the opening hours of a queue in its own time zone. Uses ICU's calendar, so that the process's TZ
 * does not matter and daylight saving is right. The time comes from the caller. */
#ifndef FRONTDESK_HOURS_H
#define FRONTDESK_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf_queue;
struct conf_span;

/* Parses opening hours: "mon-fri 09:00-18:00". Days are mon tue wed thu fri sat sun; a range may wrap
 * (fri-mon); "daily" is every day. Several spans of a day are separated by '+': "mon
 * 09:00-12:00+13:00-17:00". 24:00 is allowed as an end; an end before its begin is on the next day. "never"
 * gives no span. Writes at most max spans. Returns their number, or -1 with *why. */
int hours_parse(const char *text, struct conf_span *spans, int max, const char **why);

/* Sorts the spans and joins those that touch or overlap. Returns how many are left. */
size_t hours_merge(struct conf_span *spans, size_t n);

bool hours_timezone_known(const char *iana);

/* Opens the queue's clock, so that hours_open() takes about 1 µs instead of 17. */
void hours_prepare(struct conf_queue *);
void hours_forget(struct conf_queue *);

/* Whether the queue is open at that time. A queue without hours is always open. */
bool hours_open(const struct conf_queue *, int64_t now_ms);
/* Returns when the queue opens next: now_ms when it is open, -1 when it never opens. */
int64_t hours_next_open_ms(const struct conf_queue *, int64_t now_ms);
/* Returns when the queue closes next; -1 when it never closes. */
int64_t hours_next_close_ms(const struct conf_queue *, int64_t now_ms);

/* Returns the time at which the queue will have been open for open_ms (more than 0), counted from since_ms;
 * -1 when that never happens. */
int64_t hours_passed_ms(const struct conf_queue *, int64_t since_ms, int64_t open_ms);

/* Writes a time for a customer, short, in the queue's time zone and in the form of the language: "Monday
 * 09:00", "Montag 09:00", "星期一 09:00"; today without the day. */
char *hours_say(struct arena *, const struct conf_queue *, const char *language, int64_t at_ms,
                int64_t now_ms);
/* Writes a length of time for a person, rounded: "less than a minute", "about 4 minutes", "约 4 分钟". */
char *hours_say_duration(struct arena *, const char *language, int64_t ms);
/* Writes a length of time that a setting names: "10 seconds", "90 Sekunden"; from two minutes on like
 * hours_say_duration(). */
char *hours_say_period(struct arena *, const char *language, int64_t ms);

#endif
