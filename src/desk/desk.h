/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * desk: the core. Events in, effects out; everything it knows is in the store.
 *
 * It sees no clock, no socket and no randomness but what it is given: the time comes with each event, random
 * numbers from one seeded generator. The caller wraps any number of steps into one transaction and performs
 * the effects only after the commit:
 *
 *     store_begin(store);
 *     for each event: desk_step(desk, &event, &effects);
 *     if (!store_commit(store)) say so and exit: a restart reads the truth;
 *     perform effects; arena_reset(arena);
 */
#ifndef FRONTDESK_DESK_H
#define FRONTDESK_DESK_H

#include <stdint.h>

#include "desk/event.h"

struct arena;
struct conf;
struct desk;
struct store;

/* store, conf and arena are borrowed and must outlive the desk; arena is the turn's, reset by the caller
 * after the effects were performed. Needs no transaction: nothing is written before the first step. */
struct desk *desk_new(struct store *, const struct conf *, struct arena *, uint64_t seed);
void desk_free(struct desk *);

void effects_clear(struct effects *);

/* Appends to effects. Inside a transaction of the store. */
void desk_step(struct desk *, const struct desk_event *, struct effects *);

/* When an EVENT_TICK is needed, milliseconds since 1970; -1: not at all until something happens. A moment in
 * the past means at once. */
int64_t desk_due_ms(const struct desk *);

#endif
