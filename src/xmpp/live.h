/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * live: ids of stanzas that nobody misses: chat states, receipts, refusals of calls. */
#ifndef FRONTDESK_LIVE_H
#define FRONTDESK_LIVE_H

#include <stdbool.h>

struct desk;

/* A fresh one, in the arena. */
const char *live_id(struct desk *);
/* Whether an id is one: when it comes back as an error, nothing is lost. */
bool live_is(const char *id);

#endif
