/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hours_text: see hours_text.h. */
#include "conf/hours_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/conf.h"
#include "conf/hours_inside.h"

static const char *const day_words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* The text being read. why is NULL until there is an error. */
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

/* Reads "mon", "mon-fri" or, over the end of the week, "fri-mon". Returns a set of bits, one for each day. */
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

/* Reads "mon-wed,fri" or "daily" and the space after it. Returns a set of bits. */
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
                     : "a space is missing between the days and the times, as in \"mon-fri 09:00-18:00\"";
    }
    return days;
}

/* Reads one or two digits. Returns how many there were. */
static int read_number(struct reader *r, int *out)
{
    int n = 0;

    for (*out = 0; n < 2 && *r->p >= '0' && *r->p <= '9'; n++) {
        *out = *out * 10 + (*r->p++ - '0');
    }
    return n;
}

/* Reads "HH:MM". Returns the minutes since midnight. */
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
        r->why = "a span is two times joined by -, as in \"09:00-18:00\"";
    }
    if (r->why == NULL) {
        r->p++;
        span.to = read_time(r);
    }
    if (r->why == NULL && span.from == DAY_MINUTES) {
        r->why = "24:00 can only be the end of a span; the next day begins at 00:00";
    }
    if (r->why == NULL && span.from == span.to) {
        r->why = "the span ends when it begins; for the whole day write 00:00-24:00";
    }
    return span;
}

/* Appends a span of the week. A span that continues after the end of Sunday becomes two. */
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

/* A word processor makes dashes of hyphens. */
static bool has_dash(const char *text)
{
    static const char *const dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++) {
        if (strstr(text, dashes[i]) != NULL) {
            return true;
        }
    }
    return false;
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
        r.why = "unexpected text after the times; join several spans of a day by +, and write other "
                "days as another item of the list";
    }
    if (r.why != NULL && has_dash(text)) {
        r.why = "write a hyphen (-) instead of a dash, as in \"mon-fri 09:00-18:00\"";
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
