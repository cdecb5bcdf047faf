/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * turn: one pass of the loop, which is one transaction: begin, step the core through events, commit, and only
 * then perform the effects. After a failed commit the core's memory may be ahead of the store, so a new core
 * is made from the store (recovery.h). */
#ifndef FRONTDESK_TURN_H
#define FRONTDESK_TURN_H

#include <stdbool.h>
#include <stdint.h>

struct desk_event;
struct loop;

/* Begins a turn, or continues one. Returns false when the store cannot be written now; then nothing may be
 * taken, and recovery_on_retry() finds out when it can. Tells the core, before anything else, whether the
 * clock was set and what it has to know about the store. */
bool turn_begin(struct loop *);

/* Begins a turn or continues one, and steps the core through this event; sets its now_ms. Returns false when
 * the event was not taken or the store failed meanwhile. */
bool turn_take(struct loop *, struct desk_event);

/* Runs the timers that became due in the turn, commits, and performs the effects. Resets the arena. Without
 * an open turn it does nothing. */
void turn_end(struct loop *);

/* Says whether the store has not failed. A store that is only locked is sound. */
bool turn_is_sound(const struct loop *);

/* Ends the step that met a failing store, and does not return then: a step cannot continue without the store,
 * so this core ends with it, as after kill -9. Everything that it has is in the turn's arena and in the
 * store. Outside of a step the error of the store sticks, and the next turn finds it. arg: the loop. */
void turn_on_store_failure(void *arg);

/* Lets recovery_on_retry() look at the store in ms milliseconds, in place of what was scheduled before. */
void turn_retry_in(struct loop *, int64_t ms);

/* The same, after the wait that the guard names; but does not move a retry that is already scheduled, because
 * frequent callers would put it off for ever. */
void turn_retry_later(struct loop *);

#endif
