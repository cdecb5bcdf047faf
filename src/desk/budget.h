/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * budget: how much of a kind somebody used in the last 24 hours: bytes of the archive, tokens of a language
 * model. Who: an address, a domain, or "" for all together.
 *
 * Counted in rows by the hour, so a sum reads 24 of them. A cache of fixed size stands before them: an amount
 * is written when it has become a 64th of the limit, or when its place is wanted; that makes the cost of a
 * message nothing, and a crash forgets at most that much. When the clock is set, what was counted in hours
 * that are still to come does not count. */
#ifndef FRONTDESK_BUDGET_H
#define FRONTDESK_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

enum { BUDGET_PLACES = 1024 };

struct budget {
    struct budget_place {
        char *key; /* what, a line break, who; NULL: free */
        int64_t hour, sum,
            new; /* sum: of the rows, in the 24 hours that end with this one; new: not yet in a row */
    } place[BUDGET_PLACES];
};

/* How far two sums of the same amounts may be apart after a crash, all and a domain's: each forgets by
 * itself. */
int64_t budget_blur(int64_t limit);
int64_t budget_used(struct desk *, const char *what, const char *who);
/* limit: how much may be used, for the size of the steps; 0: none. True when it was written. */
bool budget_add(struct desk *, const char *what, const char *who, int64_t n, int64_t limit);
void budget_free(struct budget *);

#endif
