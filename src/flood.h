/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: how much one sender may write in a period: a customer, or a whole domain. Bounded memory: a table of
 * fixed size in which two senders may rarely share a place; then the newer one starts afresh, so nobody is ever
 * limited for another's messages. Who shares one with whom depends on a key that only this run of the desk has: else
 * two could choose their addresses so that each frees the other's place, or one so that it uses up another's number.
 * Nothing of it is in the store; of what is dropped gate.h keeps the sum. */
#ifndef FRONTDESK_FLOOD_H
#define FRONTDESK_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

enum { FLOOD_PLACES = 4096 };

struct flood {
    struct flood_place {
        int64_t sender, since_ms;
        uint32_t n;
        bool told;
    } place[FLOOD_PLACES];
};

struct flood_key {
    uint64_t half[2]; /* random */
};

/* A sender's number, by its address: never 0, which is nobody. */
int64_t flood_number(const struct flood_key *, const char *address);

/* Counts one message; true when it is within the limit. */
bool flood_pass(struct flood *, int64_t sender, int64_t now_ms, int64_t limit, int64_t period_ms);
/* After flood_pass() said no: true once in a period, for the one who is to be told. */
bool flood_tell(struct flood *, int64_t sender);

#endif
