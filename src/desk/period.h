/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: how long something may take, as the configuration says it for a queue. When it says something else,
 * after a reload or a restart, that holds for the conversations under way too: their timers move with it. */
#ifndef FRONTDESK_PERIOD_H
#define FRONTDESK_PERIOD_H

#include <stdint.h>

#include "store/store.h"

struct conf_queue;
struct desk;

/* enum period is made of db/periods, which has a line for each: setting, timer, states, and the moment it
 * counts from. */

/* What the configuration says; 0: never, but for offline_grace, where it is at once. */
int64_t period_ms(const struct desk *, enum period, const struct conf_queue *);
/* It began then: sets its timer. ref: the conversation, or what else the timer is of. False: it is never
 * over. */
bool period_start(struct desk *, enum period, const struct conf_queue *, int64_t ref, int64_t from_ms);
/* When one that began at that moment is over, where only opening time counts for those that say so; -1:
 * never. */
int64_t period_over_ms(const struct desk *, enum period, const struct conf_queue *, int64_t from_ms);

/* At the start and on a new configuration: the timers of all conversations of a queue whose period is another
 * than it was. It counts from where it began; who has waited for longer than it is now is due at once. An
 * open offer keeps its time.
 *
 * abandon_after counts only the time in which the queue is open. One statement moves all timers of a queue,
 * and knows no opening hours: it sets each to the earliest moment, as if the queue were always open, and when
 * that comes conversation_waited_too_long() counts. Other hours move them in the same way. */
void periods_sync(struct desk *);
/* All timers of a queue to which conversations came with the periods of another. */
void periods_apply(struct desk *, const struct conf_queue *);
/* The wall clock was set: opening time does not move with it. */
void periods_clock_was_set(struct desk *);

#endif
