/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * queue_check: checks the queue blocks of the configuration. */
#ifndef FRONTDESK_QUEUE_CHECK_H
#define FRONTDESK_QUEUE_CHECK_H

struct conf_checking;

/* Checks each queue's name, agents, opening hours, time zone, language, responder and copilot. Must run after
 * the checks of agents, messages and responders. */
void queue_check_all(struct conf_checking *);
/* Checks default_queue: the queue of customers who write to the house. */
void queue_check_default(struct conf_checking *);
/* Adds a note about each queue of which no agent has all skills, because its customers would wait for
 * ever. */
void queue_check_skills(struct conf_checking *);

#endif
