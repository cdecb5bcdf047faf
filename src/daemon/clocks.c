/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clocks: see clocks.h. */
#include "config.h"

#include "daemon/clocks.h"

#include <time.h>

int64_t clocks_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clocks_now_ms(void)
{
    return clocks_ms(CLOCK_REALTIME);
}

int64_t clocks_ahead_ms(void)
{
    return clocks_now_ms() - clocks_ms(CLOCK_BOOTTIME);
}

struct timeval clocks_after_ms(int64_t ms)
{
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
}
