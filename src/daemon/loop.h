/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop: the shell around the core: the libevent base, the link, the models and the timers. What their
 * callbacks bring is taken in turns (turn.h): nothing is sent that was not stored, and many messages share
 * one fsync. */
#ifndef FRONTDESK_LOOP_H
#define FRONTDESK_LOOP_H

#include <stdint.h>

struct conf;
struct store;
struct arena;

/* Runs until SIGTERM or SIGINT and returns the exit status. SIGHUP reads the configuration file again. Takes
 * ownership of conf, which may be replaced meanwhile, and frees it. store and arena are borrowed. */
int loop_run(struct conf *, struct store *, struct arena *, uint64_t seed);

#endif
