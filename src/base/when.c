/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * when: see when.h. */
#include "config.h"

#include "base/when.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/datetime.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static int64_t read_ms(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t when_now_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

int64_t when_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

char *when_local(struct arena *arena, int64_t at_ms)
{
    struct tm tm;
    int ms;
    char text[64];
    if (!datetime_fields(at_ms, localtime_r, &tm, &ms) ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm) == 0)
        return arena_printf(arena, "%lld", (long long)at_ms);
    return arena_strdup(arena, text);
}

char *when_span(struct arena *arena, int64_t ms)
{
    if (ms < 0)
        ms = 0;
    if (ms < MINUTE)
        return arena_printf(arena, "%d s", (int)(ms / SECOND));
    if (ms < HOUR)
        return arena_printf(arena, "%d min", (int)(ms / MINUTE));
    if (ms < DAY)
        return arena_printf(arena, "%d h %02d min", (int)(ms / HOUR), (int)(ms % HOUR / MINUTE));
    return arena_printf(arena, "%lld d %d h", (long long)(ms / DAY), (int)(ms % DAY / HOUR));
}

static bool read_age(const char *text, int64_t now_ms, int64_t *at_ms)
{
    static const struct {
        char letter;
        int64_t ms;
    } units[] = {{'s', SECOND}, {'m', MINUTE}, {'h', HOUR}, {'d', DAY}};
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    long n = strtol(text, &end, 10);
    if (n > 1000000)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (end[0] == units[i].letter && end[1] == '\0') {
            *at_ms = now_ms - n * units[i].ms;
            return true;
        }
    }
    return false;
}

/* Reads "+01:00", "-08:30" or "Z". *local is true when there is no offset. */
static bool read_zone(const char *text, bool *local, int *offset_s)
{
    int hours, minutes, used = 0;
    char sign;
    *local = *text == '\0';
    *offset_s = 0;
    if (*local || strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 || text[used] != '\0' || used != 6 ||
        (sign != '+' && sign != '-') || hours > 23 || minutes > 59)
        return false;
    *offset_s = (hours * 60 + minutes) * (sign == '-' ? -60 : 60);
    return true;
}

/* The clock after the date: "10:00", "10:00:30", "10:00:30.5". Returns the text after it; NULL when there is
 * no such time.
 */
static const char *read_clock(const char *text, struct tm *tm, int *ms)
{
    int used = 0;
    if (sscanf(text, "%2d:%2d%n", &tm->tm_hour, &tm->tm_min, &used) != 2 || used != 5)
        return NULL;
    text += used;
    used = 0;
    if (*text == ':') {
        if (sscanf(text, ":%2d%n", &tm->tm_sec, &used) != 1 || used != 3)
            return NULL;
        text += used;
    }
    if (*text == '.') {
        int scale = 100;
        for (text++; isdigit((unsigned char)*text); text++, scale /= 10)
            *ms += (*text - '0') * scale;
    }
    return tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec > 60 ? NULL : text;
}

bool when_read(const char *text, int64_t now_ms, int64_t *at_ms)
{
    struct tm tm = {.tm_isdst = -1};
    int used = 0, ms = 0, offset_s;
    bool local;
    if (read_age(text, now_ms, at_ms))
        return true;
    if (!isdigit((unsigned char)*text) ||
        sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &used) != 3 || used != 10)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon--;
    int day = tm.tm_mday, month = tm.tm_mon;
    text += used;
    if (*text == 'T' || *text == 't' || *text == ' ') {
        text = read_clock(text + 1, &tm, &ms);
        if (text == NULL)
            return false;
    }
    if (!read_zone(text, &local, &offset_s))
        return false;
    struct tm given = tm;
    time_t utc = timegm(
        &given); /* also changes a day that does not exist, such as 02-30, which is how it is detected */
    if (given.tm_mday != day || given.tm_mon != month)
        return false;
    *at_ms = (local ? (int64_t)mktime(&tm) : (int64_t)utc - offset_s) * 1000 + ms;
    return true;
}
