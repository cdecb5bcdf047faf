/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clock: what the desk does when somebody sets the wall clock while it is running.
 *
 * The desk counts in wall time, because the archive, opening hours and a restart need it. But no time passes
 * for people when the clock is set: a timer that was due in ten seconds is still due in ten seconds, and a
 * customer who has waited for one minute has waited for one minute, in the figures too. So these times move
 * with the clock. The times of archived messages and events stay, and opening hours follow the new time. A
 * clock that is set while the desk is not running cannot be noticed. */
#ifndef FRONTDESK_CLOCK_H
#define FRONTDESK_CLOCK_H

#include <stdint.h>

struct desk;

/* Moves the desk's times and timers by jump_ms, which is negative if the clock was set back. The desk's
 * now_ms must be the new time already. */
void clock_was_set(struct desk *, int64_t jump_ms);

#endif
