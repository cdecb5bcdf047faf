/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * log: formats a line, makes it one line, writes it with one system call. */
#include "base/log.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE_MAX_BYTES = 4096, /* longer lines are cut and end in "…" */
    KINDS = 64,            /* kinds of lines that are counted; a kind is a format */
    KIND_LINES = 100,      /* of one kind in … */
    KIND_SECONDS = 60,
};

const struct name_list log_level_names = NAME_LIST([LOG_LEVEL_ERROR] = "error", [LOG_LEVEL_WARN] = "warn",
                                                   [LOG_LEVEL_INFO] = "info", [LOG_LEVEL_DEBUG] = "debug");

/* The priorities of syslog, which the journal reads from "<6>". */
static const int severities[] = {
    [LOG_LEVEL_ERROR] = 3,
    [LOG_LEVEL_WARN] = 4,
    [LOG_LEVEL_INFO] = 6,
    [LOG_LEVEL_DEBUG] = 7,
};

static enum log_level threshold = LOG_LEVEL_INFO;
static void (*sink)(void *arg, enum log_level, const char *line);
static void *sink_arg;

void log_set_level(enum log_level level)
{
    threshold = level;
}

bool log_level_parse(const char *name, enum log_level *out)
{
    int level = name == NULL ? -1 : name_find(&log_level_names, name);

    if (level >= 0) {
        *out = (enum log_level)level;
    }
    return level >= 0;
}

void log_set_sink(void (*fn)(void *arg, enum log_level, const char *line), void *arg)
{
    sink = fn;
    sink_arg = arg;
}

/* Replaces in place each character that could start a line, move the cursor or change the reading direction.
 * A '?' is never longer than the character that it replaces. */
static void make_printable(char *line)
{
    size_t len = strlen(line), to = 0;

    for (size_t from = 0; from < len;) {
        uint32_t cp;
        size_t n = utf8_decode(line + from, len - from, &cp);
        if (utf8_is_printable(cp)) {
            memmove(line + to, line + from, n);
            to += n;
        } else {
            line[to++] = '?';
        }
        from += n;
    }
    line[to] = '\0';
}

static void cut_line(char *line, size_t size)
{
    static const char dots[] = "…";
    size_t at = size - sizeof dots;

    while (at > 0 && ((unsigned char)line[at] & 0xc0) == 0x80) {
        at--; /* do not cut within a character */
    }
    memcpy(line + at, dots, sizeof dots);
}

static void write_all(const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDERR_FILENO, bytes, len);
        if (n < 0 && errno != EINTR) {
            return; /* there is no other place to report this */
        }
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        }
    }
}

/* The journal adds the time itself, and reads the level from its own prefix. */
static int print_prefix(char *buf, size_t size, enum log_level level)
{
    struct timespec now;
    struct tm utc;

    if (getenv("JOURNAL_STREAM") != NULL) {
        return snprintf(buf, size, "<%d>", severities[level]);
    }
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t len = strftime(buf, size, "%Y-%m-%dT%H:%M:%S", &utc);
    return (int)len + snprintf(buf + len, size - len, ".%03dZ %-5s ", (int)(now.tv_nsec / 1000000),
                               name_in(&log_level_names, level));
}

static void write_line(enum log_level level, const char *line)
{
    char prefix[64], out[sizeof prefix + LINE_MAX_BYTES + 1];
    int len = print_prefix(prefix, sizeof prefix, level);

    len = snprintf(out, sizeof out, "%.*s%s\n", len, prefix, line);
    write_all(out, (size_t)len);
}

/* Strangers can cause log lines, so without a limit they could fill the disk. Lines are counted by kind: one
 * place in the program that logs is one kind. */
static struct log_kind {
    const char *fmt;
    time_t since;
    long lines;
} kinds[KINDS];

/* Returns NULL when the table of kinds is full. */
static struct log_kind *kind_of(const char *fmt)
{
    size_t i = 0;

    while (i < KINDS && kinds[i].fmt != NULL && kinds[i].fmt != fmt) {
        i++;
    }
    return i < KINDS ? &kinds[i] : NULL;
}

/* Counts one line. Returns false if the line is left out; the log reports once that lines are left out. */
static bool is_written(enum log_level level, const char *fmt)
{
    struct log_kind *kind = kind_of(fmt);
    struct timespec now;
    char line[120];

    if (level == LOG_LEVEL_DEBUG || kind == NULL) {
        return true;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (kind->fmt == NULL || now.tv_sec - kind->since >= KIND_SECONDS) {
        *kind = (struct log_kind){.fmt = fmt, .since = now.tv_sec};
    }
    kind->lines++;
    if (kind->lines == KIND_LINES + 1) {
        snprintf(line, sizeof line, "more lines like the last %d are left out for up to %d s", KIND_LINES,
                 KIND_SECONDS);
        write_line(level, line);
    }
    return kind->lines <= KIND_LINES;
}

static void print(enum log_level level, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void print(enum log_level level, const char *fmt, va_list ap)
{
    char line[LINE_MAX_BYTES];
    int saved = errno; /* a caller may log before it reads errno */

    if (level > threshold || (sink == NULL && !is_written(level, fmt))) {
        errno = saved;
        return;
    }
    int need = vsnprintf(line, sizeof line, fmt, ap);
    if (need < 0) {
        line[0] = '\0';
    } else if ((size_t)need >= sizeof line) {
        cut_line(line, sizeof line);
    }
    make_printable(line);
    if (sink != NULL) {
        sink(sink_arg, level, line);
    } else {
        write_line(level, line);
    }
    errno = saved;
}

void log_error(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(LOG_LEVEL_ERROR, fmt, ap);
    va_end(ap);
}

void log_warn(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(LOG_LEVEL_WARN, fmt, ap);
    va_end(ap);
}

void log_info(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(LOG_LEVEL_INFO, fmt, ap);
    va_end(ap);
}

void log_debug(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(LOG_LEVEL_DEBUG, fmt, ap);
    va_end(ap);
}

void log_at(enum log_level level, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(level, fmt, ap);
    va_end(ap);
}

void fatal(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(LOG_LEVEL_ERROR, fmt, ap);
    va_end(ap);
    exit(1);
}

static void *allocated(void *p, size_t size)
{
    if (p == NULL) {
        fatal("out of memory (%zu bytes asked for)", size);
    }
    return p;
}

void *xmalloc(size_t size)
{
    return allocated(malloc(size > 0 ? size : 1), size);
}

void *xcalloc(size_t count, size_t size)
{
    return count == 0 || size == 0 ? allocated(calloc(1, 1), 1) : allocated(calloc(count, size), size);
}

void *xrealloc(void *old, size_t size)
{
    return allocated(realloc(old, size > 0 ? size : 1), size);
}

char *xstrdup(const char *s)
{
    return allocated(strdup(s), strlen(s) + 1);
}
