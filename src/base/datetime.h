/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * datetime: moments as text in UTC, as RFC 3339 and XEP-0082 have them. Pure: asks neither clock nor zone. */
#ifndef FRONTDESK_DATETIME_H
#define FRONTDESK_DATETIME_H

#include <stdint.h>

struct arena;

/* "2026-03-01T10:00:00.123Z", in the arena. A moment outside of the years 0 to 9999 is written as a number.
 */
char *datetime_utc(struct arena *, int64_t at_ms);

/* Milliseconds since 1970 of such a text, with any offset ("+01:00"); fractions of a second are not read. -1:
 * it is none. */
int64_t datetime_read(const char *text);

#endif
