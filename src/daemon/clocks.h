/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clocks: the clocks of the system, for the shell only: the core gets the time with each event. */
#ifndef FRONTDESK_CLOCKS_H
#define FRONTDESK_CLOCKS_H

#include <stdint.h>
#include <sys/time.h>
#include <time.h>

/* Returns the time of this clock in milliseconds. */
int64_t clocks_ms(clockid_t);

/* Returns the wall clock, in milliseconds since 1970. */
int64_t clocks_now_ms(void);

/* Returns by how many milliseconds the wall clock is ahead of CLOCK_BOOTTIME, which nobody sets. That clock
 * runs on while the machine sleeps, so a sleep is not a jump. */
int64_t clocks_ahead_ms(void);

/* Returns a duration as libevent wants it. ms must not be negative. */
struct timeval clocks_after_ms(int64_t ms);

#endif
