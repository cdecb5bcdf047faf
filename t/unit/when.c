/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests of moments on the command line. */
#include "config.h"

#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/datetime.h"
#include "base/when.h"
#include "t/tap.h"

#define NOW 1772445600000 /* 2026-03-02T10:00:00Z */

static const struct {
    const char *text;
    int64_t at_ms; /* -1: refused. The zone is Berlin's: an hour before UTC, two in summer */
} reads[] = {
    {"2026-03-02T10:00:00Z", NOW},
    {"2026-03-02T10:00:00.123Z", NOW + 123},
    {"2026-03-02T10:00:00.1239z", NOW + 123},
    {"2026-03-02t10:00Z", NOW},
    {"2026-03-02T11:00:00+01:00", NOW},
    {"2026-03-02T05:30:00-04:30", NOW},
    {"2026-03-02T11:00", NOW},
    {"2026-03-02 11:00:00.5", NOW + 500},
    {"2026-03-02", NOW - 11 * 3600000LL},
    {"2026-07-01T12:00", 1782900000000},
    {"2024-02-29", 1709161200000},
    {"1969-12-31T23:59:59Z", -1000},
    {"0s", NOW},
    {"30s", NOW - 30000},
    {"45m", NOW - 45 * 60000LL},
    {"12h", NOW - 12 * 3600000LL},
    {"7d", NOW - 7 * 86400000LL},
    {"1000000d", NOW - 1000000 * 86400000LL},
    {"", -1},
    {"now", -1},
    {"7", -1},
    {"7w", -1},
    {"-7d", -1},
    {"7 d", -1},
    {"7dd", -1},
    {"1000001d", -1},
    {"99999999999999999999d", -1},
    {"2026-02-29", -1},
    {"2026-13-01", -1},
    {"2026-00-10", -1},
    {"2026-04-31", -1},
    {"2026-3-2", -1},
    {"26-03-02", -1},
    {"2026-03-02T", -1},
    {"2026-03-02T10", -1},
    {"2026-03-02T24:00", -1},
    {"2026-03-02T10:60", -1},
    {"2026-03-02T10:00:61Z", -1},
    {"2026-03-02T10:00:0", -1},
    {"2026-03-02T10:00X", -1},
    {"2026-03-02T10:00+1", -1},
    {"2026-03-02T10:00+24:00", -1},
    {"2026-03-02T10:00+01:00x", -1},
    {"2026-03-02x", -1},
    {" 2026-03-02", -1},
};

static const struct {
    int64_t ms;
    const char *text;
} spans[] = {
    {-5, "0 s"},
    {0, "0 s"},
    {59999, "59 s"},
    {60000, "1 min"},
    {3599999, "59 min"},
    {3600000, "1 h 00 min"},
    {11100000, "3 h 05 min"},
    {86400000, "1 d 0 h"},
    {187200000, "2 d 4 h"},
};

int main(void)
{
    struct arena *arena = arena_new();
    plan_none();
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
        int64_t at_ms = -1;
        bool is = when_read(reads[i].text, NOW, &at_ms);
        if (reads[i].at_ms == -1)
            ok(!is, "\"%s\" is refused", reads[i].text);
        else
            is_int(is ? at_ms : -1, reads[i].at_ms, "\"%s\"", reads[i].text);
    }
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        is_str(when_span(arena, spans[i].ms), spans[i].text, "%lld ms", (long long)spans[i].ms);
    is_str(datetime_utc(arena, NOW + 7), "2026-03-02T10:00:00.007Z", "UTC");
    is_str(datetime_utc(arena, -1), "1969-12-31T23:59:59.999Z", "before 1970");
    is_str(datetime_utc(arena, INT64_MAX), "9223372036854775807", "what no calendar holds is a number");
    is_str(when_local(arena, NOW), "2026-03-02 11:00:00", "local time");
    is_str(when_local(arena, INT64_MIN), "-9223372036854775808",
           "what no calendar holds is a number here too");
    ok(when_now_ms() > NOW - 86400000LL * 365, "now");
    arena_free(arena);
    return done();
}
