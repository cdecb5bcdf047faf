/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * turn: see turn.h. */
#include "config.h"

#include "daemon/turn.h"

#include <setjmp.h>

#include <event2/event.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "daemon/clocks.h"
#include "daemon/guard.h"
#include "daemon/loop_inside.h"
#include "desk/desk.h"
#include "desk/event.h"
#include "model/model.h"
#include "store/store.h"
#include "xmpp/link.h"

enum {
    TIMER_MAX_MS = 60 * 1000, /* the longest sleep, because the wall clock may be set */
    JUMP_MS = 1000,           /* a smaller difference is not a jump of the clock */
    HELD_MS = 1000,           /* a longer wait for the store is reported to the core */
};

static void perform(struct loop *l)
{
    for (const struct effect *e = l->effects.first; e != NULL; e = e->next)
        switch (e->kind) {
        case EFFECT_SEND:
            link_write(l->link, e->text, e->len);
            break;
        case EFFECT_MODEL_ASK:
            model_ask(l->model, e->task, e->responder, &(struct model_asker){e->asker, e->domain});
            break;
        case EFFECT_FETCH:
            model_fetch(
                l->model, e->task, e->tool,
                &(struct model_fetch){.url = e->text, .body = e->body, .headers = e->headers, .id = e->id},
                &(struct model_asker){e->asker, e->domain});
            break;
        case EFFECT_EMBED:
            model_embed(l->model, e->task, e->responder, e->text, &(struct model_asker){e->asker, e->domain});
            break;
        case EFFECT_MODEL_DROP:
            model_drop(l->model, e->task);
            break;
        case EFFECT_RELINK:
            link_restart(l->link, e->text);
            break;
        }
}

static void set_timer(struct loop *l)
{
    int64_t due = desk_due_ms(l->desk), wait = TIMER_MAX_MS;
    if (due >= 0 && due - clocks_now_ms() < wait)
        wait = due - clocks_now_ms();
    struct timeval tv = clocks_after_ms(wait > 0 ? wait : 0);
    event_add(l->timer, &tv);
}

void turn_retry_in(struct loop *l, int64_t ms)
{
    struct timeval tv = clocks_after_ms(ms);
    event_add(l->retry, &tv);
}

void turn_retry_later(struct loop *l)
{
    if (!evtimer_pending(l->retry, NULL))
        turn_retry_in(l, guard_wait_ms(l->guard));
}

void turn_on_store_failure(void *arg)
{
    struct loop *l = arg;
    if (l->in_step)
        longjmp(l->way_out, 1);
}

bool turn_is_sound(const struct loop *l)
{
    return store_error(l->store) == NULL;
}

static void step(struct loop *l, struct desk_event e)
{
    e.now_ms = clocks_now_ms();
    l->in_step = true;
    if (setjmp(l->way_out) == 0)
        desk_step(l->desk, &e, &l->effects);
    l->in_step = false;
}

/* Runs the timers that became due in the turn, such as those of offers. */
static void finish(struct loop *l)
{
    int64_t due = turn_is_sound(l) ? desk_due_ms(l->desk) : -1;
    if (due >= 0 && due <= clocks_now_ms())
        step(l, (struct desk_event){.kind = EVENT_TICK});
}

void turn_end(struct loop *l)
{
    if (!l->in_turn)
        return;
    l->in_turn = false;
    finish(l);
    if (!guard_commit(l->guard)) {
        turn_retry_in(l, 0);
        return;
    }
    perform(l);
    effects_clear(&l->effects);
    arena_reset(l->arena);
    set_timer(l);
}

/* Tells the core that the clock was set. Small corrections (as by NTP) add up to a jump now and then. */
static void look_at_clock(struct loop *l)
{
    int64_t jump_ms = clocks_ahead_ms() - l->ahead_ms;
    if (jump_ms > -JUMP_MS && jump_ms < JUMP_MS)
        return;
    l->ahead_ms += jump_ms;
    step(l, (struct desk_event){.kind = EVENT_CLOCK, .jump_ms = jump_ms});
}

/* Tells the core, before anything else, what it has to know about the store. */
static void tell_of_store(struct loop *l)
{
    int64_t held_ms = guard_held_ms(l->guard);
    bool low = guard_is_low(l->guard, l->conf);
    if (held_ms >= HELD_MS)
        step(l, (struct desk_event){.kind = EVENT_HELD});
    if (low != l->low && turn_is_sound(l))
        step(l, (struct desk_event){.kind = low ? EVENT_DISK_LOW : EVENT_DISK_ROOM});
    l->low = low;
}

bool turn_begin(struct loop *l)
{
    if (l->in_turn)
        return turn_is_sound(l);
    if (!guard_begin(l->guard)) {
        turn_retry_later(l);
        return false;
    }
    l->in_turn = true;
    look_at_clock(l);
    if (turn_is_sound(l))
        tell_of_store(l);
    return turn_is_sound(l);
}

bool turn_take(struct loop *l, struct desk_event e)
{
    if (!turn_begin(l))
        return false;
    l->busy = l->turned = true;
    look_at_clock(l);
    if (turn_is_sound(l))
        step(l, e);
    return turn_is_sound(l);
}
