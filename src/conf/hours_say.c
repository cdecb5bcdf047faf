/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_say: see hours_say.h. */
#include "conf/hours_say.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "conf/hours_inside.h"
#include "conf/hours_zone.h"

/* How a language says days and spans of time. %lld is the number. */
static const struct hour_words {
    const char *language;
    const char *days[7];
    const char *less, *minute, *minutes, *hour, *hours, *day_one, *day_many;
    const char *second, *seconds; /* not rounded */
} languages[] = {
    {
        .language = "en",
        .days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
        .less = "less than a minute",
        .minute = "about a minute",
        .minutes = "about %lld minutes",
        .hour = "about an hour",
        .hours = "about %lld hours",
        .day_one = "about a day",
        .day_many = "about %lld days",
        .second = "1 second",
        .seconds = "%lld seconds",
    },
    {
        .language = "de",
        .days = {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
        .less = "weniger als eine Minute",
        .minute = "etwa eine Minute",
        .minutes = "etwa %lld Minuten",
        .hour = "etwa eine Stunde",
        .hours = "etwa %lld Stunden",
        .day_one = "etwa ein Tag",
        .day_many = "etwa %lld Tage",
        .second = "1 Sekunde",
        .seconds = "%lld Sekunden",
    },
    {
        .language = "zh",
        .days = {"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"},
        .less = "不到 1 分钟",
        .minute = "约 1 分钟",
        .minutes = "约 %lld 分钟",
        .hour = "约 1 小时",
        .hours = "约 %lld 小时",
        .day_one = "约 1 天",
        .day_many = "约 %lld 天",
        .second = "1 秒",
        .seconds = "%lld 秒",
    },
};

/* Finds the language by its first subtag. Returns English for a language that is not in the table. */
static const struct hour_words *hour_words_of(const char *language)
{
    size_t len = language == NULL ? 0 : strcspn(language, "-");

    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        if (strlen(languages[i].language) == len && strncasecmp(languages[i].language, language, len) == 0) {
            return &languages[i];
        }
    }
    return &languages[0];
}

char *hours_say(struct arena *arena, const struct conf_hours *hours, const char *language, int64_t at_ms,
                int64_t now_ms)
{
    struct hours_zone zone = hours_zone_open(hours);
    int64_t at = at_ms + hours_zone_offset(&zone, at_ms), now = now_ms + hours_zone_offset(&zone, now_ms);
    int minutes = (int)(hours_modulo(at, DAY_MS) / MINUTE_MS);
    bool today = at - hours_modulo(at, DAY_MS) == now - hours_modulo(now, DAY_MS);

    hours_zone_close(&zone);
    return arena_printf(arena, "%s%s%02d:%02d",
                        today ? "" : hour_words_of(language)->days[hours_week_clock(at) / DAY_MS],
                        today ? "" : " ", minutes / 60, minutes % 60);
}

/* Returns `one` for 1, otherwise `many` with the number in it. */
static char *count(struct arena *arena, const char *one, const char *many, int64_t n)
{
    const char *mark = strstr(many, "%lld");

    if (n == 1) {
        return arena_strdup(arena, one);
    }
    return arena_printf(arena, "%.*s%lld%s", (int)(mark - many), many, (long long)n, mark + 4);
}

static int64_t rounded(int64_t ms, int64_t unit)
{
    return (ms + unit / 2) / unit;
}

/* To the minute below ten, to five minutes below an hour, then to the hour, and from two days on to the day.
 */
char *hours_say_duration(struct arena *arena, const char *language, int64_t ms)
{
    const struct hour_words *say = hour_words_of(language);

    if (ms < MINUTE_MS) {
        return arena_strdup(arena, say->less);
    }
    int64_t minutes = rounded(ms, MINUTE_MS);
    if (minutes > 10) {
        minutes = 5 * rounded(ms, 5 * MINUTE_MS);
    }
    if (minutes < 60) {
        return count(arena, say->minute, say->minutes, minutes);
    }
    int64_t hours = rounded(ms, HOUR_MS);
    if (hours < 48) {
        return count(arena, say->hour, say->hours, hours < 1 ? 1 : hours);
    }
    return count(arena, say->day_one, say->day_many, rounded(ms, DAY_MS));
}

char *hours_say_period(struct arena *arena, const char *language, int64_t ms)
{
    const struct hour_words *say = hour_words_of(language);

    if (ms < 2 * MINUTE_MS) {
        return count(arena, say->second, say->seconds, rounded(ms, 1000));
    }
    return hours_say_duration(arena, language, ms);
}
