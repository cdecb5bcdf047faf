/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recovery: see recovery.h. */
#include "config.h"

#include "daemon/recovery.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/arena.h"
#include "base/rng.h"
#include "conf/conf.h"
#include "daemon/chores.h"
#include "daemon/guard.h"
#include "daemon/library.h"
#include "daemon/loop_inside.h"
#include "daemon/notify.h"
#include "daemon/signals.h"
#include "daemon/turn.h"
#include "desk/desk.h"
#include "model/model.h"
#include "store/store.h"
#include "xmpp/link.h"

static void start(struct loop *l)
{
    /* The state of the link that an earlier run has stored is no longer true. */
    turn_take(l, (struct desk_event){.kind = EVENT_LINK_DOWN});
    turn_end(l);
    if (!turn_is_sound(l))
        return; /* without the store, messages that come in would be lost */
    if (!l->started) {
        chores_read_library_first(l);
        link_start(l->link);
    }
    l->started = true;
}

static bool pay(struct loop *l, enum owed what)
{
    bool owed = (l->owed & (unsigned)what) != 0;
    l->owed &= ~(unsigned)what;
    return owed;
}

/* Does the work that was put off, inside a turn. The link is read last. */
static void go_on(struct loop *l)
{
    if (pay(l, OWED_START))
        start(l);
    if (turn_is_sound(l) && pay(l, OWED_CONF))
        signals_read_conf(l);
    if (turn_is_sound(l) && pay(l, OWED_TICK))
        turn_take(l, (struct desk_event){.kind = EVENT_TICK});
    if (turn_is_sound(l))
        model_go_on(l->model);
    turn_end(l);
    if (turn_is_sound(l))
        link_go_on(l->link);
    if (turn_is_sound(l) && pay(l, OWED_STOP))
        signals_say_goodbye(l);
    if (!turn_is_sound(l) || guard_state(l->guard) != GUARD_OPEN)
        return;
    store_set_waiting(l->store, "");
    notify_status(link_is_up(l->link) ? "link up" : "link down");
}

/* Drops the core, whose memory may be ahead of the store. Ends the link at once, so that the server sends
 * errors to people who write. */
static void forget_desk(struct loop *l)
{
    if (l->desk == NULL)
        return;
    if (l->in_turn)
        store_rollback(l->store);
    l->in_turn = false;
    effects_clear(&l->effects);
    arena_reset(l->arena);
    event_del(l->timer);
    event_del(l->news);
    desk_free(l->desk);
    l->desk = NULL;
    l->low = false;
    model_drop_all(l->model);
    library_configure(l->library, l->conf);
    link_pause(l->link);
}

void recovery_make_desk(struct loop *l)
{
    l->desk = desk_new(l->store, l->conf, l->arena, rng_next(&l->seeds));
    l->owed |= OWED_START;
    if (turn_begin(l))
        go_on(l);
}

static void mend(struct loop *l)
{
    forget_desk(l);
    if (l->stopping)
        signals_stop_now(l, EXIT_FAILURE);
    else if (guard_mend(l->guard, l->conf->store_path))
        recovery_make_desk(l);
    else if (guard_state(l->guard) == GUARD_OVER)
        signals_stop_now(l, EXIT_FAILURE);
    else
        turn_retry_in(l, guard_wait_ms(l->guard));
    if (!l->in_turn)
        arena_reset(l->arena);
}

void recovery_on_retry(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    turn_end(l);
    guard_look(l->guard);
    switch (guard_state(l->guard)) {
    case GUARD_OPEN:
    case GUARD_LOCKED:
        if (turn_begin(l))
            go_on(l);
        else
            arena_reset(l->arena); /* between two turns, the arena holds only the guard's texts */
        break;
    case GUARD_FAILED:
    case GUARD_GONE:
    case GUARD_OVER:
        mend(l);
        break;
    }
}
