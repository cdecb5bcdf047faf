/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: limits how many messages one sender may write in a period. A sender is a customer or a whole domain.
 *
 * The memory is bounded: the table has a fixed size and consists of sets of FLOOD_WAYS places, and each
 * sender belongs to one set. A sender who has no place in its set gets one that is empty or whose period is
 * over. If there is none, the sender takes the place with the smallest count, and goes on counting from there
 * ("space saving": Metwally, Agrawal and El Abbadi, 2005). So a count is never smaller than the number of
 * messages sent, however many addresses take turns. It may be larger for a sender who shares a set with
 * FLOOD_WAYS others that all write at that time. Which senders share a set depends on a random key of this
 * run of the desk, so a stranger cannot choose addresses that fill another sender's set.
 *
 * Each length of period is counted separately, so queues with different flood_periods do not share counts.
 * Nothing of this is in the store; dropped.h counts there what was refused. */
#ifndef FRONTDESK_FLOOD_H
#define FRONTDESK_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

enum { FLOOD_SETS = 1024, FLOOD_WAYS = 4, FLOOD_PLACES = FLOOD_SETS * FLOOD_WAYS };

struct flood {
    struct flood_place {
        int64_t sender, since_ms;
        uint32_t n;
        uint32_t period_ms : 30; /* longer periods are cut to this limit, about 12 days */
        uint32_t told : 1, silent : 1;
    } place[FLOOD_SETS][FLOOD_WAYS];
};

/* How a message over the limit is answered. */
enum flood_answer {
    FLOOD_EXPLAIN, /* the first one in the period: with an error and a sentence */
    FLOOD_REFUSE,  /* each further one: with an error */
    FLOOD_LAST,    /* the last one in the period that gets an error */
    FLOOD_SILENT,  /* not at all, because so many errors would be a flood too */
};

struct flood_key {
    uint64_t half[2]; /* 128 random bits */
};

/* Returns the number by which a sender is counted: a keyed hash of the address, more than 0. */
int64_t flood_number(const struct flood_key *, const char *address);

/* Counts one message, and returns true if it is within the limit. period_ms must be more than 0. */
bool flood_pass(struct flood *, int64_t sender, int64_t now_ms, int64_t limit, int64_t period_ms);
/* Says whether a message of the sender was counted in a period that goes on; counts nothing. flood_forget() ends it. */
bool flood_holds(const struct flood *, int64_t sender, int64_t now_ms, int64_t period_ms);
void flood_forget(struct flood *, int64_t sender, int64_t period_ms);
/* Says how to answer a message for which flood_pass() has returned false, with the same limit and period.
 * Errors are sent for FLOOD_ERRORS times the limit of messages, and for at least FLOOD_ERRORS_LEAST: a phone
 * that was offline sends many messages at once, also where the limit is small. */
enum { FLOOD_ERRORS = 10, FLOOD_ERRORS_LEAST = 100 };
enum flood_answer flood_answer(struct flood *, int64_t sender, int64_t limit, int64_t period_ms);
/* Returns how many messages were over the limit in the sender's last period. Returns 0 while that period goes
 * on, or after a new one has begun. */
int64_t flood_left_out(const struct flood *, int64_t sender, int64_t now_ms, int64_t limit,
                       int64_t period_ms);

#endif
