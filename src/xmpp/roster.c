/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * roster: see roster.h. */
#include "xmpp/roster.h"

#include <stdlib.h>
#include <string.h>

#include "desk/agent.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "store/view.h"
#include "xmpp/exchange.h"
#include "xmpp/privilege.h"

const struct name_list roster_state_names = NAME_LIST([ROSTER_OFFERED] = "offered", [ROSTER_HELD] = "held",
                                                      [ROSTER_CLOSED] = "closed", [ROSTER_GONE] = "gone");

static const struct view view = VIEW(ENTRY_COLUMNS(struct entry));

/* ---- what is under way ---- */

void rosters_load(struct desk *d)
{
    d->rosters = xcalloc(1, sizeof *d->rosters);
    rng_word(&d->rng, d->rosters->tag, (int)sizeof d->rosters->tag - 1);
}

void rosters_free(struct desk *d)
{
    privileges_forget(d);
    free(d->rosters->sessions);
    free(d->rosters);
}

struct roster_session *roster_session(struct desk *d, int64_t agent)
{
    struct rosters *r = d->rosters;
    for (size_t i = 0; i < r->n; i++)
        if (r->sessions[i].agent == agent)
            return &r->sessions[i];
    if (r->n == r->room) {
        r->room = r->room * 2 + 8;
        r->sessions = xrealloc(r->sessions, r->room * sizeof *r->sessions);
    }
    r->sessions[r->n] = (struct roster_session){.agent = agent};
    return &r->sessions[r->n++];
}

void roster_soon(struct desk *d, int64_t agent)
{
    timer_set(d, TIMER_ROSTER, agent, d->now_ms);
}

void rosters_soon(struct desk *d)
{
    struct cursor *c = store_query(d->store, SQL_agent_roster);
    while (cursor_next(c))
        roster_soon(d, cursor_int(c, 0));
}

/* ---- what shall stand there ---- */

static const char *group_of(const struct desk *d, const struct entry *e)
{
    static const char *const groups[] = {
        [ROSTER_OFFERED] = "Waiting for you",
        [ROSTER_HELD] = "With you",
        [ROSTER_CLOSED] = "Closed",
        [ROSTER_GONE] = "",
    };
    const struct conf_queue *q = conf_queue(d->conf, e->queue);
    if (d->conf->component.roster_groups == ROSTER_OFF)
        return "";
    if (d->conf->component.roster_groups == ROSTER_STATE || e->state == ROSTER_GONE)
        return groups[e->state];
    return q != NULL ? q->title : e->queue;
}

struct entry *roster_todo(struct desk *d, int64_t agent, size_t *n)
{
    struct entry *all = arena_alloc(d->arena, ROSTER_BATCH * sizeof *all);
    struct cursor *c = store_query(d->store, SQL_roster_todo, INT(agent), INT(ROSTER_BATCH));
    for (*n = 0; *n < ROSTER_BATCH && cursor_next(c); ++*n) {
        all[*n] = (struct entry){.state = ROSTER_GONE};
        view_read(&view, c, 0, &all[*n]);
        all[*n].group = group_of(d, &all[*n]);
    }
    cursor_end(c);
    return all;
}

void roster_found(struct desk *d, const struct entry *e, const char *group, const char *name)
{
    store_run(d->store, SQL_roster_found, INT(e->agent), INT(e->face), TEXT(group), TEXT(name));
    store_run(d->store, SQL_roster_drop_one, INT(e->agent), INT(e->face));
}

void roster_sent(struct desk *d, struct roster_session *t, const struct entry *e, const char *group,
                 const char *name)
{
    store_run(d->store, SQL_roster_sent, INT(e->agent), INT(e->face), TEXT(group), TEXT(name));
    t->face[t->n++] = e->face;
}

bool roster_done(struct desk *d, struct roster_session *t, int64_t face)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->face[i] == face) {
            t->face[i] = t->face[--t->n];
            store_run(d->store, SQL_roster_done, INT(t->agent), INT(face));
            store_run(d->store, SQL_roster_drop_one, INT(t->agent), INT(face));
            return true;
        }
    return false;
}

void roster_stop(struct desk *d, struct roster_session *t)
{
    store_run(d->store, SQL_roster_unanswered, INT(t->agent));
    t->phase = TALK_IDLE;
    t->n = 0;
    roster_soon(d, t->agent);
}

/* ---- what happens to chats ---- */

/* The number of the present grouping, which changes with roster_groups and with the queues' titles: these stand in names,
 * where there are several queues, and are groups. */
static int64_t grouping(struct desk *d)
{
    return store_int(d->store, SQL_fact_number, 0, TEXT("roster_grouping"));
}

static enum roster_state after_end(struct desk *d, struct entry *e)
{
    if (e->state == ROSTER_HELD)
        e->ended_ms = d->now_ms;
    if (e->ended_ms == 0) /* an offer that was not taken */
        return ROSTER_GONE;
    if (e->state == ROSTER_HELD)
        timer_set_earlier(d, TIMER_ROSTER, 0, d->now_ms + d->conf->component.roster_keep_ms);
    return d->conf->component.roster_keep_ms == 0 ? ROSTER_GONE : ROSTER_CLOSED;
}

static enum roster_state next_state(struct desk *d, struct entry *e, enum contact_state told)
{
    switch (told) {
    case CONTACT_OFFERED:
        return ROSTER_OFFERED;
    case CONTACT_HELD:
        e->ended_ms = 0;
        return ROSTER_HELD;
    case CONTACT_CLOSED:
        return e->state == ROSTER_OFFERED || e->state == ROSTER_HELD ? after_end(d, e) : e->state;
    case CONTACT_STATES:
        break;
    }
    return e->state;
}

void roster_note(struct desk *d, const struct contact *c)
{
    struct entry e = {.state = ROSTER_GONE};
    bool known = view_first(
        &view, store_query(d->store, SQL_roster_entry, INT(c->agent->id), INT(c->conversation->face)), &e);
    if (!known && c->state == CONTACT_CLOSED)
        return;
    if (known && e.state == ROSTER_GONE)
        e.ended_ms = 0;
    enum roster_state next = next_state(d, &e, c->state);
    if (store_run(d->store, SQL_roster_note, INT(c->agent->id), INT(c->conversation->face),
                  TEXT(name_in(&roster_state_names, next)), TEXT(c->name), TEXT(c->queue), INT(e.ended_ms),
                  INT(grouping(d))) > 0)
        roster_soon(d, c->agent->id);
}

void roster_device(struct desk *d, const struct agent *a)
{
    if (store_int(d->store, SQL_roster_any, 0, INT(a->id)) != 0)
        roster_soon(d, a->id);
}

/* ---- many at once ---- */

static void end(struct desk *d, int64_t agent, int64_t face)
{
    store_run(d->store, SQL_roster_ends, INT(agent), INT(face));
}

static void look(struct desk *d, int64_t agent, int64_t face)
{
    struct conversation t = conversation_last(d, face);
    store_run(d->store, SQL_roster_look, INT(agent), INT(face), INT(grouping(d)), TEXT(contact_name(d, &t)));
}

/* Calls fn for each row (agent, face) of a query, and sees to the agents. Returns true if there may be more. */
static bool for_each(struct desk *d, struct cursor *c, void (*fn)(struct desk *, int64_t, int64_t))
{
    struct pair {
        int64_t agent, face;
    } *all = arena_alloc(d->arena, ROSTER_SWEEP * sizeof *all);
    size_t n = 0;
    for (; n < ROSTER_SWEEP && cursor_next(c); n++)
        all[n] = (struct pair){cursor_int(c, 0), cursor_int(c, 1)};
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        fn(d, all[i].agent, all[i].face);
        if (i == 0 || all[i].agent != all[i - 1].agent)
            roster_soon(d, all[i].agent);
    }
    return n == ROSTER_SWEEP;
}

/* Looks at no more than 3000 entries in a turn. */
static void sweep(struct desk *d)
{
    int64_t keep_ms = d->conf->component.roster_keep_ms;
    bool more =
        for_each(d, store_query(d->store, SQL_roster_old, INT(d->now_ms - keep_ms), INT(ROSTER_SWEEP)), end);
    more |= for_each(d, store_query(d->store, SQL_roster_of_unknown, INT(ROSTER_SWEEP)), end);
    more |= for_each(d, store_query(d->store, SQL_roster_of_look, INT(grouping(d)), INT(ROSTER_SWEEP)), look);
    int64_t oldest_ms = store_int(d->store, SQL_roster_oldest, 0);
    if (more)
        timer_set(d, TIMER_ROSTER, 0, d->now_ms + 1); /* another turn */
    else if (oldest_ms != 0)
        timer_set(d, TIMER_ROSTER, 0, oldest_ms + keep_ms);
}

/* The chats that agents have or are offered are called otherwise, also where no roster is changed. */
static void tell_names(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        struct agent a = agent_find(d, d->conf->agents[i].jid);
        if (a.here)
            contacts_tell(d, &a);
    }
}

static void follow_grouping(struct desk *d)
{
    struct text text = text_new(d->arena);
    text_add(&text, "%d", (int)d->conf->component.roster_groups);
    for (size_t i = 0; i < d->conf->n_queues; i++)
        text_add(&text, "\n%s\n%s", d->conf->queues[i].name, d->conf->queues[i].title);
    struct cursor *c = store_query(d->store, SQL_fact_get, TEXT("roster_groups"));
    bool same = cursor_next(c) && strcmp(cursor_text(c, 0), text.s) == 0;
    cursor_end(c);
    if (same)
        return;
    store_run(d->store, SQL_fact_set, TEXT("roster_groups"), TEXT(text.s));
    store_run(d->store, SQL_fact_set, TEXT("roster_grouping"), TEXT(say_number(d, grouping(d) + 1)));
    tell_names(d);
}

void rosters_sync(struct desk *d)
{
    follow_grouping(d);
    privileges_note(d);
    roster_soon(d, 0);
}

void rosters_link_up(struct desk *d)
{
    privileges_forget(d);
    store_run(d->store, SQL_fact_set, TEXT("rosters"), TEXT(""));
    d->rosters->n = 0;
    store_run(d->store, SQL_roster_unanswered_all);
    store_run(d->store, SQL_exchange_unasked);
    store_run(d->store, SQL_exchange_untold);
    rosters_soon(d);
}

/* ---- the work ---- */

static void work_on(struct desk *d, const struct agent *a)
{
    struct roster_session *t = roster_session(d, a->id);
    store_run(d->store, SQL_roster_drop, INT(a->id));
    if (d->conf->component.roster_groups == ROSTER_OFF)
        store_run(d->store, SQL_roster_rest, INT(a->id));
    if (t->phase != TALK_IDLE && d->now_ms < t->due_ms) {
        timer_set(d, TIMER_ROSTER, a->id, t->due_ms);
        return;
    }
    if (t->phase == TALK_SUGGESTS)
        exchange_late(d, t);
    else if (t->phase != TALK_IDLE)
        privilege_late(d, a, t);
    else if (store_int(d->store, SQL_roster_any, 0, INT(a->id)) != 0 && !privilege_work(d, a, t))
        exchange_work(d, a, t);
}

void roster_work(struct desk *d, int64_t agent)
{
    struct agent a = agent_by_id(d, agent);
    if (agent == 0)
        sweep(d);
    else if (a.id != 0)
        work_on(d, &a);
}
