/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * when: times as the command line reads and writes them, in the time zone of the terminal (datetime.h has
 * RFC 3339 in UTC). Reads the clock and the time zone, so the core must not use it. */
#ifndef FRONTDESK_WHEN_H
#define FRONTDESK_WHEN_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

int64_t when_now_ms(void);

/* Milliseconds of a clock that nobody sets, to measure how long something takes. */
int64_t when_monotonic_ms(void);

/* Returns the time in the local time zone: "2026-03-01 11:00:00". */
char *when_local(struct arena *, int64_t at_ms);
/* Returns a length of time: "45 s", "12 min", "3 h 05 min", "2 d 4 h". */
char *when_span(struct arena *, int64_t ms);

/* Reads a time: "2026-03-01" (its first moment in the local zone), "2026-03-01T10:00" or "2026-03-01
 * 10:00:00.5" (local), either of them with "Z" or "+01:00" (RFC 3339), or an age before now: "30s", "45m",
 * "12h", "7d". Returns false when the text is none of these. */
bool when_read(const char *text, int64_t now_ms, int64_t *at_ms);

/* The forms that when_read() takes, for error messages. */
#define WHEN_FORMS "2026-03-01, 2026-03-01T10:00, 2026-03-01T10:00:00Z or an age like 12h or 7d"

#endif
