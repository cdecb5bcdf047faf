/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_check: checks the hours and the time zone of a queue or an agent in the configuration. */
#ifndef FRONTDESK_HOURS_CHECK_H
#define FRONTDESK_HOURS_CHECK_H

struct conf_block;
struct conf_checking;
struct conf_hours;

/* Fills in the spans from the text and opens the clock, or reports what is wrong in this block. */
void hours_check(struct conf_checking *, struct conf_hours *, const struct conf_block *);

#endif
