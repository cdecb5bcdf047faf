/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * queue_check: what must be right of the queue blocks of the configuration. */
#ifndef FRONTDESK_QUEUE_CHECK_H
#define FRONTDESK_QUEUE_CHECK_H

struct conf_checking;

/* Their names, agents, hours, languages and responders. After the checks of all of these. */
void queue_check_all(struct conf_checking *);
/* The queue of customers who write to the house. */
void queue_check_default(struct conf_checking *);
/* Notes queues of which no agent has the skills: their customers would wait for ever. */
void queue_check_skills(struct conf_checking *);

#endif
