/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * called_check: the names by which commands know agents and queues (called.h), in the configuration. */
#ifndef FRONTDESK_CALLED_CHECK_H
#define FRONTDESK_CALLED_CHECK_H

struct conf_checking;

/* Notes names that are the same, and names of which nothing can be seen. */
void called_check(struct conf_checking *);

#endif
