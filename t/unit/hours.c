/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: opening hours as they are written, open or closed at given moments, across the changes to and from
 * daylight saving time, and as they are told to people. Moments are written as UTC. */
#include "conf/hours.h"
#include "conf/hours_say.h"
#include "conf/hours_text.h"
#include "conf/hours_zone.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "t/tap.h"

enum { SPANS_MAX = 100 };

/* "2026-03-29 01:30" → milliseconds. */
static int64_t utc(const char *text)
{
    struct tm tm = {0};

    sscanf(text, "%d-%d-%d %d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min);
    tm.tm_year -= 1900;
    tm.tm_mon--;
    return (int64_t)timegm(&tm) * 1000;
}

static const char *show(int64_t ms)
{
    static char text[4][32];
    static int turn;
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;

    turn = (turn + 1) % 4;
    gmtime_r(&seconds, &tm);
    strftime(text[turn], sizeof text[turn], "%Y-%m-%d %H:%M", &tm);
    return ms < 0 ? "never" : text[turn];
}

static void test_parse(struct arena *arena)
{
    static const struct row {
        const char *text, *spans; /* NULL: refused */
    } rows[] = {
        {"mon 09:00-18:00", "540-1080"},
        {"Mon 9:00-18:00", "540-1080"},
        {"mon-wed 00:00-24:00", "0-4320"},
        {"tue,thu 10:00-11:00", "2040-2100 4920-4980"},
        {"mon-tue,sun 00:00-01:00", "0-60 1440-1500 8640-8700"},
        {"fri-mon 08:00-09:00", "480-540 6240-6300 7680-7740 9120-9180"},
        {"daily 22:00-06:00", "0-360 1320-1800 2760-3240 4200-4680 5640-6120 7080-7560 8520-9000 9960-10080"},
        {"sun 22:00-02:00", "0-120 9960-10080"},
        {"sun 22:00-24:00", "9960-10080"},
        {"mon 09:00-12:00+13:00-17:00", "540-720 780-1020"},
        {"mon 09:00-12:00 + 12:00-17:00", "540-1020"},
        {" mon  09:00-12:00 ", "540-720"},
        {"daily 00:00-24:00", "0-10080"},
        {"never", ""},
        {"", NULL},
        {"mon", NULL},
        {"09:00-18:00", NULL},
        {"mon-", NULL},
        {"mon-fri09:00-18:00", NULL},
        {"daily09:00-18:00", NULL},
        {"monday 09:00-18:00", NULL},
        {"mon 09:00", NULL},
        {"mon 09:00-", NULL},
        {"mon 0900-1800", NULL},
        {"mon 09:0-18:00", NULL},
        {"mon 09:000-18:00", NULL},
        {"mon 09:60-18:00", NULL},
        {"mon 24:01-25:00", NULL},
        {"mon 24:00-02:00", NULL},
        {"mon 09:00-09:00", NULL},
        {"mon 09:00-12:00+", NULL},
        {"mon 09:00-12:00,13:00-14:00", NULL},
        {"mon 09:00–12:00", NULL},
        {"never ever", NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct conf_span spans[SPANS_MAX];
        const char *why = NULL, *got = "";
        int n = hours_parse(rows[i].text, spans, SPANS_MAX, &why);
        size_t merged = n < 0 ? 0 : hours_merge(spans, (size_t)n);
        for (size_t j = 0; j < merged; j++) {
            got = arena_printf(arena, "%s%s%d-%d", got, j == 0 ? "" : " ", spans[j].from, spans[j].to);
        }
        is_str(n < 0 ? NULL : got, rows[i].spans, "\"%s\" %s", rows[i].text, n < 0 ? why : "");
        ok((n < 0) == (why != NULL), "\"%s\": a reason with a refusal only", rows[i].text);
    }
    struct conf_span few[2];
    const char *why;
    is_int(hours_parse("mon-wed 09:00-10:00", few, 2, &why), -1, "more spans than there is room for");
}

static void test_zones(void)
{
    static const struct row {
        const char *name;
        bool known;
    } rows[] = {
        {"UTC", true},
        {"Europe/Berlin", true},
        {"Asia/Shanghai", true},
        {"Asia/Kathmandu", true},
        {"Europe/Berlim", false},
        {"europe/berlin", false},
        {"GMT+3:15", false},
        {"Etc/Unknown", false},
        {"", false},
        {"Europa/Zürich", false},
        {"America/ArgentinaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ok(hours_timezone_known(rows[i].name) == rows[i].known, "time zone \"%s\"", rows[i].name);
    }
}

static struct conf_hours make_queue(const char *hours, const char *zone, struct conf_span *spans)
{
    const char *why;
    struct conf_hours queue = {.timezone = (char *)(uintptr_t)zone};

    if (hours != NULL) {
        queue.n = hours_merge(spans, (size_t)hours_parse(hours, spans, SPANS_MAX, &why));
        queue.span = spans;
    }
    return queue;
}

/* In 2026 Berlin goes to UTC+2 on March 29 at 01:00 UTC and back to UTC+1 on October 25 at 01:00 UTC; March 1
 * is a Sunday. */
static void test_open(void)
{
    static const struct row {
        const char *hours, *zone, *now, *opens, *closes;
    } rows[] = {
        {NULL, "UTC", "2026-03-02 08:00", "2026-03-02 08:00", "never"},
        {"never", "UTC", "2026-03-02 08:00", "never", "never"},
        {"daily 00:00-24:00", "Europe/Berlin", "2026-03-02 08:00", "2026-03-02 08:00", "never"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-02 08:59", "2026-03-02 09:00", "2026-03-02 18:00"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-02 09:00", "2026-03-02 09:00", "2026-03-02 18:00"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-02 17:59", "2026-03-02 17:59", "2026-03-02 18:00"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-02 18:00", "2026-03-03 09:00", "2026-03-03 18:00"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-06 18:00", "2026-03-09 09:00", "2026-03-09 18:00"},
        {"mon-fri 09:00-18:00", "Europe/Berlin", "2026-03-02 07:00", "2026-03-02 08:00", "2026-03-02 17:00"},
        {"mon-fri 09:00-18:00", "Europe/Berlin", "2026-03-27 20:00", "2026-03-30 07:00", "2026-03-30 16:00"},
        {"mon-fri 09:00-18:00", "Europe/Berlin", "2026-10-23 20:00", "2026-10-26 08:00", "2026-10-26 17:00"},
        {"mon-fri 09:00-18:00", "Asia/Shanghai", "2026-03-02 00:30", "2026-03-02 01:00", "2026-03-02 10:00"},
        {"mon-fri 09:00-18:00", "Asia/Kathmandu", "2026-03-02 00:30", "2026-03-02 03:15", "2026-03-02 12:15"},
        {"mon-fri 09:00-18:00", "Pacific/Auckland", "2026-03-01 19:59", "2026-03-01 20:00",
         "2026-03-02 05:00"},
        {"sun 22:00-02:00", "UTC", "2026-03-01 21:00", "2026-03-01 22:00", "2026-03-02 02:00"},
        {"sun 22:00-02:00", "UTC", "2026-03-02 01:00", "2026-03-02 01:00", "2026-03-02 02:00"},
        {"sun 22:00-24:00", "UTC", "2026-03-01 23:00", "2026-03-01 23:00", "2026-03-02 00:00"},
        {"mon 00:00-01:00", "UTC", "2026-03-02 01:00", "2026-03-09 00:00", "2026-03-09 01:00"},
        /* open through the night of the change: an hour shorter in spring, longer in autumn */
        {"sun 00:00-06:00", "Europe/Berlin", "2026-03-28 12:00", "2026-03-28 23:00", "2026-03-29 04:00"},
        {"sun 00:00-06:00", "Europe/Berlin", "2026-10-24 12:00", "2026-10-24 22:00", "2026-10-25 05:00"},
        /* the hour that does not exist: it opens when the clock has jumped over its begin, or not on that day
         */
        {"sun 02:30-05:00", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 01:00", "2026-03-29 03:00"},
        {"sun 02:15-02:45", "Europe/Berlin", "2026-03-28 12:00", "2026-04-05 00:15", "2026-04-05 00:45"},
        {"sun 01:00-02:30", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 00:00", "2026-03-29 01:00"},
        /* the hour that comes twice: open, closed for a while, open again */
        {"sun 02:00-02:30", "Europe/Berlin", "2026-10-24 12:00", "2026-10-25 00:00", "2026-10-25 00:30"},
        {"sun 02:00-02:30", "Europe/Berlin", "2026-10-25 00:40", "2026-10-25 01:00", "2026-10-25 01:30"},
        {"mon 09:00-10:00", "No/Such", "2026-03-02 08:00", "2026-03-02 09:00", "2026-03-02 10:00"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct conf_span spans[SPANS_MAX];
        struct conf_hours queue = make_queue(rows[i].hours, rows[i].zone, spans);
        const char *name = rows[i].hours == NULL ? "no hours" : rows[i].hours;
        int64_t now = utc(rows[i].now);
        for (int prepared = 0; prepared < 2; prepared++) {
            is_str(show(hours_next_open_ms(&queue, now)), rows[i].opens, "%s, %s, %s: opens", name,
                   rows[i].zone, rows[i].now);
            is_str(show(hours_next_close_ms(&queue, now)), rows[i].closes, "%s, %s, %s: closes", name,
                   rows[i].zone, rows[i].now);
            ok(hours_open(&queue, now) == (strcmp(rows[i].now, rows[i].opens) == 0),
               "%s, %s, %s: open or not", name, rows[i].zone, rows[i].now);
            hours_prepare(&queue);
        }
        hours_forget(&queue);
    }
}

/* next_open and next_close against a walk minute by minute through both weeks of change. */
static void test_walk(void)
{
    static const char *const begins[] = {"2026-03-26 00:00", "2026-10-22 00:00"};
    struct conf_span spans[SPANS_MAX];
    struct conf_hours queue = make_queue("daily 01:30-02:30+22:00-23:15", "Europe/Berlin", spans);
    int wrong = 0;

    hours_prepare(&queue);
    for (int i = 0; i < 2; i++) {
        int64_t begin = utc(begins[i]), next[2] = {-1, -1};
        for (int64_t minute = 6 * 1440; minute >= 0; minute--) {
            int64_t at = begin + minute * 60000;
            next[hours_open(&queue, at)] = at;
            int64_t close = next[1] < 0 ? -1 : next[0] > next[1] ? next[0] : -1;
            wrong += minute < 4 * 1440 && hours_next_open_ms(&queue, at) != next[1];
            wrong += minute < 4 * 1440 && next[1] == at && hours_next_close_ms(&queue, at) != close;
        }
    }
    is_int(wrong, 0, "six days around each change, minute by minute");
    hours_forget(&queue);
}

enum { COUNTED_DAYS = 60 };

/* Whether the queue is open, for each minute from begin_ms on. */
static void look_at_minutes(const struct conf_hours *queue, int64_t begin_ms, bool open[COUNTED_DAYS * 1440])
{
    for (int i = 0; i < COUNTED_DAYS * 1440; i++)
        open[i] = hours_open(queue, begin_ms + i * 60000LL);
}

/* Counted minute by minute. -1: not within the days that were looked at. */
static int counted(const bool open[COUNTED_DAYS * 1440], int since, int minutes)
{
    int at = since;
    for (; minutes > 0; at++) {
        if (at == COUNTED_DAYS * 1440)
            return -1;
        minutes -= open[at];
    }
    return at;
}

/* Around a change of the clock. */
static void test_counted(void)
{
    static bool open[COUNTED_DAYS * 1440];
    struct conf_span spans[SPANS_MAX];
    struct conf_hours queue = make_queue("daily 01:30-02:30+22:00-23:15", "Europe/Berlin", spans);
    int64_t begin = utc("2026-03-26 00:00");
    int wrong = 0;
    hours_prepare(&queue);
    look_at_minutes(&queue, begin, open);
    for (int minutes = 1; minutes < 3000; minutes += 7)
        for (int since = 0; since < 4 * 1440; since += 514)
            wrong += hours_passed_ms(&queue, begin + since * 60000LL, minutes * 60000LL) !=
                     begin + counted(open, since, minutes) * 60000LL;
    is_int(wrong, 0, "the same as counted minute by minute, around a change");
    hours_forget(&queue);
}

static void test_passed(void)
{
    static const struct {
        const char *hours, *zone, *since;
        int minutes;
        const char *at; /* NULL: never */
    } cases[] = {
        {"mon-fri 09:00-18:00", "UTC", "2026-03-27 18:01", 120, "2026-03-30 11:00"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-27 17:00", 60, "2026-03-27 18:00"},
        {"mon-fri 09:00-18:00", "UTC", "2026-03-27 17:00", 61, "2026-03-30 09:01"},
        {"mon-fri 09:00-18:00", "Europe/Berlin", "2026-03-27 16:00", 120, "2026-03-30 08:00"},
        {"daily 00:00-24:00", "Europe/Berlin", "2026-03-27 18:01", 4320, "2026-03-30 18:01"},
        {"mon 09:00-10:00", "UTC", "2026-03-02 09:30", 4320, "2027-07-19 09:30"},
        {"mon 09:00-10:00", "UTC", "2026-03-02 09:00", 120, "2026-03-09 10:00"},
        {"sun 02:10-02:20", "Europe/Berlin", "2026-03-23 00:00", 10,
         "2026-04-05 00:20"}, /* skipped on the 29th */
        {"sun 02:10-02:20", "Europe/Berlin", "2026-10-19 00:00", 15, "2026-10-25 01:15"}, /* comes twice */
        {"never", "UTC", "2026-03-27 18:01", 120, NULL},
        {"mon 00:00-00:01", "Europe/Berlin", "2026-03-02 00:00", 43200, NULL}, /* eight hundred years */
    };
    struct conf_span spans[SPANS_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct conf_hours queue = make_queue(cases[i].hours, cases[i].zone, spans);
        int64_t ms = hours_passed_ms(&queue, utc(cases[i].since), cases[i].minutes * 60000LL);
        is_str(show(ms), cases[i].at != NULL ? cases[i].at : "never", "%s %s: %d minutes from %s on",
               cases[i].hours, cases[i].zone, cases[i].minutes, cases[i].since);
    }
    struct conf_hours always = {.timezone = (char *)"UTC"};
    is_int(hours_passed_ms(&always, 1000, 500), 1500, "a queue without hours is always open");
}

static void test_say(struct arena *arena)
{
    static const struct row {
        const char *language, *zone, *at, *now, *said;
    } rows[] = {
        {"en", "UTC", "2026-03-02 09:00", "2026-03-01 20:00", "Monday 09:00"},
        {"de", "UTC", "2026-03-02 09:00", "2026-03-01 20:00", "Montag 09:00"},
        {"de-AT", "UTC", "2026-03-07 09:00", "2026-03-01 20:00", "Samstag 09:00"},
        {"zh", "UTC", "2026-03-02 09:00", "2026-03-01 20:00", "星期一 09:00"},
        {"zh-Hans-CN", "Asia/Shanghai", "2026-03-01 01:05", "2026-02-28 12:00", "星期日 09:05"},
        {"fr", "UTC", "2026-03-02 09:00", "2026-03-01 20:00", "Monday 09:00"},
        {NULL, "UTC", "2026-03-02 09:00", "2026-03-01 20:00", "Monday 09:00"},
        {"en", "UTC", "2026-03-02 09:00", "2026-03-02 07:00", "09:00"},
        {"en", "Europe/Berlin", "2026-03-02 23:30", "2026-03-02 22:30", "Tuesday 00:30"},
        {"en", "Europe/Berlin", "2026-03-30 07:00", "2026-03-28 20:00", "Monday 09:00"},
        {"en", "UTC", "2026-03-09 09:00", "2026-03-02 09:30", "Monday 09:00"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct conf_hours queue = make_queue(NULL, rows[i].zone, NULL);
        is_str(hours_say(arena, &queue, rows[i].language, utc(rows[i].at), utc(rows[i].now)), rows[i].said,
               "%s in %s, said on %s", rows[i].at, rows[i].zone, rows[i].now);
    }
}

static void test_duration(struct arena *arena)
{
    static const struct row {
        int64_t seconds;
        const char *en, *de, *zh;
    } rows[] = {
        {-5, "less than a minute", "weniger als eine Minute", "不到 1 分钟"},
        {0, "less than a minute", "weniger als eine Minute", "不到 1 分钟"},
        {59, "less than a minute", "weniger als eine Minute", "不到 1 分钟"},
        {60, "about a minute", "etwa eine Minute", "约 1 分钟"},
        {100, "about 2 minutes", "etwa 2 Minuten", "约 2 分钟"},
        {240, "about 4 minutes", "etwa 4 Minuten", "约 4 分钟"},
        {13 * 60, "about 15 minutes", "etwa 15 Minuten", "约 15 分钟"},
        {57 * 60, "about 55 minutes", "etwa 55 Minuten", "约 55 分钟"},
        {58 * 60, "about an hour", "etwa eine Stunde", "约 1 小时"},
        {89 * 60, "about an hour", "etwa eine Stunde", "约 1 小时"},
        {90 * 60, "about 2 hours", "etwa 2 Stunden", "约 2 小时"},
        {47 * 3600, "about 47 hours", "etwa 47 Stunden", "约 47 小时"},
        {48 * 3600, "about 2 days", "etwa 2 Tage", "约 2 天"},
        {7 * 86400, "about 7 days", "etwa 7 Tage", "约 7 天"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(hours_say_duration(arena, "en", rows[i].seconds * 1000), rows[i].en, "%lld s",
               (long long)rows[i].seconds);
        is_str(hours_say_duration(arena, "de", rows[i].seconds * 1000), rows[i].de, "%lld s",
               (long long)rows[i].seconds);
        is_str(hours_say_duration(arena, "zh", rows[i].seconds * 1000), rows[i].zh, "%lld s",
               (long long)rows[i].seconds);
    }
    is_str(hours_say_period(arena, "en", 10000), "10 seconds", "a period in seconds");
    is_str(hours_say_period(arena, "de", 1000), "1 Sekunde", "a period of one second");
    is_str(hours_say_period(arena, "zh", 60000), "60 秒", "a minute in seconds");
    is_str(hours_say_period(arena, "en", 600000), "about 10 minutes", "a longer period");
}

int main(void)
{
    struct arena *arena = arena_new();

    plan_none();
    test_parse(arena);
    test_zones();
    test_open();
    test_walk();
    test_passed();
    test_counted();
    test_say(arena);
    test_duration(arena);
    arena_free(arena);
    return done();
}
