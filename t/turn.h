/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * turn: how long a turn of the desk may take. Of processor time, which does not depend on what else the
 * machine does. */
#ifndef FRONTDESK_TURN_H
#define FRONTDESK_TURN_H

#include <stdint.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

enum {
    SLOWER = SANITIZED ? 10 : 1,
    TURN_MS = 200, /* the longest that others may have to wait for it (promise 3) */
};

static inline int64_t turn_cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
