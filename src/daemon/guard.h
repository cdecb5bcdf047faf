/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * guard: may the desk take anything now? Before a turn of the loop it begins the transaction, and says no
 * while another program holds the write lock, while the store cannot be written, and when its file is no
 * longer there. It logs what is in the way and what would help, and finds out when it has passed. It never
 * waits: the loop asks again. */
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
    GUARD_LOCKED, /* another program holds the write lock: what the core remembers is still true */
    GUARD_FAILED, /* the store could not be written: what the core remembers may be ahead of it */
    GUARD_GONE,   /* the store's name leads to no file any more, or to another one */
    GUARD_OVER,   /* this does not pass: the process has to end */
};

/* store and arena (the turn's) are borrowed. */
struct guard *guard_new(struct store *, struct arena *);
void guard_free(struct guard *);

enum guard_state guard_state(const struct guard *);

/* Begins a transaction. False: nothing may be taken now; ask again after guard_wait_ms(). */
bool guard_begin(struct guard *);
/* After guard_begin(): for how long the lock was held by another program before; 0 the next time. */
int64_t guard_held_ms(struct guard *);
/* Commits. False: nothing of the turn may be sent. That is so, too, where the file was taken away meanwhile.
 */
bool guard_commit(struct guard *);
/* Between two turns: notices a store that was taken away, and one that failed. */
void guard_look(struct guard *);

/* GUARD_FAILED, GUARD_GONE: opens the store again and tries to write. True: it is open, and the core has to
 * be made anew. */
bool guard_mend(struct guard *, const char *path);
int64_t guard_wait_ms(const struct guard *);

/* Whether less space is left than the configuration wants kept free; the system is asked once a second. */
bool guard_is_low(struct guard *, const struct conf *);

#endif
