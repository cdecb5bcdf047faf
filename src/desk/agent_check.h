/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_check: what must be right of the agent blocks of the configuration. */
#ifndef FRONTDESK_AGENT_CHECK_H
#define FRONTDESK_AGENT_CHECK_H

struct conf_checking;

/* Prepares their addresses; each is there once. */
void agent_check_all(struct conf_checking *);
/* Notes those who serve no queue. After the check of the queues. */
void agent_check_idle(struct conf_checking *);

#endif
