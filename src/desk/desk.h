/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * desk: the core. It takes events and produces effects; its state is in the store.
 *
 * The core uses no clock, no socket and no other source of randomness: the time comes with each event, and
 * random numbers come from one seeded generator. The caller wraps any number of steps into one transaction,
 * and performs the effects only after the commit:
 *
 *     store_begin(store);
 *     for each event: desk_step(desk, &event, &effects);
 *     if (!store_commit(store)) log it and exit: after a restart the desk reads the store again;
 *     perform effects; arena_reset(arena);
 * / */
#ifndef FRONTDESK_DESK_H
#define FRONTDESK_DESK_H

#include <stdint.h>

#include "desk/event.h"

struct arena;
struct conf;
struct desk;
struct store;

/* Makes a desk; desk_free() frees it. store, conf and arena are borrowed and must outlive the desk. arena is
 * the memory of one turn: the caller resets it after the effects were performed. Writes nothing, so it needs
 * no transaction. */
struct desk *desk_new(struct store *, const struct conf *, struct arena *, uint64_t seed);
void desk_free(struct desk *);

/* Makes the list empty. It does not own the effects: they are in the arena. */
void effects_clear(struct effects *);

/* Handles one event, and appends to effects. Must be called inside a transaction of the store. */
void desk_step(struct desk *, const struct desk_event *, struct effects *);

/* Returns when the desk needs an EVENT_TICK, in milliseconds since 1970. A time in the past means at once; -1
 * means not before another event. */
int64_t desk_due_ms(const struct desk *);

#endif
