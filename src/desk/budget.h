/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * budget: how much of something was used in the last 24 hours: bytes of the archive, or tokens of a language
 * model. Counted for an address, for a domain, or ("") for all customers together.
 *
 * The store has one row for each hour, so that a sum reads 24 rows. A cache of fixed size keeps new amounts
 * in memory: they are written when they reach a 64th of the limit, or when another key needs their place in
 * the cache. So most messages cost no write, and a crash loses at most that much of each count. After the
 * clock was set back, amounts counted in hours that are now in the future are ignored. */
#ifndef FRONTDESK_BUDGET_H
#define FRONTDESK_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

enum { BUDGET_PLACES = 1024 };

struct budget {
    struct budget_place {
        char *key; /* what, a line break, who; NULL: the place is free */
        int64_t hour, sum,
            new; /* sum: of the rows, in the 24 hours that end with `hour`; new: not written yet */
    } place[BUDGET_PLACES];
};

/* Returns by how much two sums of the same amounts may differ after a crash (the sum of all customers, and
 * that of the only domain): each loses its unwritten part by itself. */
int64_t budget_blur(int64_t limit);
/* Returns how much was used in the last 24 hours. what: the kind, as in "bytes"; who: an address, a domain,
 * or "" for all. */
int64_t budget_used(struct desk *, const char *what, const char *who);
/* Adds n to what was used. limit: how much may be used, 0: no limit; it only sets how often the amount is
 * written. Returns true if the amount was written to the store. */
bool budget_add(struct desk *, const char *what, const char *who, int64_t n, int64_t limit);
/* Empties the cache and frees its keys. Amounts that are not written yet are lost. */
void budget_free(struct budget *);

#endif
