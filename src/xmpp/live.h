/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * live: ids of stanzas that need no delivery: chat states, receipts, refusals of calls. */
#ifndef FRONTDESK_LIVE_H
#define FRONTDESK_LIVE_H

#include <stdbool.h>

struct desk;

/* Returns a new id, in the arena. */
const char *live_id(struct desk *);
/* Whether an id was made by live_id(). When such a stanza comes back as an error, nothing is lost. */
bool live_is(const char *id);

#endif
