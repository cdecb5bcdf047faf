/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contact: see contact.h. */
#include "desk/contact.h"

#include <stddef.h>

#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/offer.h"
#include "desk/timer.h"

enum {
    A_TURN = 50,
    LOST = 200,
    LOST_MS = 3 * 60 * 1000, /* in which a link may be dead before it is given up */
    TELLS = 6,               /* logins in a minute after which all is told at once */
    TELLS_EVERY_MS = 60 * 1000,
};

const char *contact_name(struct desk *d, const struct conversation *t)
{
    if (d->conf->n_queues < 2)
        return t->face_name;
    return arena_printf(d->arena, "%s · %s", t->face_name, conversation_desk_queue(d, t)->title);
}

static void tell(struct desk *d, const struct conversation *t, const struct agent *a,
                 enum contact_state state)
{
    if (t->id == 0 || a->id == 0)
        return; /* a damaged store */
    channel_find(d, CHANNEL_XMPP)
        ->contact(d, &(struct contact){.agent = a,
                                       .conversation = t,
                                       .localpart = t->localpart,
                                       .name = contact_name(d, t),
                                       .queue = t->queue,
                                       .state = state});
}

void contact_tell(struct desk *d, const struct conversation *t, const struct agent *a)
{
    tell(d, t, a,
         conversation_held_by(t, a->id) ? CONTACT_HELD
         : offer_to(d, t, a->id) != 0   ? CONTACT_OFFERED
                                        : CONTACT_CLOSED);
}

void contact_offered(struct desk *d, const struct conversation *t, const struct agent *a)
{
    tell(d, t, a, CONTACT_OFFERED);
}

void contact_offer_ended(struct desk *d, int64_t offer)
{
    struct cursor *c = store_query(d->store, SQL_offer_by_id, INT(offer));
    if (!cursor_next(c))
        return;
    int64_t conversation = cursor_int(c, 1), agent = cursor_int(c, 2);
    cursor_end(c);
    struct conversation t = conversation_by_id(d, conversation);
    struct agent a = agent_by_id(d, agent);
    if (!conversation_held_by(&t, agent))
        tell(d, &t, &a, CONTACT_CLOSED);
}

void contact_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    bool held = was->id != 0 && was->state == CONVERSATION_ACTIVE, holds = t->state == CONVERSATION_ACTIVE;
    if (held && holds && was->agent == t->agent)
        return;
    if (held) {
        struct agent a = agent_by_id(d, was->agent);
        tell(d, t, &a, CONTACT_CLOSED);
    }
    if (holds) {
        struct agent a = agent_by_id(d, t->agent);
        tell(d, t, &a, CONTACT_HELD);
    }
}

void contact_renamed(struct desk *d, int64_t face)
{
    struct conversation t = conversation_last(d, face);
    if (t.state == CONVERSATION_ACTIVE) {
        struct agent a = agent_by_id(d, t.agent);
        tell(d, &t, &a, CONTACT_HELD);
    }
    if (t.state != CONVERSATION_OFFERED)
        return;
    enum { MANY = 100 }; /* rather than all of a thousand for each new name */
    int64_t agents[MANY];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_offer_open_of, INT(t.id));
    while (n < MANY && cursor_next(c))
        agents[n++] = cursor_int(c, 1);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct agent a = agent_by_id(d, agents[i]);
        tell(d, &t, &a, CONTACT_OFFERED);
    }
}

bool contact_is_seen(const struct desk *d, const struct agent *a)
{
    return d->link_up && a->here;
}

void contact_say_closed(struct desk *d, const struct conversation *t, const char *text)
{
    struct agent a = agent_by_id(d, t->agent);
    if (!contact_is_seen(d, &a))
        conversation_tell_agent(d, t, t->agent_jid, text);
}

/* ---- again, at a login ---- */

void contacts_tell(struct desk *d, const struct agent *a)
{
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "contacts %lld", (long long)a->id));
    bool now = flood_pass(&d->refused, number, d->now_ms, TELLS, TELLS_EVERY_MS);
    store_run(d->store, SQL_agent_contacts, INT(a->id), INT(0));
    /* Not later than before: a device that comes and goes all the time would put it off for ever. */
    timer_set_earlier(d, TIMER_CONTACTS, a->id, now ? d->now_ms : d->now_ms + TELLS_EVERY_MS);
}

/* Returns how many rows of the statement there were, and in *after the last one. */
static size_t tell_next(struct desk *d, const struct agent *a, enum sql rows, enum contact_state state,
                        int64_t *after)
{
    int64_t ids[A_TURN];
    size_t n = 0;
    struct cursor *c = store_query(d->store, rows, INT(a->id), INT(*after), INT(A_TURN));
    while (n < A_TURN && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct conversation t = conversation_by_id(d, ids[i]);
        tell(d, &t, a, state);
        *after = ids[i];
    }
    return n;
}

void contacts_tell_some(struct desk *d, int64_t agent)
{
    struct agent a = agent_by_id(d, agent);
    int64_t after = store_int(d->store, SQL_agent_contacts_after, 0, INT(agent)), offers = 0;
    if (a.id == 0)
        return;
    if (after == 0)
        tell_next(d, &a, SQL_contact_offered, CONTACT_OFFERED, &offers);
    bool more = tell_next(d, &a, SQL_contact_held, CONTACT_HELD, &after) == A_TURN;
    store_run(d->store, SQL_agent_contacts, INT(agent), INT(more ? after : 0));
    if (more)
        timer_set(d, TIMER_CONTACTS, agent, d->now_ms + 1); /* another turn */
}

/* ---- again, after a link was lost ---- */

void contacts_tell_lost(struct desk *d, int64_t lost_ms)
{
    struct lost {
        int64_t agent, face;
    } *all = arena_alloc(d->arena, LOST * sizeof *all);
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_contact_ended, INT(lost_ms - LOST_MS), INT(LOST));
    while (n < LOST && cursor_next(c))
        all[n++] = (struct lost){cursor_int(c, 0), cursor_int(c, 1)};
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct agent a = agent_by_id(d, all[i].agent);
        struct conversation t = conversation_last(d, all[i].face);
        if (!conversation_held_by(&t, a.id) && offer_to(d, &t, a.id) == 0)
            tell(d, &t, &a, CONTACT_CLOSED);
    }
}
