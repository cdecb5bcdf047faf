/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_text: opening hours as they are written in the configuration. */
#ifndef FRONTDESK_HOURS_TEXT_H
#define FRONTDESK_HOURS_TEXT_H

#include <stddef.h>

struct conf_span;

/* Parses opening hours: "mon-fri 09:00-18:00". Days are mon tue wed thu fri sat sun; a range may wrap
 * (fri-mon); "daily" is every day. Several spans of a day are separated by '+': "mon
 * 09:00-12:00+13:00-17:00". 24:00 is allowed as an end; an end before its begin is on the next day. "never"
 * gives no span. Writes at most max spans. Returns their number, or -1 with *why. */
int hours_parse(const char *text, struct conf_span *spans, int max, const char **why);

/* Sorts the spans and joins those that touch or overlap. Returns how many are left. */
size_t hours_merge(struct conf_span *spans, size_t n);

#endif
