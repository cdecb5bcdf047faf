/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * when: moments as the command line reads and writes them. Tables have the time zone of the
 * terminal; RFC 3339 in UTC is in datetime.h. Asks the clock and the zone, so it is no part of the core. */
#ifndef FRONTDESK_WHEN_H
#define FRONTDESK_WHEN_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

int64_t when_now_ms(void);

/* "2026-03-01 11:00:00" in the local time zone */
char *when_local(struct arena *, int64_t at_ms);
/* "45 s", "12 min", "3 h 05 min", "2 d 4 h" */
char *when_span(struct arena *, int64_t ms);

/* Reads a moment: "2026-03-01" (its first moment here), "2026-03-01T10:00" or "2026-03-01 10:00:00.5"
 * (local), either with "Z" or "+01:00" (RFC 3339), or an age: "30s", "45m", "12h", "7d" before now. False
 * when it is none. */
bool when_read(const char *text, int64_t now_ms, int64_t *at_ms);

/* The forms of when_read() for an error message. */
#define WHEN_FORMS "2026-03-01, 2026-03-01T10:00, 2026-03-01T10:00:00Z or an age like 12h or 7d"

#endif
