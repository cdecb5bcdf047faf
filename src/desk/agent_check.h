/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_check: checks the agent blocks of the configuration. */
#ifndef FRONTDESK_AGENT_CHECK_H
#define FRONTDESK_AGENT_CHECK_H

struct conf_checking;

/* Normalizes the agents' addresses, fills in missing names, and reports bad or duplicate addresses. */
void agent_check_all(struct conf_checking *);
/* Adds a note about each agent who serves no queue. Must run after queue_check_all(). */
void agent_check_idle(struct conf_checking *);

#endif
