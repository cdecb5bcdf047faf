/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: whether a queue is open, in its own time zone (hours_zone.h). The time comes from the caller. */
#ifndef FRONTDESK_HOURS_H
#define FRONTDESK_HOURS_H

#include <stdbool.h>
#include <stdint.h>

struct conf_hours;

/* Whether the queue is open at that time. A queue without hours is always open. */
bool hours_open(const struct conf_hours *, int64_t now_ms);
/* Returns when the queue opens next: now_ms when it is open, -1 when it never opens. */
int64_t hours_next_open_ms(const struct conf_hours *, int64_t now_ms);
/* Returns when the queue closes next; -1 when it never closes. */
int64_t hours_next_close_ms(const struct conf_hours *, int64_t now_ms);

/* Returns the time at which the queue will have been open for open_ms (more than 0), counted from since_ms;
 * -1 when that never happens. */
int64_t hours_passed_ms(const struct conf_hours *, int64_t since_ms, int64_t open_ms);

#endif
