/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limited_log: lines of the log that strangers cause. */
#ifndef FRONTDESK_LIMITED_LOG_H
#define FRONTDESK_LIMITED_LOG_H

#include "base/log.h"

struct desk;

/* A line of the log that a stranger causes. In a minute at most 3 of a kind (one fmt) for each address, 10
 * for each domain that is not exempt (share.h), and 20 for all: nobody can hide what others cause, and no
 * kind the others. What is left out is counted, and said with the next line of that kind. who: a bare JID, or
 * a domain. */
void limited_log(struct desk *, enum log_level, const char *who, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
