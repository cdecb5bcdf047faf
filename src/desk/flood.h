/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: how much one sender may write in a period: a customer, or a whole domain.
 *
 * Bounded memory: a table of fixed size, in sets of FLOOD_WAYS places; each sender has one set. A sender who
 * is not in its set gets a place that is empty or whose period is over; where there is none, the place with
 * the smallest count, and goes on from that count ("space saving": Metwally, Agrawal and El Abbadi, 2005). So
 * nobody's count is ever smaller than what was sent, however many addresses take turns; it can be larger for
 * somebody who shares a set with FLOOD_WAYS others that all write at that moment. Which senders share a set
 * depends on a key that only this run of the desk has: a stranger cannot choose addresses that fill another
 * one's set.
 *
 * Counts are of a sender and a length of period: of queues with different flood_periods each has its own.
 * Nothing of it is in the store; of what is dropped gate.h keeps the sum. */
#ifndef FRONTDESK_FLOOD_H
#define FRONTDESK_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

enum { FLOOD_SETS = 1024, FLOOD_WAYS = 4, FLOOD_PLACES = FLOOD_SETS * FLOOD_WAYS };

struct flood {
    struct flood_place {
        int64_t sender, since_ms;
        uint32_t n;
        uint32_t period_ms : 30; /* longer ones count as so long: 12 days */
        uint32_t told : 1, silent : 1;
    } place[FLOOD_SETS][FLOOD_WAYS];
};

/* How one who is over the limit is answered. */
enum flood_answer {
    FLOOD_EXPLAIN, /* the first time in the period: with a sentence */
    FLOOD_REFUSE,  /* an error for each further message */
    FLOOD_LAST,    /* so many errors that they become the flood: this is the last one in the period */
    FLOOD_SILENT,
};

struct flood_key {
    uint64_t half[2]; /* random */
};

/* A sender's number, by its address: never 0, which is nobody. */
int64_t flood_number(const struct flood_key *, const char *address);

/* Counts one message; true when it is within the limit. period_ms is more than 0. */
bool flood_pass(struct flood *, int64_t sender, int64_t now_ms, int64_t limit, int64_t period_ms);
/* After flood_pass() said no, with the same limit and period. Errors are sent for FLOOD_ERRORS times as many
 * messages as may pass, and for FLOOD_ERRORS_LEAST in any case: what a phone wrote in a tunnel is no fewer where
 * the limit is small. */
enum { FLOOD_ERRORS = 10, FLOOD_ERRORS_LEAST = 100 };
enum flood_answer flood_answer(struct flood *, int64_t sender, int64_t limit, int64_t period_ms);
/* How many were over the limit in the sender's last period, when that is over and no new one has begun; else
 * 0. */
int64_t flood_left_out(const struct flood *, int64_t sender, int64_t now_ms, int64_t limit,
                       int64_t period_ms);

#endif
