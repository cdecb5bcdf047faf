/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * datetime: see datetime.h. */
#include "base/datetime.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"

/* Division that rounds down, so that a moment before 1970 has milliseconds too. */
static time_t seconds_of(int64_t at_ms, int *ms)
{
    int64_t rest = at_ms % 1000;
    *ms = (int)(rest < 0 ? rest + 1000 : rest);
    return (time_t)(at_ms / 1000 - (rest < 0));
}

bool datetime_fields(int64_t at_ms, datetime_zone *zone, struct tm *tm, int *ms)
{
    time_t at = seconds_of(at_ms, ms);
    return zone(&at, tm) != NULL && tm->tm_year >= -1900 && tm->tm_year < 10000 - 1900;
}

char *datetime_utc(struct arena *arena, int64_t at_ms)
{
    struct tm tm;
    int ms;
    char text[64];
    if (!datetime_fields(at_ms, gmtime_r, &tm, &ms) ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        return arena_printf(arena, "%lld", (long long)at_ms);
    return arena_printf(arena, "%s.%03dZ", text, ms);
}

/* Days since 1970-01-01 of the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int64_t datetime_read(const char *text)
{
    int year, month, day, hour, minute, second, n = 0, off_hour = 0, off_minute = 0, m = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &n) != 6 ||
        n != 19)
        return -1;
    text += n;
    if (*text == '.')
        text += 1 + strspn(text + 1, "0123456789");
    char sign = *text;
    bool zulu = strcmp(text, "Z") == 0;
    if (!zulu &&
        ((sign != '+' && sign != '-') || sscanf(text + 1, "%2d:%2d%n", &off_hour, &off_minute, &m) != 2 ||
         m != 5 || text[6] != '\0'))
        return -1;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 24 || minute < 0 ||
        minute > 59 || second < 0 || second > 60 || off_hour < 0 || off_hour > 14 || off_minute < 0 ||
        off_minute > 59)
        return -1;
    int64_t seconds = ((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    int64_t offset = (off_hour * 60 + off_minute) * 60;
    return (seconds - (sign == '-' ? -offset : zulu ? 0 : offset)) * 1000;
}
