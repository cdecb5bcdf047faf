/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * period: how long something may take, as the configuration says it for a queue. When it says something else, after a
 * reload or a restart, that holds for the conversations under way too: their timers move with it. */
#ifndef FRONTDESK_PERIOD_H
#define FRONTDESK_PERIOD_H

struct desk;

/* At the start and on a new configuration. Begins, moves or ends the timers of the conversations of each queue whose
 * period is another than at the last call; in a store that knows no last call none. Who has waited for longer than the
 * new one by now is due at once. An open offer keeps the time that it was made with. */
void periods_sync(struct desk *);

#endif
