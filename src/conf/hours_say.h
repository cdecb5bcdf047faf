/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_say: times and lengths of time for people, in their language. */
#ifndef FRONTDESK_HOURS_SAY_H
#define FRONTDESK_HOURS_SAY_H

#include <stdint.h>

struct arena;
struct conf_hours;

/* Writes a time for a customer, short, in the queue's time zone and in the form of the language: "Monday
 * 09:00", "Montag 09:00", "星期一 09:00"; today without the day. */
char *hours_say(struct arena *, const struct conf_hours *, const char *language, int64_t at_ms,
                int64_t now_ms);
/* Writes a length of time for a person, rounded: "less than a minute", "about 4 minutes", "约 4 分钟". */
char *hours_say_duration(struct arena *, const char *language, int64_t ms);
/* Writes a length of time that a setting names: "10 seconds", "90 Sekunden"; from two minutes on like
 * hours_say_duration(). */
char *hours_say_period(struct arena *, const char *language, int64_t ms);

#endif
