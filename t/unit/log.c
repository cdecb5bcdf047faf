/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log: one event is one line, whatever the text; the level decides; the journal gets its own form. */
#include "base/log.h"

#include "t/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char seen[8192];
static int seen_count;
static enum log_level seen_level;

static void remember(void *arg, enum log_level level, const char *line)
{
    (void)arg;
    seen_count++;
    seen_level = level;
    snprintf(seen, sizeof seen, "%s", line);
}

static void test_level_names(void)
{
    static const struct {
        const char *name;
        bool known;
        enum log_level level;
    } cases[] = {
        {.name = "error", .known = true, .level = LOG_LEVEL_ERROR},
        {.name = "warn", .known = true, .level = LOG_LEVEL_WARN},
        {.name = "info", .known = true, .level = LOG_LEVEL_INFO},
        {.name = "debug", .known = true, .level = LOG_LEVEL_DEBUG},
        {.name = "", .known = false},
        {.name = "INFO", .known = false},
        {.name = "information", .known = false},
        {.name = NULL, .known = false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum log_level level = LOG_LEVEL_ERROR;
        const char *name = cases[i].name == NULL ? "NULL" : cases[i].name;
        bool known = log_level_parse(cases[i].name, &level);
        ok(known == cases[i].known && (!known || level == cases[i].level), "level \"%s\" is %s", name,
           cases[i].known ? "known" : "refused");
    }
}

static void test_threshold(void)
{
    static const struct {
        enum log_level level;
        int lines; /* of one call to each of the four */
    } cases[] = {
        {.level = LOG_LEVEL_ERROR, .lines = 1},
        {.level = LOG_LEVEL_WARN, .lines = 2},
        {.level = LOG_LEVEL_INFO, .lines = 3},
        {.level = LOG_LEVEL_DEBUG, .lines = 4},
    };

    log_set_sink(remember, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        log_set_level(cases[i].level);
        seen_count = 0;
        log_error("e");
        log_warn("w");
        log_info("i");
        log_debug("d");
        is_int(seen_count, cases[i].lines, "level %d lets %d of four through", (int)cases[i].level,
               cases[i].lines);
    }
    log_warn("link lost: %s, again in %d s", "refused", 4);
    is_str(seen, "link lost: refused, again in 4 s", "a line is formatted");
    is_int(seen_level, LOG_LEVEL_WARN, "and comes with its level");
    log_set_level(LOG_LEVEL_INFO);
}

static void test_forgery(void)
{
    static const struct {
        const char *text, *want, *what;
    } cases[] = {
        {"a\nb", "a?b", "a line feed"},
        {"a\r\nb", "a??b", "a carriage return"},
        {"a\tb", "a?b", "a tab"},
        {"\x1b[2J", "?[2J", "an escape sequence"},
        {"a\x7f", "a?", "a delete"},
        {"a\xc2\x9b"
         "b",
         "a?b", "a C1 control"},
        {"a\xe2\x80\xa8"
         "b",
         "a?b", "a line separator"},
        {"a\xe2\x80\xae"
         "b",
         "a?b", "a right-to-left override"},
        {"a\xffz\xc3", "a?z?", "ill-formed bytes"},
        {"Grüße 退款 🙂", "Grüße 退款 🙂", "ordinary text stays"},
    };

    log_set_sink(remember, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        log_info("%s", cases[i].text);
        is_str(seen, cases[i].want, "%s", cases[i].what);
    }
}

static void test_long(void)
{
    static char text[6001];

    log_set_sink(remember, NULL);
    memset(text, 'x', 6000);
    log_info("%s", text);
    is_int((long long)strlen(seen), 4095, "a long line is cut");
    is_str(seen + 4092, "…", "and says so");
    for (int shift = 0; shift < 3; shift++) { /* the cut falls on each byte of a character */
        memset(text, 'x', 6000);
        for (int i = shift; i + 3 <= 6000; i += 3) {
            memcpy(text + i, "\xe6\xac\xbe", 3);
        }
        log_info("%s", text);
        ok(strchr(seen, '?') == NULL && strcmp(seen + strlen(seen) - 3, "…") == 0,
           "never through the middle of a character (%d)", shift);
    }
    memset(text, 'x', 6000);
    text[4095] = '\0';
    log_info("%s", text);
    is_str(seen, text, "a line that just fits is whole");
}

static void test_errno(void)
{
    log_set_sink(remember, NULL);
    errno = ENOSPC;
    log_info("%s", "x");
    is_int(errno, ENOSPC, "errno survives a log call");
}

/* What act writes to standard error in a process of its own, and how that ends. */
static int run(void (*act)(void), char *out, size_t size)
{
    int fds[2], status = 0;
    size_t len = 0;

    if (pipe(fds) != 0) {
        return -1;
    }
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDERR_FILENO);
        log_set_sink(NULL, NULL);
        act();
        _exit(0);
    }
    close(fds[1]);
    for (ssize_t n; len < size - 1 && (n = read(fds[0], out + len, size - 1 - len)) > 0;) {
        len += (size_t)n;
    }
    out[len] = '\0';
    close(fds[0]);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void act_plain(void)
{
    unsetenv("JOURNAL_STREAM");
    log_info("link up: %s", "support.localhost");
}

static void act_journal(void)
{
    setenv("JOURNAL_STREAM", "8:1", 1);
    log_error("e");
    log_warn("w");
    log_info("i");
    log_set_level(LOG_LEVEL_DEBUG);
    log_debug("d");
}

static void act_fatal(void)
{
    setenv("JOURNAL_STREAM", "8:1", 1);
    fatal("no such file: %s", "x.conf");
}

static void act_flood(void)
{
    setenv("JOURNAL_STREAM", "8:1", 1);
    log_set_level(LOG_LEVEL_DEBUG);
    for (int i = 0; i < 1000; i++) {
        log_warn("a flood: %d", i);
        log_debug("asked for: %d", i);
    }
    log_warn("%s", "another kind");
}

static int count(const char *text, const char *word)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        n++;
    }
    return n;
}

static void test_flood(void)
{
    static char out[64 * 1024];

    is_int(run(act_flood, out, sizeof out), 0, "a flood of one kind of line");
    is_int(count(out, "<4>a flood: "), 100, "is cut after a hundred");
    is_int(count(out, "<4>more lines like the last 100 are left out for up to 60 s\n"), 1,
           "which is said once");
    is_int(count(out, "<7>asked for: "), 1000, "debug is for those who want it all");
    is_int(count(out, "<4>another kind\n"), 1, "other lines are written");
}

static void test_stderr(void)
{
    char out[1024];

    is_int(run(act_plain, out, sizeof out), 0, "a plain line");
    int year, month, day, hour, minute, second, ms, end = 0;
    int got = sscanf(out, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ%n", &year, &month, &day, &hour, &minute, &second, &ms,
                     &end);
    is_int(got, 7, "begins with the time in UTC");
    is_int(end, 24, "of 24 characters");
    is_str(out + end, " info  link up: support.localhost\n", "then the level and the text");

    is_int(run(act_journal, out, sizeof out), 0, "lines for the journal");
    is_str(out, "<3>e\n<4>w\n<6>i\n<7>d\n", "carry its severities and no time");

    is_int(run(act_fatal, out, sizeof out), 1, "fatal() exits with status 1");
    is_str(out, "<3>no such file: x.conf\n", "and says why");
}

static void test_memory(void)
{
    char *p = xcalloc(3, 4);
    bool zero = true;

    for (int i = 0; i < 12; i++) {
        zero &= p[i] == 0;
    }
    ok(zero, "xcalloc zeroes");
    p = xrealloc(p, 100);
    free(p);
    p = xstrdup("copy");
    is_str(p, "copy", "xstrdup copies");
    free(p);
    p = xmalloc(0);
    ok(p != NULL, "no bytes are not out of memory");
    free(p);
    p = xcalloc(0, 8);
    ok(p != NULL, "nor are none of eight");
    free(p);
}

int main(void)
{
    plan_none();
    test_level_names();
    test_threshold();
    test_forgery();
    test_long();
    test_errno();
    test_stderr();
    test_flood();
    test_memory();
    return done();
}
