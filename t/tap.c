/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tap: prints test points as they happen, so that a crash shows which one came last. */
#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int points, failed;

void plan_none(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    points = failed = 0;
}

int done(void)
{
    printf("1..%d\n", points);
    if (failed != 0) {
        diag("%d of %d points failed", failed, points);
    }
    return failed == 0 ? 0 : 1;
}

/* A line break would end the point and a '#' would start a TAP directive ("# TODO", "# SKIP"): neither may
 * come from a table of hostile input. */
static void print_name(char *name)
{
    for (char *p = name; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '#') {
            *p = '?';
        }
    }
    puts(name);
}

static bool point(bool cond, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static bool point(bool cond, const char *fmt, va_list ap)
{
    char name[512];

    vsnprintf(name, sizeof name, fmt, ap);
    points++;
    if (!cond) {
        failed++;
    }
    printf("%s %d - ", cond ? "ok" : "not ok", points);
    print_name(name);
    return cond;
}

bool ok(bool cond, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    point(cond, fmt, ap);
    va_end(ap);
    return cond;
}

bool is_int(long long got, long long want, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    point(got == want, fmt, ap);
    va_end(ap);
    if (got != want) {
        diag("  got: %lld\n want: %lld", got, want);
    }
    return got == want;
}

bool is_str(const char *got, const char *want, const char *fmt, ...)
{
    bool same = got == want || (got != NULL && want != NULL && strcmp(got, want) == 0);
    va_list ap;

    va_start(ap, fmt);
    point(same, fmt, ap);
    va_end(ap);
    if (!same) {
        const char *quote_got = got == NULL ? "" : "\"";
        const char *quote_want = want == NULL ? "" : "\"";
        diag("  got: %s%s%s\n want: %s%s%s", quote_got, got == NULL ? "NULL" : got, quote_got, quote_want,
             want == NULL ? "NULL" : want, quote_want);
    }
    return same;
}

void diag(const char *fmt, ...)
{
    char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0) {
        text = NULL;
    }
    va_end(ap);
    if (text == NULL) {
        return;
    }
    for (char *line = text, *next; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        printf("# %s\n", line);
    }
    free(text);
}
