/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: how long something may take, as the configuration says it for a queue. When it says something else, after a
 * reload or a restart, that holds for the conversations under way too: their timers move with it. */
#ifndef FRONTDESK_PERIOD_H
#define FRONTDESK_PERIOD_H

struct conf_queue;
struct desk;

/* At the start and on a new configuration: the timers of all conversations of a queue whose period is another than it was.
 * It counts from where it began; who has waited for longer than it is now is due at once. An open offer keeps its time. */
void periods_sync(struct desk *);
/* All timers of a queue to which conversations came with the periods of another. */
void periods_apply(struct desk *, const struct conf_queue *);

#endif
