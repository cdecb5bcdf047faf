/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: settings that say how long something may take, for a queue or its responder. When such a setting
 * changes, by a reload or at a restart, the timers of open conversations are adjusted. */
#ifndef FRONTDESK_PERIOD_H
#define FRONTDESK_PERIOD_H

#include <stdint.h>

#include "store/store.h"

struct conf_queue;
struct desk;

/* enum period is generated from db/periods, which has a line for each period: its setting, its timer, the
 * states of conversations in which it runs, and the time from which it counts. */

/* Returns the length of the period in the configuration, in milliseconds. 0 means that it never ends, but for
 * the periods that db/periods marks zero-is-at-once (offline_grace, debounce) that it ends at once. */
int64_t period_ms(const struct desk *, enum period, const struct conf_queue *);
/* Sets the timer of a period that begins at from_ms. ref: the id of the conversation, or of what else the
 * timer belongs to. Returns false, and sets nothing, if the period never ends. */
bool period_start(struct desk *, enum period, const struct conf_queue *, int64_t ref, int64_t from_ms);
/* Returns when a period ends that begins at from_ms; -1: never. Of abandon_after only opening time counts. */
int64_t period_over_ms(const struct desk *, enum period, const struct conf_queue *, int64_t from_ms);

/* Called at the start and after a reload: adjusts the timers of conversations in queues whose periods have
 * changed. A period still counts from its beginning, so a timer may be due at once. Open offers, pauses
 * between rounds and debounce keep the time that they were given.
 *
 * abandon_after counts only while the queue is open. One SQL statement moves all timers of a queue, and it
 * does not know the opening hours. So it sets each timer to the earliest possible time, as if the queue were
 * always open; when that timer fires, conversation_waited_too_long() counts the opening time and sets it
 * again if need be. A change of the opening hours is handled in the same way. */
void periods_sync(struct desk *);
/* Sets all timers of a queue anew, after conversations of another queue were moved to it. */
void periods_apply(struct desk *, const struct conf_queue *);
/* Called after the wall clock was set: sets the timers again that depend on opening hours. */
void periods_clock_was_set(struct desk *);

#endif
