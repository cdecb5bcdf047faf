/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * moment: times as an agent reads them: in the agent's time zone, without the date of today. The zone is the
 * agent's own setting, else that of the queue. A time in UTC has "UTC" behind it. */
#ifndef FRONTDESK_MOMENT_H
#define FRONTDESK_MOMENT_H

#include <stdint.h>

struct agent;
struct conf_hours;
struct conversation;
struct desk;

/* Returns the hours that have the agent's time zone. The conversation is what the times are about; NULL: the
 * agent's work in general, where the first queue's zone stands in for a missing setting. */
const struct conf_hours *moment_zone(const struct desk *, const struct agent *, const struct conversation *);

/* Returns a time in that zone, in the arena, as in "10:00", "2026-03-02 10:00" or "10:00 UTC". */
const char *moment_say(struct desk *, const struct conf_hours *, int64_t at_ms);
/* Returns the same without the zone, for the later lines of a list. */
const char *moment_bare(struct desk *, const struct conf_hours *, int64_t at_ms);

#endif
