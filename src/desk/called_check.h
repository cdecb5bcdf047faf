/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * called_check: checks the names by which commands find agents and queues (called.h), in the
 * configuration. */
#ifndef FRONTDESK_CALLED_CHECK_H
#define FRONTDESK_CALLED_CHECK_H

struct conf_checking;

/* Adds a note about each name that two agents or queues share, and about each name without a visible
 * character. */
void called_check(struct conf_checking *);

#endif
