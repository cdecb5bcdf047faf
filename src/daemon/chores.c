/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chores: see chores.h. */
#include "config.h"

#include "daemon/chores.h"

#include <event2/event.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "daemon/clocks.h"
#include "daemon/embedder.h"
#include "daemon/guard.h"
#include "daemon/library.h"
#include "daemon/loop_inside.h"
#include "daemon/turn.h"
#include "store/store.h"

enum {
    INDEX_ROWS = 200,
    /* While people write, indexing gets a tenth of the time: the pause after a batch is this many times as
     * long as the batch. */
    INDEX_PAUSE = 9,
    INDEX_PAUSE_MS = 5,
    LIBRARY_FIRST_MS = 2000, /* time for reading the knowledge before the link is made */
    LIBRARY_PAUSE_MS = 1000, /* a pause of at least this length means that everything was read */
    LIBRARY_LATER_MS = 1000, /* while the store cannot be written */
};

void chores_on_index(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    turn_end(l);
    if (guard_state(l->guard) != GUARD_OPEN || !turn_is_sound(l) || l->stopping)
        return;
    int64_t from_ms = clocks_ms(CLOCK_MONOTONIC);
    bool more = store_index_some(l->store, INDEX_ROWS);
    int64_t pause = INDEX_PAUSE_MS + (clocks_ms(CLOCK_MONOTONIC) - from_ms) * (l->busy ? INDEX_PAUSE : 1);
    arena_reset(l->arena);
    if (!turn_is_sound(l)) {
        turn_retry_in(l, 0);
    } else if (more) {
        struct timeval tv = clocks_after_ms(pause);
        event_add(l->index, &tv);
    }
}

void chores_on_quiet(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    turn_end(l);
    guard_look(l->guard);
    if (guard_state(l->guard) != GUARD_OPEN) {
        turn_retry_later(l);
        return;
    }
    if (guard_is_low(l->guard, l->conf) != l->low && turn_begin(l))
        turn_end(l);
    if (!evtimer_pending(l->index, NULL))
        event_active(l->index, 0, 0);
    if (!l->busy) {
        if (l->turned)
            store_checkpoint(l->store);
        l->turned = false;
    }
    guard_look(l->guard);
    if (guard_state(l->guard) != GUARD_OPEN)
        turn_retry_in(l, 0);
    l->busy = false;
    arena_reset(l->arena);
}

void chores_read_library_in(struct loop *l, int64_t ms)
{
    struct timeval tv = clocks_after_ms(ms);
    if (ms >= 0)
        event_add(l->library_timer, &tv);
}

void chores_read_library_first(struct loop *l)
{
    int64_t begin = clocks_ms(CLOCK_BOOTTIME), wait = 0;
    while (wait >= 0 && wait < LIBRARY_PAUSE_MS && store_error(l->store) == NULL &&
           clocks_ms(CLOCK_BOOTTIME) - begin < LIBRARY_FIRST_MS)
        wait = library_step(l->library);
}

void chores_on_library(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    turn_end(l);
    if (l->stopping)
        return;
    bool open = guard_state(l->guard) == GUARD_OPEN && turn_is_sound(l);
    chores_read_library_in(l, open ? library_step(l->library) : LIBRARY_LATER_MS);
    if (!turn_is_sound(l))
        turn_retry_in(l, 0);
}

static bool may_write(void *arg)
{
    struct loop *l = arg;
    turn_end(l);
    return guard_state(l->guard) == GUARD_OPEN && turn_is_sound(l) && !l->stopping;
}

static void wrote(void *arg)
{
    struct loop *l = arg;
    arena_reset(l->arena);
    if (!turn_is_sound(l))
        turn_retry_in(l, 0);
}

const struct embedder_ops chores_embedder_ops = {.may_write = may_write, .wrote = wrote};
