/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop: the shell around the core: the libevent base, the link, the signals, one timer, and the turn.
 *
 * A turn takes all events of one read, runs the core on them, commits once, and only then performs the
 * effects. So nothing is sent that was not stored, and many messages share one fsync. */
#ifndef FRONTDESK_LOOP_H
#define FRONTDESK_LOOP_H

#include <stdint.h>

struct conf;
struct store;
struct arena;

/* Blocks SIGTERM, SIGINT and SIGHUP until loop_run() can act on them, so that a signal that comes while the
 * store is opened or upgraded is not lost and does not end the program halfway. Call it before the store is
 * opened. */
void loop_hold_signals(void);

/* Runs until SIGTERM or SIGINT and returns the exit status. SIGHUP reads the configuration file again. Takes
 * ownership of conf, which may be replaced meanwhile, and frees it. store and arena are borrowed. */
int loop_run(struct conf *, struct store *, struct arena *, uint64_t seed);

#endif
