/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * loop_inside: the loop's struct, for the files that work on it: loop, turn, chores, signals and recovery. No
 * other file includes this. */
#ifndef FRONTDESK_LOOP_INSIDE_H
#define FRONTDESK_LOOP_INSIDE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <event2/event.h>
#include <strophe.h>

#include "base/rng.h"
#include "desk/event.h"

struct arena;
struct conf;
struct desk;
struct embedder;
struct guard;
struct library;
struct link;
struct model;
struct store;

/* Work that was put off while the store could not be written. */
enum owed {
    OWED_START = 1, /* the first turn of a core */
    OWED_CONF = 2,
    OWED_STOP = 4,
    OWED_TICK = 8,
};

struct loop {
    struct event_base *base;
    struct event *timer, *quiet, *index, *library_timer, *news, *watchdog, *term, *interrupt, *hup, *retry,
        *give_up;
    xmpp_ctx_t *ctx;
    struct link *link;
    /* NULL while the store has failed, because the core's memory may be ahead of the store. */
    struct desk *desk;
    struct guard *guard;
    struct store *store;
    struct library *library;
    struct embedder *embedder;
    struct model *model;
    struct arena *arena;
    struct conf *conf;
    struct effects effects;
    struct rng seeds; /* seeds for the cores that are made */
    int64_t
        ahead_ms;    /* how far the wall clock was ahead of the time since boot when the core was last told */
    unsigned owed;   /* enum owed */
    jmp_buf way_out; /* leaves a step in which the store failed */
    bool in_step;
    bool in_turn, stopping, started;
    bool low;    /* the core was told that the disk is nearly full */
    bool busy;   /* something happened since the last look for a quiet second */
    bool turned; /* something happened since the store's log was last written back */
    int status;
};

#endif
