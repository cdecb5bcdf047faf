/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * moments: virtual time, which passes or is set. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/player/player.h"
#include "t/world.h"

int64_t parse_duration(struct scene *s, const char *text)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    int64_t ms = 0;
    while (*text != '\0') {
        char *end;
        int64_t n = strtoll(text, &end, 10);
        size_t i = 0;
        while (i < 5 && (strncmp(end, units[i].unit, strlen(units[i].unit)) != 0 ||
                         isalpha((unsigned char)end[strlen(units[i].unit)])))
            i++;
        if (end == text || i == 5)
            scene_wrong(s, "a duration is a number with ms, s, m, h or d");
        ms += n * units[i].ms;
        text = end + strlen(units[i].unit);
    }
    return ms;
}

/* Days since 1970 of a date (proleptic Gregorian calendar). */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int64_t parse_moment(struct scene *s, const char *text)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    int year, month, day, hour, minute, second;
    if (sscanf(text, "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute, &second) == 6)
        return days_of(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000LL;
    char name[4];
    if (sscanf(text, "%3s %d:%d", name, &hour, &minute) != 3)
        scene_wrong(s, "a moment is `mon 09:00` or `2026-03-02T09:00:00Z`");
    for (int i = 0; i < 7; i++)
        if (strcmp(name, days[i]) == 0) {
            int64_t at = MONDAY_MS + i * DAY_MS + (hour * 60 + minute) * 60000LL;
            while (at < s->w->now_ms)
                at += 7 * DAY_MS;
            return at;
        }
    scene_wrong(s, "no such day");
}

static void play_after(struct scene *s, const char *p)
{
    world_run_until(s->w, s->w->now_ms + parse_duration(s, p));
}

static void play_at(struct scene *s, const char *p)
{
    int64_t at = parse_moment(s, p);
    if (at < s->w->now_ms)
        scene_wrong(s, "that is over");
    world_run_until(s->w, at);
}

static void play_clock(struct scene *s, const char *p)
{
    int64_t jump = parse_duration(s, p + (*p == '+' || *p == '-'));
    if (*p == '-')
        jump = -jump;
    s->w->now_ms += jump;
    world_event(s->w, (struct desk_event){.kind = EVENT_CLOCK, .jump_ms = jump});
}

static void play_held(struct scene *s, const char *p)
{
    s->w->now_ms += parse_duration(s, p);
    world_event(s->w, (struct desk_event){.kind = EVENT_HELD});
}

const struct verb moments_verbs[] = {
    {.word = "after", .play = play_after},
    {.word = "at", .play = play_at},
    {.word = "clock", .play = play_clock},
    {.word = "held", .play = play_held},
    {.word = NULL},
};
