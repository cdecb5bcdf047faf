/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clock: somebody set the wall clock while the desk was running.
 *
 * The desk counts in wall time, because that is what the archive, opening hours and a restart understand. A jump of
 * it is no time that passed for people: what was due in ten seconds is due in ten seconds, and who has waited a
 * minute has waited a minute, in the figures too. Messages and events of the archive stay as the clock was then; opening
 * hours go by what it says now. A clock that is set while the desk does not run cannot be noticed. */
#ifndef FRONTDESK_CLOCK_H
#define FRONTDESK_CLOCK_H

#include <stdint.h>

struct desk;

/* The desk's now_ms is the time after the jump; jump_ms is negative when the clock was set back. */
void clock_was_set(struct desk *, int64_t jump_ms);

#endif
