/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measure: see measure.h. */
#include "measure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void pids_parse(struct pids *p, const char *text)
{
    p->n = 0;
    while (p->n < PIDS_MAX && *text != '\0') {
        char *end;
        p->pid[p->n++] = strtol(text, &end, 10);
        if (end == text)
            die("not a list of process numbers: %s", text);
        text = *end == ',' ? end + 1 : end;
    }
}

static double cpu_seconds(long pid)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        die("process %ld is gone", pid);
    size_t len = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[len] = '\0';
    /* The name in parentheses may hold anything, so count the fields behind it: see proc(5). */
    const char *rest = strrchr(text, ')');
    unsigned long user, system;
    if (rest == NULL ||
        sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        die("%s is not as proc(5) says", path);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

double pids_cpu_seconds(const struct pids *p)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++)
        sum += cpu_seconds(p->pid[i]);
    return sum;
}

void sample_clear(struct sample *s)
{
    s->n = 0;
}

void sample_add(struct sample *s, int64_t ns)
{
    if (s->n == s->size) {
        s->size = s->size != 0 ? s->size * 2 : 4096;
        s->ns = realloc(s->ns, s->size * sizeof *s->ns);
        if (s->ns == NULL)
            die("out of memory");
    }
    s->ns[s->n++] = ns;
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

double sample_percentile_us(struct sample *s, double percent)
{
    if (s->n == 0)
        return 0;
    qsort(s->ns, s->n, sizeof *s->ns, compare);
    size_t at = (size_t)((double)s->n * percent / 100);
    return (double)s->ns[at < s->n ? at : s->n - 1] / 1000;
}

void sample_free(struct sample *s)
{
    free(s->ns);
    *s = (struct sample){0};
}
