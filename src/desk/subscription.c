/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * subscription: see subscription.h. */
#include "desk/subscription.h"

#include <string.h>

#include "base/arena.h"
#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/core.h"
#include "desk/timer.h"

enum {
    REQUEST_EVERY_MS = 60 * 60 * 1000, /* when the agent writes, after a refusal */
    WRITES_EVERY_MS = 60 * 1000,       /* … while a request is open */
    OPEN_FIRST_MS = 15 * 1000,
    OPEN_LAST_MS = 24 * 60 * 60 * 1000,
    REMIND_EVERY_MS = 24 * 60 * 60 * 1000,
    /* A refusal that comes so soon is the server's answer to the probe before the request: no person is so
     * fast. */
    SERVER_ANSWERS_MS = 30 * 1000,
};

static void send(struct desk *d, const char *local, const char *jid, enum presence_kind kind)
{
    channel_find(d, CHANNEL_XMPP)->presence(d, local, jid, kind);
}

/* The domain, for those who added it as a contact, and the address that the house chats from. */
static void show(struct desk *d, const char *jid, enum presence_kind kind)
{
    send(d, "", jid, kind);
    if (desk_house(d)[0] != '\0')
        send(d, desk_house(d), jid, kind);
}

void subscription_probe(struct desk *d, const struct agent *a)
{
    send(d, a->subscribed ? a->house : desk_house(d), a->jid, PRESENCE_PROBE);
}

void subscription_request(struct desk *d, const struct agent *a)
{
    store_run(d->store, SQL_agent_requested, INT(a->id), INT(d->now_ms));
    send(d, desk_house(d), a->jid, PRESENCE_SUBSCRIBE);
    timer_set(d, TIMER_REQUEST, a->id, d->now_ms + OPEN_FIRST_MS);
}

void subscription_request_open(struct desk *d, int64_t agent)
{
    struct agent a = agent_by_id(d, agent);
    if (a.conf == NULL || a.subscribed || !a.requested)
        return;
    int64_t open_ms = d->now_ms - a.asked_ms; /* negative when the clock was set back */
    int64_t again_ms = open_ms < OPEN_FIRST_MS  ? OPEN_FIRST_MS
                       : open_ms > OPEN_LAST_MS ? OPEN_LAST_MS
                                                : open_ms;
    send(d, desk_house(d), a.jid, PRESENCE_SUBSCRIBE);
    timer_set(d, TIMER_REQUEST, a.id, d->now_ms + again_ms);
}

static void probe_and_request(struct desk *d, const struct agent *a)
{
    if (!a->requested)
        subscription_probe(d, a);
    if (!a->subscribed)
        subscription_request(d, a);
}

void subscriptions_greet(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        struct agent a = agent_find(d, d->conf->agents[i].jid);
        if (a.id == 0)
            continue;
        probe_and_request(d, &a);
        show(d, a.jid, PRESENCE_AVAILABLE);
    }
}

void subscriptions_say_goodbye(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_agents; i++)
        show(d, d->conf->agents[i].jid, PRESENCE_UNAVAILABLE);
}

void subscription_request_again(struct desk *d, const struct agent *a)
{
    int64_t every_ms = a->requested ? WRITES_EVERY_MS : REQUEST_EVERY_MS;
    if (!a->subscribed && a->asked_ms <= d->now_ms - every_ms)
        probe_and_request(d, a);
}

static bool is_seen(const struct agent *a)
{
    return a->subscribed || a->here || strcmp(a->manual, "ready") == 0;
}

void subscription_remind(struct desk *d, const struct agent *a)
{
    if (is_seen(a) || store_run(d->store, SQL_agent_unseen, INT(a->id), INT(d->now_ms),
                                INT(d->now_ms - REMIND_EVERY_MS)) == 0)
        return;
    agent_tell(
        d, a->jid,
        arena_printf(
            d->arena,
            "I cannot see whether you are online, so you get no offers yet. Please accept the contact "
            "request from %s. If you do not find it, write ready: then you get offers until you log out.",
            desk_address(d, desk_house(d))));
}

void subscription_accepted(struct desk *d, const struct agent *a, const char *local)
{
    store_run(d->store, SQL_agent_subscribed, INT(a->id), INT(1), TEXT(local));
    timer_clear(d, TIMER_REQUEST, a->id);
    send(d, local, a->jid, PRESENCE_PROBE); /* a server that accepts in the agent's place sends no presence */
}

void subscription_refused(struct desk *d, const struct agent *a, const char *local)
{
    if (a->subscribed ? strcmp(local, a->house) != 0
                      : !a->requested || d->now_ms - a->asked_ms < SERVER_ANSWERS_MS)
        return;
    store_run(d->store, SQL_agent_subscribed, INT(a->id), INT(0), TEXT(""));
    timer_clear(d, TIMER_REQUEST, a->id);
    if (store_run(d->store, SQL_agent_refused, INT(a->id)) > 0)
        agent_tell(
            d, a->jid,
            arena_printf(
                d->arena,
                "Your account does not show %s any more whether you are online, so you get no offers. Add "
                "%s to your contacts to change that, or write ready when you want to take customers.",
                desk_address(d, local), desk_address(d, desk_house(d))));
}
