/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limited_log: log lines that strangers can cause, in limited numbers. */
#ifndef FRONTDESK_LIMITED_LOG_H
#define FRONTDESK_LIMITED_LOG_H

#include "base/log.h"

struct desk;

/* Writes a line to the log unless there were too many of its kind. A kind is one fmt. In a minute at most 3
 * lines of a kind are written for each address, 10 for each domain that is not exempt (share.h), and 20 for
 * all. So nobody can hide the lines that others cause, and no kind can hide the others. Lines left out are
 * counted, and the next line of that kind gives their number. who: a bare JID, or a domain. */
void limited_log(struct desk *, enum log_level, const char *who, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
