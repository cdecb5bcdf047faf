/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measure: clocks, what /proc says of another process, and percentiles. */
#ifndef FRONTDESK_BENCH_MEASURE_H
#define FRONTDESK_BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

/* Ends the program with a sentence and status 1. */
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

int64_t now_ns(void);

enum { PIDS_MAX = 16 };

/* Processes whose CPU time is counted together. */
struct pids {
    long pid[PIDS_MAX];
    size_t n;
};

/* "12,13" */
void pids_parse(struct pids *, const char *text);
/* User and system time since their start. */
double pids_cpu_seconds(const struct pids *);

/* Durations, kept one by one. */
struct sample {
    int64_t *ns;
    size_t n, size;
};

void sample_clear(struct sample *);
void sample_add(struct sample *, int64_t ns);
/* Microseconds; sorts. 0 when there is none. */
double sample_percentile_us(struct sample *, double percent);
void sample_free(struct sample *);

#endif
