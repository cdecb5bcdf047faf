/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line: see line.h. */
#include "desk/line.h"

#include <string.h>

#include "base/choice.h"
#include "base/log.h"
#include "conf/hours.h"
#include "conf/hours_say.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "desk/party.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/share.h"
#include "desk/timer.h"
#include "desk/welcome.h"

enum {
    PACE_MIN = 5,     /* without so many served conversations, no wait is estimated */
    SWEEP_ROWS = 200, /* conversations looked at in one turn */
    SWEEP_PAUSE_MS = 20,
    PLACE_STEP = 1000, /* leaves gaps for conversations that come back when their place is taken */
    NEAR = 5,          /* up to this position every change is told; further back only a change of a fifth */
};

int64_t line_waiting(const struct desk *d, const char *queue)
{
    return store_int(d->store, SQL_tally_get, 0, TEXT(queue), TEXT("waiting"));
}

static struct share line_share(struct desk *d, const struct conf_queue *q)
{
    return (struct share){
        .what = arena_printf(d->arena, "queue %s: line", q->name),
        .setting = "max_waiting",
        .used = line_waiting(d, q->name),
        .limit = q->max_waiting,
    };
}

bool line_full(struct desk *d, const struct conf_queue *q, const char *customer_jid)
{
    const char *domain = party_domain(d->arena, customer_jid);
    struct share s = line_share(d, q);
    return share_refuses(d, &s, domain, share_mine(d, q->name, "waiting", domain));
}

void line_note(struct desk *d, const struct conf_queue *q)
{
    struct share s = line_share(d, q);
    share_note(d, &s);
}

/* Corrects the sweep's position after a conversation has joined or left the part of the line that it has
 * passed. */
static void shift_sweep(struct desk *d, const struct conversation *t, int by)
{
    struct sweep *s = &d->sweep;
    if (s->on && strcmp(d->conf->queues[s->queue].name, t->queue) == 0 &&
        (t->priority > s->priority || (t->priority == s->priority && t->place <= s->place)))
        s->position += by;
}

static void enter(struct desk *d, const struct conversation *t, const char *queue, int64_t place,
                  int64_t position)
{
    store_run(d->store, SQL_conversation_place, INT(t->id), TEXT(queue), INT(place), INT(d->now_ms),
              INT(position), INT(d->now_ms));
}

/* The place of a conversation that an agent has had is smaller by this number, so that it stands before all
 * that no agent has had. A place just before the present head would not do, because a conversation that left
 * the line may come back to an older, smaller place. */
static const int64_t SERVED = STORE_NUMBER_MAX / 2;

/* A place in a line is the number of the event that brought the conversation there, times PLACE_STEP. So
 * later places are always larger, in all lines. */
static int64_t next_place(struct desk *d)
{
    return store_int(d->store, SQL_place_next, 0) * PLACE_STEP;
}

void line_enter_tail(struct desk *d, const struct conversation *t, const char *queue)
{
    enter(d, t, queue, next_place(d), line_waiting(d, queue));
}

/* Returns this place, or the next free one before it: a conversation that took the place while t was away
 * keeps it. */
static int64_t free_place(struct desk *d, const struct conversation *t, const char *queue, int64_t place)
{
    while (store_int(d->store, SQL_line_place_taken, 0, TEXT(queue), INT(t->priority), INT(place),
                     INT(t->id)) != 0)
        place--;
    return place;
}

/* Conversations that come back keep the order in which they first came. One that an agent took from the
 * responder has no place yet. */
void line_enter_head(struct desk *d, const struct conversation *t, const char *queue)
{
    int64_t place = t->place != 0 ? t->place : next_place(d);
    if (place > 0)
        place -= SERVED;
    enter(d, t, queue, free_place(d, t, queue, place), 1);
}

void line_enter_again(struct desk *d, const struct conversation *t, const char *queue)
{
    struct conversation there = *t;
    there.queue = queue;
    there.place = free_place(d, t, queue, t->place);
    enter(d, t, queue, there.place, line_position(d, &there));
}

const struct conf_queue *line_called(struct desk *d, const struct choice *c)
{
    const struct conf_queue *found = NULL;
    bool several = false;
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (choice_is_name(d->arena, c, q->name))
            return q;
        if (!choice_is_name(d->arena, c, q->title))
            continue;
        if (found != NULL)
            several = true;
        found = q;
    }
    return several ? NULL : found;
}

static void move_line(struct desk *d, const char *from, const struct conf_queue *to)
{
    store_run(d->store, SQL_conversation_moved_events, TEXT(from), TEXT(to->name), INT(d->now_ms));
    int64_t n = store_run(d->store, SQL_conversation_moved, TEXT(from), TEXT(to->name));
    if (n == 0)
        return;
    log_warn("queue %s left the configuration: its %lld open conversations go on in %s", from, (long long)n,
             to->name);
    periods_apply(d, to);
}

void lines_sync(struct desk *d)
{
    enum { MANY = 100 }; /* more at the next start */
    const char *gone[MANY];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_tally_open);
    while (n < MANY && cursor_next(c)) {
        const char *queue = cursor_text(c, 0);
        if (conf_queue(d->conf, queue) == NULL)
            gone[n++] = queue;
    }
    cursor_end(c);
    const struct conf_queue *to = conf_queue(d->conf, d->conf->component.default_queue);
    for (size_t i = 0; i < n; i++)
        move_line(d, gone[i], to != NULL ? to : &d->conf->queues[0]);
    if (store_int(d->store, SQL_tally_waiting, 0) != 0)
        line_watch(d); /* position_every may be shorter now */
    d->route = true;
}

int64_t line_position(struct desk *d, const struct conversation *t)
{
    return store_int(d->store, SQL_line_ahead, 0, TEXT(t->queue), INT(t->priority), INT(t->place)) + 1;
}

int64_t line_estimate_ms(struct desk *d, const char *queue, int64_t position)
{
    int64_t estimate = -1;
    struct cursor *c = store_query(d->store, SQL_line_pace, TEXT(queue));
    if (cursor_next(c)) {
        int64_t waited = cursor_int(c, 0), places = cursor_int(c, 1), served = cursor_int(c, 2);
        if (served >= PACE_MIN && __builtin_mul_overflow(waited / places, position, &estimate))
            estimate = -1;
        cursor_end(c);
    }
    return estimate;
}

static int64_t shortest_interval_ms(const struct desk *d)
{
    int64_t shortest = INT64_MAX;
    for (size_t i = 0; i < d->conf->n_queues; i++)
        if (d->conf->queues[i].position_every_ms < shortest)
            shortest = d->conf->queues[i].position_every_ms;
    return shortest;
}

void line_watch(struct desk *d)
{
    if (!d->sweep.on)
        timer_set_earlier(d, TIMER_POSITION, 0, d->now_ms + shortest_interval_ms(d));
}

static bool material(int64_t position, int64_t told)
{
    return told <= 0 || (position < told && (position <= NEAR || told - position >= told / 5));
}

static void tell_position(struct desk *d, int64_t id, int64_t position)
{
    struct conversation t = conversation_by_id(d, id);
    if (position == TOLD_CLOSED) {
        conversation_tell_closed(d, &t);
        front_tell(d, &t, false);
        return;
    }
    const char *place = say_number(d, position);
    int64_t estimate = line_estimate_ms(d, t.queue, position);
    if (estimate < 0)
        conversation_tell(d, &t, NOTICE_POSITION_NO_ESTIMATE,
                          (struct notice_value[]){{"position", place}, {0}});
    else
        conversation_tell(d, &t, NOTICE_POSITION,
                          (struct notice_value[]){
                              {"position", place},
                              {"wait", hours_say_duration(d->arena, conversation_language(d, &t), estimate)},
                              {0}});
    store_run(d->store, SQL_conversation_told, INT(id), INT(position), INT(d->now_ms));
    front_tell(d, &t, false);
}

/* Looks at up to n of the next rows of one queue, and returns how many there were. */
static int sweep_some(struct desk *d, const struct conf_queue *q, int n)
{
    struct sweep *s = &d->sweep;
    int64_t due[SWEEP_ROWS][2];
    int n_due = 0, rows = 0;
    bool open = hours_open(&q->hours, d->now_ms);
    struct cursor *c =
        store_query(d->store, SQL_line_sweep, TEXT(q->name), INT(s->priority), INT(s->place), INT(n));
    while (cursor_next(c)) {
        rows++;
        s->priority = cursor_int(c, 1);
        s->place = cursor_int(c, 2);
        s->position++;
        int64_t told = cursor_int(c, 3), told_ms = cursor_int(c, 4);
        bool news = open ? material(s->position, told) : told != TOLD_CLOSED;
        if (news && d->now_ms - told_ms >= q->position_every_ms) {
            due[n_due][0] = cursor_int(c, 0);
            due[n_due++][1] = open ? s->position : TOLD_CLOSED;
        }
    }
    for (int i = 0; i < n_due; i++)
        tell_position(d, due[i][0], due[i][1]);
    return rows;
}

static void sweep_from(struct sweep *s, size_t queue)
{
    s->queue = queue;
    s->priority = INT64_MAX;
    s->place = INT64_MIN;
    s->position = 0;
}

void line_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    (void)to;
    if (was->state == CONVERSATION_WAITING)
        shift_sweep(d, was, -1);
}

void line_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    if (t->state != CONVERSATION_WAITING)
        return;
    shift_sweep(d, t, 1);
    if (was->state != CONVERSATION_OFFERED)
        line_note(d, conversation_queue(d, t));
    line_watch(d);
}

void line_tell_positions(struct desk *d, int64_t ref)
{
    (void)ref;
    struct sweep *s = &d->sweep;
    if (!s->on) {
        s->on = true;
        s->began_ms = d->now_ms;
        sweep_from(s, 0);
    }
    for (int budget = SWEEP_ROWS; s->queue < d->conf->n_queues && budget > 0;) {
        int rows = sweep_some(d, &d->conf->queues[s->queue], budget);
        if (rows < budget)
            sweep_from(s, s->queue + 1);
        budget -= rows;
    }
    s->on = s->queue < d->conf->n_queues;
    if (s->on)
        timer_set(d, TIMER_POSITION, 0, d->now_ms + SWEEP_PAUSE_MS);
    else if (store_int(d->store, SQL_tally_waiting, 0) != 0)
        timer_set(d, TIMER_POSITION, 0, s->began_ms + shortest_interval_ms(d));
}
