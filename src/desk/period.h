/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: how long something may take, as the configuration says it for a queue. When it says something else, after a
 * reload or a restart, that holds for the conversations under way too: their timers move with it. */
#ifndef FRONTDESK_PERIOD_H
#define FRONTDESK_PERIOD_H

struct conf_queue;
struct desk;

/* At the start and on a new configuration: the timers of all conversations of a queue whose period is another than it was.
 * It counts from where it began; who has waited for longer than it is now is due at once. An open offer keeps its time.
 *
 * abandon_after counts only the time in which the queue is open. One statement moves all timers of a queue, and knows no
 * opening hours: it sets each to the earliest moment, as if the queue were always open, and when that comes
 * conversation_waited_too_long() counts. Other hours move them in the same way. */
void periods_sync(struct desk *);
/* All timers of a queue to which conversations came with the periods of another. */
void periods_apply(struct desk *, const struct conf_queue *);
/* The wall clock was set: opening time does not move with it. */
void periods_clock_was_set(struct desk *);

#endif
