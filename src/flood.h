/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flood: how much one customer may write in a period. Bounded memory: a table of fixed size in which two
 * customers may rarely share a place; then the newer one starts afresh, so nobody is ever limited for
 * another's messages. */
#ifndef FRONTDESK_FLOOD_H
#define FRONTDESK_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

enum { FLOOD_PLACES = 4096 };

struct flood {
    struct flood_place {
        int64_t customer, since_ms;
        uint32_t n;
        bool told;
    } place[FLOOD_PLACES];
};

/* Counts one message; true when it is within the limit. */
bool flood_pass(struct flood *, int64_t customer, int64_t now_ms, int64_t limit, int64_t period_ms);
/* After flood_pass() said no: true once in a period, for the one who is to be told. */
bool flood_tell(struct flood *, int64_t customer);

#endif
