/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop: the shell around the core: the libevent base, the link, the signals, one timer, and the turn.
 *
 * A turn takes every event of one read, steps the core through them, commits once, and only then performs the
 * effects. So what was sent was stored, what was not stored was never sent, and many messages share one
 * fsync. */
#ifndef FRONTDESK_LOOP_H
#define FRONTDESK_LOOP_H

#include <stdint.h>

struct conf;
struct store;
struct arena;

/* SIGTERM, SIGINT and SIGHUP wait from here until loop_run() can act on them, so that one that comes while the
 * store is opened, or upgraded, is neither lost nor ends the program halfway. Call before the store is opened. */
void loop_hold_signals(void);

/* Runs until SIGTERM or SIGINT; returns the exit status. SIGHUP reads the configuration's file again. Takes
 * conf, which may be replaced on the way, and frees it. store and arena are borrowed. */
int loop_run(struct conf *, struct store *, struct arena *, uint64_t seed);

#endif
