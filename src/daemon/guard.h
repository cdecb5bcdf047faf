/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * guard: decides whether the program may take input now. It begins the transaction before a turn of the
 * loop. It says no while another program holds the write lock, while the store cannot be written, and when
 * the store's file is gone. It logs what prevents the turn and what would help, and notices when the trouble
 * has passed. It never waits: the loop asks again. */
#ifndef FRONTDESK_GUARD_H
#define FRONTDESK_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct conf;
struct guard;
struct store;

enum guard_state {
    GUARD_OPEN,
    GUARD_LOCKED, /* another program holds the write lock; the core's memory still agrees with the store */
    GUARD_FAILED, /* the store could not be written; the core's memory may be ahead of the store */
    GUARD_GONE,   /* the store's name leads to no file any more, or to another file */
    GUARD_OVER,   /* the trouble cannot pass: the process has to end */
};

/* Makes a guard. store and the turn's arena are borrowed. */
struct guard *guard_new(struct store *, struct arena *);
void guard_free(struct guard *);

enum guard_state guard_state(const struct guard *);

/* Begins a transaction. On false nothing may be taken now; ask again after guard_wait_ms(). */
bool guard_begin(struct guard *);
/* Returns for how long another program held the lock before the last guard_begin(), once; 0 when asked
 * again. */
int64_t guard_held_ms(struct guard *);
/* Commits. On false nothing of the turn may be sent; also false when the file was taken away meanwhile. */
bool guard_commit(struct guard *);
/* Checks, between two turns, whether the store failed, was removed or was replaced. */
void guard_look(struct guard *);

/* In the states GUARD_FAILED and GUARD_GONE: opens the store again and tries to write. Returns true when
 * that works; the core must then be created again from the store. */
bool guard_mend(struct guard *, const char *path);
int64_t guard_wait_ms(const struct guard *);

/* Whether the disk has less free space than the configuration wants kept free. Asks the system once a
 * second. */
bool guard_is_low(struct guard *, const struct conf *);

#endif
