/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours: a week of local minutes laid over the offsets of a time zone.
 *
 * A queue is open at a moment when the local clock stands in one of its spans. Between two changes of the
 * zone's offset the local clock runs evenly, so the next opening or closing is found by arithmetic up to the
 * change, and by looking again at the change: an hour that is skipped in spring or comes twice in autumn
 * needs no case of its own. */
#include "conf/hours.h"

#include "base/arena.h"
#include "conf/conf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unicode/ucal.h>

enum {
    DAY_MINUTES = 24 * 60,
    WEEK_MINUTES = 7 * DAY_MINUTES,
    MINUTE_MS = 60 * 1000,
    HOUR_MS = 60 * MINUTE_MS,
    DAY_MS = 24 * HOUR_MS,
    CHANGES_MAX = 64, /* of the offset, looked at before "never" */
};
static const int64_t week_ms = 7 * (int64_t)DAY_MS;

/* ── reading ── */

static const char *const day_words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* The text being read; why stays NULL as long as it fits. */
struct reader {
    const char *p;
    const char *why;
};

static void skip_spaces(struct reader *r)
{
    while (*r->p == ' ') {
        r->p++;
    }
}

static int read_day(struct reader *r)
{
    for (int day = 0; day < 7; day++) {
        if (strncasecmp(r->p, day_words[day], 3) == 0) {
            r->p += 3;
            return day;
        }
    }
    r->why = "the days are mon tue wed thu fri sat sun, as in \"mon-fri 09:00-18:00\", or daily";
    return 0;
}

/* "mon" or "mon-fri" or, around the end of the week, "fri-mon", as a set of bits. */
static unsigned read_day_range(struct reader *r)
{
    int from = read_day(r), to = from;
    unsigned days = 0;

    if (r->why == NULL && *r->p == '-') {
        r->p++;
        to = read_day(r);
    }
    for (int day = from; r->why == NULL; day = (day + 1) % 7) {
        days |= 1u << day;
        if (day == to) {
            break;
        }
    }
    return days;
}

/* "mon-wed,fri", "daily". */
static unsigned read_days(struct reader *r)
{
    unsigned days = 0;

    if (strncasecmp(r->p, "daily", 5) == 0) {
        r->p += 5;
        days = 0x7f;
    } else {
        do {
            days |= read_day_range(r);
        } while (r->why == NULL && *r->p == ',' && r->p++ != NULL);
    }
    if (r->why == NULL && *r->p != ' ') {
        r->why = *r->p == '\0'
                     ? "the times are missing, as in \"mon-fri 09:00-18:00\""
                     : "between the days and the times stands a space, as in \"mon-fri 09:00-18:00\"";
    }
    return days;
}

/* One or two digits; how many there were. */
static int read_number(struct reader *r, int *out)
{
    int n = 0;

    for (*out = 0; n < 2 && *r->p >= '0' && *r->p <= '9'; n++) {
        *out = *out * 10 + (*r->p++ - '0');
    }
    return n;
}

/* Minutes since midnight. */
static int read_time(struct reader *r)
{
    int hour, minute = 0;
    bool good = read_number(r, &hour) > 0 && *r->p == ':';

    r->p += good;
    if (!good || read_number(r, &minute) != 2) {
        r->why = "a time is HH:MM, as in \"mon-fri 09:00-18:00\"";
    } else if (minute > 59 || hour * 60 + minute > DAY_MINUTES) {
        r->why = "there is no such time; a day goes from 00:00 to 24:00";
    }
    return hour * 60 + minute;
}

static struct conf_span read_span(struct reader *r)
{
    struct conf_span span = {.from = read_time(r)};

    if (r->why == NULL && *r->p != '-') {
        r->why = "a span is two times with a - between, as in \"09:00-18:00\"";
    }
    if (r->why == NULL) {
        r->p++;
        span.to = read_time(r);
    }
    if (r->why == NULL && span.from == DAY_MINUTES) {
        r->why = "24:00 can only be an end; the next day begins at 00:00";
    }
    if (r->why == NULL && span.from == span.to) {
        r->why = "a span ends when it begins; the whole day is 00:00-24:00";
    }
    return span;
}

/* Appends one span of the week; one that runs past Sunday's end becomes two. */
static int add_span(struct conf_span *spans, int n, int max, int from, int to)
{
    if (to > WEEK_MINUTES) {
        n = add_span(spans, n, max, 0, to - WEEK_MINUTES);
        to = WEEK_MINUTES;
    }
    if (n < 0 || n == max) {
        return -1;
    }
    spans[n] = (struct conf_span){.from = from, .to = to};
    return n + 1;
}

static int add_days(struct conf_span *spans, int n, int max, unsigned days, struct conf_span span)
{
    int length = span.to > span.from ? span.to - span.from : span.to + DAY_MINUTES - span.from;

    for (int day = 0; day < 7 && n >= 0; day++) {
        if ((days & 1u << day) != 0) {
            n = add_span(spans, n, max, day * DAY_MINUTES + span.from,
                         day * DAY_MINUTES + span.from + length);
        }
    }
    return n;
}

int hours_parse(const char *text, struct conf_span *spans, int max, const char **why)
{
    struct reader r = {.p = text};
    int n = 0;

    skip_spaces(&r);
    if (strcmp(r.p, "never") == 0) {
        return 0;
    }
    unsigned days = read_days(&r);
    do {
        skip_spaces(&r);
        struct conf_span span = {.from = 0, .to = 1};
        if (r.why == NULL) {
            span = read_span(&r);
        }
        if (r.why == NULL) {
            n = add_days(spans, n, max, days, span);
            r.why = n < 0 ? "too many spans of opening hours" : NULL;
        }
        skip_spaces(&r);
    } while (r.why == NULL && *r.p == '+' && r.p++);
    if (r.why == NULL && *r.p != '\0') {
        r.why = "something follows the times; several spans of a day are joined by +, other days are another "
                "item of the list";
    }
    *why = r.why;
    return r.why == NULL ? n : -1;
}

static int by_begin(const void *a, const void *b)
{
    const struct conf_span *left = a, *right = b;

    return left->from != right->from ? left->from - right->from : left->to - right->to;
}

size_t hours_merge(struct conf_span *spans, size_t n)
{
    size_t kept = 0;

    if (n > 1) {
        qsort(spans, n, sizeof *spans, by_begin);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && spans[i].from <= spans[kept - 1].to) {
            if (spans[i].to > spans[kept - 1].to) {
                spans[kept - 1].to = spans[i].to;
            }
        } else {
            spans[kept++] = spans[i];
        }
    }
    return kept;
}

/* ── the zone ── */

enum { ZONE_MAX = 64 };

/* IANA names are ASCII; false for anything else. */
static bool zone_name(const char *iana, UChar out[ZONE_MAX])
{
    size_t len = strlen(iana);

    if (len == 0 || len >= ZONE_MAX) {
        return false;
    }
    for (size_t i = 0; i <= len; i++) {
        if ((unsigned char)iana[i] >= 0x80) {
            return false;
        }
        out[i] = (UChar)iana[i];
    }
    return true;
}

bool hours_timezone_known(const char *iana)
{
    UChar name[ZONE_MAX], canonical[ZONE_MAX];
    UBool is_system = 0;
    UErrorCode error = U_ZERO_ERROR;

    if (!zone_name(iana, name)) {
        return false;
    }
    ucal_getCanonicalTimeZoneID(name, -1, canonical, ZONE_MAX, &is_system, &error);
    return U_SUCCESS(error) && is_system && strcmp(iana, "Etc/Unknown") != 0;
}

static UCalendar *open_clock(const char *iana)
{
    UChar name[ZONE_MAX];
    UErrorCode error = U_ZERO_ERROR;

    if (iana == NULL || !zone_name(iana, name)) {
        return NULL;
    }
    UCalendar *clock = ucal_open(name, -1, "en", UCAL_GREGORIAN, &error);
    return U_SUCCESS(error) ? clock : NULL;
}

void hours_prepare(struct conf_queue *queue)
{
    hours_forget(queue);
    queue->clock = open_clock(queue->timezone);
}

void hours_forget(struct conf_queue *queue)
{
    if (queue->clock != NULL) {
        ucal_close(queue->clock);
        queue->clock = NULL;
    }
}

/* A clock for one question: the queue's, or one of our own. Without a known zone (NULL) it is UTC. */
struct zone {
    UCalendar *clock;
    bool own;
};

static struct zone zone_open(const struct conf_queue *queue)
{
    if (queue->clock != NULL) {
        return (struct zone){.clock = queue->clock};
    }
    return (struct zone){.clock = open_clock(queue->timezone), .own = true};
}

static void zone_close(struct zone *zone)
{
    if (zone->own && zone->clock != NULL) {
        ucal_close(zone->clock);
    }
}

/* What to add to UTC at that moment, milliseconds. */
static int64_t zone_offset(const struct zone *zone, int64_t at_ms)
{
    UErrorCode error = U_ZERO_ERROR;

    if (zone->clock == NULL) {
        return 0;
    }
    ucal_setMillis(zone->clock, (UDate)at_ms, &error);
    int64_t offset = ucal_get(zone->clock, UCAL_ZONE_OFFSET, &error);
    offset += ucal_get(zone->clock, UCAL_DST_OFFSET, &error);
    return U_SUCCESS(error) ? offset : 0;
}

/* The next change of the offset after that moment; INT64_MAX when there is none. */
static int64_t zone_change(const struct zone *zone, int64_t at_ms)
{
    UErrorCode error = U_ZERO_ERROR;
    UDate change;

    if (zone->clock == NULL) {
        return INT64_MAX;
    }
    ucal_setMillis(zone->clock, (UDate)at_ms, &error);
    bool found = ucal_getTimeZoneTransitionDate(zone->clock, UCAL_TZ_TRANSITION_NEXT, &change, &error);
    return found && U_SUCCESS(error) ? (int64_t)change : INT64_MAX;
}

static int64_t modulo(int64_t a, int64_t b)
{
    return (a % b + b) % b;
}

/* Milliseconds since Monday 00:00 on the local clock. 1970 began on a Thursday. */
static int64_t week_clock(int64_t local_ms)
{
    return modulo(local_ms + 3 * (int64_t)DAY_MS, week_ms);
}

/* ── open or not ── */

static bool always_open(const struct conf_queue *queue)
{
    return queue->hours == NULL && queue->n_hours == 0;
}

/* Is the queue open at this moment of the week; *lasts is how long that holds by the local clock. */
static bool open_in_week(const struct conf_queue *queue, int64_t clock_ms, int64_t *lasts)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < queue->n_hours; i++) {
        int64_t from = queue->hours[i].from * (int64_t)MINUTE_MS,
                to = queue->hours[i].to * (int64_t)MINUTE_MS;
        if (clock_ms >= from && clock_ms < to) {
            *lasts = to - clock_ms;
            return true;
        }
        int64_t until = modulo(from - clock_ms, week_ms);
        next = until < next ? until : next;
    }
    *lasts = next;
    return false;
}

bool hours_open(const struct conf_queue *queue, int64_t now_ms)
{
    int64_t lasts;

    if (always_open(queue) || queue->n_hours == 0) {
        return always_open(queue);
    }
    struct zone zone = zone_open(queue);
    bool open = open_in_week(queue, week_clock(now_ms + zone_offset(&zone, now_ms)), &lasts);
    zone_close(&zone);
    return open;
}

/* The first moment from at_ms on when the queue is open (or closed); -1 when that never comes. Each step goes
 * to the end of a span, or of the pause between two, or to a change of the offset if that is earlier. */
static int64_t first_ms(const struct conf_queue *queue, int64_t at_ms, bool open)
{
    struct zone zone = zone_open(queue);
    int64_t change = at_ms, lasts = 0, found = -1;
    size_t steps = 2 * queue->n_hours + CHANGES_MAX;

    while (found < 0 && steps-- > 0) {
        if (at_ms >= change) {
            change = zone_change(&zone, at_ms);
        }
        if (open_in_week(queue, week_clock(at_ms + zone_offset(&zone, at_ms)), &lasts) == open) {
            found = at_ms;
        } else if (lasts == INT64_MAX) {
            break;
        } else {
            at_ms = lasts < change - at_ms ? at_ms + lasts : change;
        }
    }
    zone_close(&zone);
    return found;
}

int64_t hours_next_open_ms(const struct conf_queue *queue, int64_t now_ms)
{
    if (always_open(queue)) {
        return now_ms;
    }
    return queue->n_hours == 0 ? -1 : first_ms(queue, now_ms, true);
}

int64_t hours_next_close_ms(const struct conf_queue *queue, int64_t now_ms)
{
    int64_t open_ms = hours_next_open_ms(queue, now_ms);

    return open_ms < 0 || always_open(queue) ? -1 : first_ms(queue, open_ms, false);
}

/* Opening time in a week of the local clock. */
static int64_t open_a_week(const struct conf_queue *queue)
{
    int64_t minutes = 0;

    for (size_t i = 0; i < queue->n_hours; i++) {
        minutes += queue->hours[i].to - queue->hours[i].from;
    }
    return minutes * MINUTE_MS;
}

/* Walks like first_ms(), but over whole weeks at once as long as the offset stays the same: a queue may be
 * open for an hour a week only. */
int64_t hours_passed_ms(const struct conf_queue *queue, int64_t since_ms, int64_t open_ms)
{
    if (always_open(queue)) {
        return since_ms + open_ms;
    }
    struct zone zone = zone_open(queue);
    int64_t at_ms = since_ms, change = since_ms, weekly = open_a_week(queue), lasts = 0;

    for (int changes = 0; weekly > 0 && changes <= CHANGES_MAX;) {
        if (at_ms >= change) {
            change = zone_change(&zone, at_ms);
            changes++;
        }
        int64_t weeks = (open_ms - 1) / weekly, until = (change - at_ms) / week_ms;
        weeks = weeks < until ? weeks : until;
        at_ms += weeks * week_ms;
        open_ms -= weeks * weekly;
        bool open = open_in_week(queue, week_clock(at_ms + zone_offset(&zone, at_ms)), &lasts);
        int64_t step = lasts < change - at_ms ? lasts : change - at_ms;
        if (open && open_ms <= step) {
            zone_close(&zone);
            return at_ms + open_ms;
        }
        at_ms += step;
        open_ms -= open ? step : 0;
    }
    zone_close(&zone);
    return -1;
}

/* ── for people ── */

/* How a language says days and spans of time. %lld is the number. */
static const struct speech {
    const char *language;
    const char *days[7];
    const char *less, *minute, *minutes, *hour, *hours, *day_one, *day_many;
    const char *second, *seconds; /* exactly */
} speeches[] = {
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

/* By the first subtag; English for a language that is not in the table. */
static const struct speech *speech_of(const char *language)
{
    size_t len = language == NULL ? 0 : strcspn(language, "-");

    for (size_t i = 0; i < sizeof speeches / sizeof speeches[0]; i++) {
        if (strlen(speeches[i].language) == len && strncasecmp(speeches[i].language, language, len) == 0) {
            return &speeches[i];
        }
    }
    return &speeches[0];
}

char *hours_say(struct arena *arena, const struct conf_queue *queue, const char *language, int64_t at_ms,
                int64_t now_ms)
{
    struct zone zone = zone_open(queue);
    int64_t at = at_ms + zone_offset(&zone, at_ms), now = now_ms + zone_offset(&zone, now_ms);
    int minutes = (int)(modulo(at, DAY_MS) / MINUTE_MS);
    bool today = at - modulo(at, DAY_MS) == now - modulo(now, DAY_MS);

    zone_close(&zone);
    return arena_printf(arena, "%s%s%02d:%02d",
                        today ? "" : speech_of(language)->days[week_clock(at) / DAY_MS], today ? "" : " ",
                        minutes / 60, minutes % 60);
}

/* one for 1, otherwise many with the number in it. */
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
    const struct speech *say = speech_of(language);

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
    const struct speech *say = speech_of(language);

    if (ms < 2 * MINUTE_MS) {
        return count(arena, say->second, say->seconds, rounded(ms, 1000));
    }
    return hours_say_duration(arena, language, ms);
}
