/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offer: see offer.h. */
#include "desk/offer.h"

#include <string.h>

#include "base/log.h"
#include "desk/agent.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/offer_line.h"
#include "desk/period.h"
#include "desk/timer.h"
#include "desk/transition.h"

struct open_offer {
    int64_t id, agent;
};

void offer_make(struct desk *d, struct conversation *t, int64_t agent, const char *why)
{
    const struct conf_queue *q = conversation_queue(d, t);
    store_run(d->store, SQL_offer_add, INT(t->id), INT(agent), INT(t->round), INT(d->now_ms));
    period_start(d, PERIOD_OFFER_TIMEOUT, q, store_last_id(d->store), d->now_ms);
    conversation_offered(d, t, agent, why);
    struct agent a = agent_by_id(d, agent);
    contact_offered(d, t, &a);
}

int64_t offer_to(struct desk *d, const struct conversation *t, int64_t agent)
{
    return store_int(d->store, SQL_offer_to, 0, INT(t->id), INT(agent));
}

static void end(struct desk *d, int64_t offer, const char *how)
{
    store_run(d->store, SQL_offer_end, INT(offer), TEXT(how), INT(d->now_ms));
    timer_clear(d, TIMER_OFFER, offer);
    if (strcmp(how, "accepted") != 0)
        contact_offer_ended(d, offer);
    d->route = true;
}

void offer_take(struct desk *d, struct conversation *t, int64_t offer, int64_t agent, const char *how,
                const char *why)
{
    struct agent a = agent_by_id(d, agent);
    if (offer != 0)
        end(d, offer, "accepted");
    offers_withdraw(d, t, agent, arena_printf(d->arena, "Taken by %s.", a.name));
    conversation_hold(d, t, agent, how, why);
    conversation_tell(d, t, NOTICE_ACCEPTED, (struct notice_value[]){{"agent", a.name}, {0}});
}

static size_t open_offers(struct desk *d, int64_t conversation, struct open_offer *list, size_t max)
{
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_offer_open_of, INT(conversation));
    while (n < max && cursor_next(c))
        list[n++] = (struct open_offer){cursor_int(c, 0), cursor_int(c, 1)};
    cursor_end(c);
    return n;
}

/* After its last open offer has ended, the conversation waits again at its old place. */
static void back_to_waiting(struct desk *d, struct conversation *t, const char *reason)
{
    struct open_offer other;
    if (t->state == CONVERSATION_OFFERED && open_offers(d, t->id, &other, 1) == 0)
        conversation_unoffered(d, t, reason);
}

void offer_decline(struct desk *d, struct conversation *t, int64_t offer, int64_t agent)
{
    end(d, offer, "declined");
    store_run(d->store, SQL_agent_missed, INT(agent), INT(0));
    back_to_waiting(d, t, "declined");
}

int64_t offer_withdraw_from(struct desk *d, int64_t agent, const char *reason)
{
    struct cursor *c = store_query(d->store, SQL_offer_of_agent, INT(agent));
    if (!cursor_next(c))
        return 0;
    int64_t offer = cursor_int(c, 0);
    struct conversation t = conversation_by_id(d, cursor_int(c, 1));
    cursor_end(c);
    end(d, offer, "withdrawn");
    back_to_waiting(d, &t, reason);
    return t.id;
}

bool offer_just_missed(struct desk *d, const struct conversation *t, const struct agent *a)
{
    if (t->state != CONVERSATION_WAITING || a->conf == NULL || a->state != AGENT_AVAILABLE ||
        !agent_serves(d, a, t->queue) || (t->only_agent != 0 && t->only_agent != a->id))
        return false;
    /* During the pause between two rounds it is the last round that counts. */
    int64_t since = t->pause_ms > d->now_ms ? t->round - 1 : t->round;
    if (store_int(d->store, SQL_offer_just_missed, 0, INT(t->id), INT(a->id), INT(since)) == 0)
        return false;
    struct agent counted = *a;
    agent_count(d, &counted);
    return counted.chats + counted.offers < a->conf->max_chats;
}

const char *offer_no_room(struct desk *d, const struct agent *a)
{
    struct agent counted = *a;
    agent_count(d, &counted);
    if (counted.chats < a->conf->max_chats)
        return NULL;
    return arena_printf(d->arena, "You have %lld of at most %lld conversations (max_chats): close one first.",
                        (long long)counted.chats, (long long)a->conf->max_chats);
}

void offer_make_room(struct desk *d, const struct agent *a)
{
    struct agent counted = *a;
    agent_count(d, &counted);
    if (counted.offers == 0 || counted.chats + counted.offers < a->conf->max_chats)
        return;
    struct conversation t = conversation_by_id(d, offer_withdraw_from(d, a->id, "agent took another one"));
    offer_show_end(d, &t, a,
                   "This offer was withdrawn, because you took another conversation and have no room "
                   "for both. It goes to somebody else.",
                   true);
}

void offers_withdraw(struct desk *d, const struct conversation *t, int64_t but_agent, const char *text)
{
    enum { MANY = 1000 };
    struct open_offer *list = arena_alloc(d->arena, MANY * sizeof *list);
    size_t n = open_offers(d, t->id, list, MANY);
    for (size_t i = 0; i < n; i++) {
        end(d, list[i].id, "withdrawn");
        if (text == NULL || list[i].agent == but_agent)
            continue;
        struct agent a = agent_by_id(d, list[i].agent);
        offer_show_end(d, t, &a, text, true);
    }
}

void offer_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    if (!conversation_state_in_line(was->state) || conversation_state_in_line(to))
        return;
    offers_withdraw(d, was, 0,
                    to == CONVERSATION_CLOSED ? "The customer's conversation has ended in the meantime."
                                              : NULL);
    offers_wait_over(d, was);
}

static void tell_supervisors(struct desk *d, const struct agent *about, const char *text)
{
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        struct agent s = agent_find(d, d->conf->agents[i].jid);
        if (s.id != 0 && s.id != about->id && s.conf->role == ROLE_SUPERVISOR && s.state != AGENT_OFFLINE)
            agent_tell(d, s.jid, text);
    }
}

/* A phone is available day and night: whoever leaves so many offers unanswered is not there. */
static void missed_one(struct desk *d, const struct agent *a)
{
    int64_t missed = a->missed + 1;
    store_run(d->store, SQL_agent_missed, INT(a->id), INT(missed));
    if (a->conf == NULL || a->conf->pause_after == 0 || missed < a->conf->pause_after ||
        a->state != AGENT_AVAILABLE)
        return;
    const char *times =
        missed == 1 ? "an offer" : arena_printf(d->arena, "%lld offers in a row", (long long)missed);
    agent_pause(d, a, arena_printf(d->arena, "did not answer %s", times));
    agent_tell(
        d, a->jid,
        arena_printf(d->arena,
                     "You did not answer %s, so you are paused and get no more. Write ready when you are "
                     "back.",
                     times));
    tell_supervisors(d, a,
                     arena_printf(d->arena, "%s did not answer %s and is paused.", a->conf->name, times));
}

void offer_expire(struct desk *d, int64_t offer)
{
    struct cursor *c = store_query(d->store, SQL_offer_by_id, INT(offer));
    if (!cursor_next(c))
        return;
    int64_t conversation = cursor_int(c, 1), agent = cursor_int(c, 2);
    bool open = strcmp(cursor_text(c, 3), "open") == 0;
    cursor_end(c);
    if (!open)
        return;
    struct conversation t = conversation_by_id(d, conversation);
    end(d, offer, "expired");
    struct agent a = agent_by_id(d, agent);
    offer_show_end(d, &t, &a, "Still waiting: the offer has run out. !accept takes it all the same.", false);
    missed_one(d, &a);
    back_to_waiting(d, &t, "offer timeout");
}

void offers_refresh(struct desk *d)
{
    struct cursor *c = store_query(d->store, SQL_offer_all_open);
    while (cursor_next(c)) {
        const struct conf_queue *q = conf_queue(d->conf, cursor_text(c, 1));
        if (q == NULL)
            q = &d->conf->queues[0];
        period_start(d, PERIOD_OFFER_TIMEOUT, q, cursor_int(c, 0), d->now_ms);
    }
}

static void end_unserved(struct desk *d, int64_t offer, int64_t conversation, const struct agent *a)
{
    struct conversation t = conversation_by_id(d, conversation);
    log_info("conversation %lld: the offer to %s has ended: the agent no longer serves queue %s",
             (long long)t.id, a->jid, t.queue);
    end(d, offer, "withdrawn");
    offer_show_end(d, &t, a,
                   arena_printf(d->arena, "This offer has ended: you no longer serve %s.",
                                conversation_queue(d, &t)->title),
                   true);
    back_to_waiting(d, &t, "agent left the queue");
}

void offers_sync(struct desk *d)
{
    struct unserved {
        int64_t offer, conversation;
        struct agent agent;
    } *list =
        arena_alloc(d->arena, (d->conf->n_agents + 1) * sizeof *list); /* nobody has two offers at once */
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_offer_all_open);
    while (n < d->conf->n_agents && cursor_next(c)) {
        struct agent a = agent_by_id(d, cursor_int(c, 2));
        if (!agent_serves(d, &a, cursor_text(c, 1)))
            list[n++] = (struct unserved){cursor_int(c, 0), cursor_int(c, 3), a};
    }
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        end_unserved(d, list[i].offer, list[i].conversation, &list[i].agent);
}
