/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent: see agent.h. */
#include "desk/agent.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "conf/hours.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/offer.h"
#include "desk/offer_line.h"
#include "desk/period.h"
#include "desk/subscription.h"
#include "desk/timer.h"
#include "desk/transition.h"
#include "store/view.h"

enum {
    STALE_AFTER_MS = 15 * 1000, /* servers answer a probe in far less */
    DEVICES_MAX = 100, /* of one agent; all are looked at with each presence, so more are not followed */
};

static const char *const agent_state_names[] = {
    [AGENT_AVAILABLE] = "available", [AGENT_OFF_DUTY] = "off duty",
    [AGENT_AWAY] = "away",           [AGENT_DND] = "dnd",
    [AGENT_PAUSED] = "paused",       [AGENT_OFFLINE] = "offline",
};

const char *agent_state_name(enum agent_state s)
{
    return agent_state_names[s];
}

static enum agent_state agent_state_of(const char *manual, const char *show, int64_t gone_ms)
{
    if (gone_ms != 0)
        return AGENT_OFFLINE;
    if (strcmp(manual, "paused") == 0)
        return AGENT_PAUSED;
    if (strcmp(manual, "ready") == 0 || strcmp(show, "available") == 0)
        return AGENT_AVAILABLE;
    if (strcmp(show, "away") == 0)
        return AGENT_AWAY;
    return strcmp(show, "dnd") == 0 ? AGENT_DND : AGENT_OFFLINE;
}

enum agent_state agent_state_at(const struct agent *a, int64_t now_ms)
{
    enum agent_state s = agent_state_of(a->manual, a->show, a->gone_ms);
    bool off = s == AGENT_AVAILABLE && a->conf != NULL && !hours_open(&a->conf->hours, now_ms);
    return off ? AGENT_OFF_DUTY : s;
}

/* Writes what presence, !ready or !pause change, and drops the cache of agents_on_duty(). */
static void change(struct desk *d, enum sql how, int64_t agent, struct value a, struct value b)
{
    store_run_values(d->store, how, (struct value[]){INT(agent), a, b}, 3);
    d->duty.known = false;
}

/* Returns the next row whose agent left the configuration; 0 if there is none. If the row that was just
 * handled is found again, the store is damaged, and the caller's loop would never end. */
static int64_t next_of_unknown(struct desk *d, enum sql question, int64_t before)
{
    int64_t id = store_int(d->store, question, 0);
    if (id == 0 || id != before)
        return id;
    store_fail(d->store, "an agent who left the configuration cannot be released");
    return 0;
}

bool agent_tell_removed(struct desk *d, const char *bare_jid)
{
    if (conf_agent(d->conf, bare_jid) != NULL ||
        store_run(d->store, SQL_agent_tell_removed, TEXT(bare_jid)) == 0)
        return false;
    agent_tell(
        d, bare_jid,
        "You are no longer an agent of this desk. Your colleagues take over your customers. What you write here "
        "from now on is handled as a customer's message.");
    return true;
}

/* Ends the offers of agents who left the configuration. Their conversations go to the heads of their
 * lines. */
static void release_unknown(struct desk *d)
{
    int64_t id = 0;
    while ((id = next_of_unknown(d, SQL_offer_of_unknown, id)) != 0) {
        offer_withdraw_from(d, id, "agent left the configuration");
        agent_tell_removed(d, agent_by_id(d, id).jid);
    }
    while ((id = next_of_unknown(d, SQL_conversation_of_unknown, id)) != 0) {
        struct conversation t = conversation_by_id(d, id);
        log_info("conversation %lld goes back to the line: %s is no longer an agent", (long long)id,
                 t.agent_jid);
        conversation_requeue(d, &t, t.queue, "agent left the configuration");
        conversation_tell(d, &t, NOTICE_REQUEUED, (struct notice_value[]){{"agent", t.agent_name}, {0}});
        agent_tell_removed(d, t.agent_jid);
    }
}

/* Returns the longest offline_grace of the queues that the agent serves. !pause and !ready hold for so long
 * after the agent went offline. */
static int64_t logout_grace_ms(const struct desk *d, const struct agent *a)
{
    int64_t grace = 0;
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (agent_serves(d, a, q->name) && q->offline_grace_ms > grace)
            grace = q->offline_grace_ms;
    }
    return grace;
}

static void move_logouts(struct desk *d)
{
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        struct agent a = agent_find(d, d->conf->agents[i].jid);
        if (a.gone_ms != 0)
            timer_move(d, TIMER_LOGOUT, a.id, a.gone_ms + logout_grace_ms(d, &a));
    }
}

void agents_sync(struct desk *d)
{
    d->duty.known = false;
    store_run(d->store, SQL_agent_forget_all);
    for (size_t i = 0; i < d->conf->n_agents; i++)
        store_run(d->store, SQL_agent_know, TEXT(d->conf->agents[i].jid), TEXT(d->conf->agents[i].name),
                  INT(d->now_ms));
    release_unknown(d);
    offers_sync(d);
    /* The presence of agents who left the configuration is not followed. If one comes back, it is asked for
     * again. */
    store_run(d->store, SQL_agent_forget_devices);
    store_run(d->store, SQL_agent_forget_presence);
    d->duty.known = false;
    move_logouts(d);
    d->route = true;
}

static const struct view view = VIEW(AGENT_COLUMNS(struct agent)),
                         load = VIEW(AGENT_LOAD_COLUMNS(struct agent));

static struct agent nobody(void)
{
    struct agent a = {.state = AGENT_OFFLINE};
    view_clear(&view, &a);
    return a;
}

static struct agent first_agent(struct desk *d, struct cursor *c)
{
    struct agent a = nobody();
    if (view_first(&view, c, &a)) {
        a.conf = conf_agent(d->conf, a.jid);
        a.state = agent_state_at(&a, d->now_ms);
    }
    return a;
}

struct agent agent_find(struct desk *d, const char *bare_jid)
{
    if (conf_agent(d->conf, bare_jid) == NULL)
        return nobody();
    return first_agent(d, store_query(d->store, SQL_agent_by_jid, TEXT(bare_jid)));
}

struct agent agent_by_id(struct desk *d, int64_t id)
{
    return first_agent(d, store_query(d->store, SQL_agent_by_id, INT(id)));
}

void agent_count(struct desk *d, struct agent *a)
{
    a->chats = store_int(d->store, SQL_agent_chats, 0, INT(a->id));
    a->offers = store_int(d->store, SQL_agent_offers, 0, INT(a->id));
}

struct agent agent_counted(struct cursor *c)
{
    struct agent a = {0};
    view_read(&view, c, 0, &a);
    view_read(&load, c, (int)view.n, &a);
    return a;
}

struct agent *agents_all(struct desk *d, size_t *n)
{
    struct agent *all = arena_alloc(d->arena, (d->conf->n_agents + 1) * sizeof *all);
    *n = 0;
    struct cursor *c = store_query(d->store, SQL_agent_all);
    while (cursor_next(c) && *n < d->conf->n_agents) {
        struct agent a = agent_counted(c);
        a.conf = conf_agent(d->conf, a.jid);
        a.state = agent_state_at(&a, d->now_ms);
        if (a.conf != NULL) {
            all[a.conf - d->conf->agents] = a;
            ++*n;
        }
    }
    cursor_end(c);
    return all;
}

int64_t agents_turn_ms(const struct desk *d)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        const struct conf_hours *h = &d->conf->agents[i].hours;
        if (h->n == 0)
            continue;
        int64_t turns =
            hours_open(h, d->now_ms) ? hours_next_close_ms(h, d->now_ms) : hours_next_open_ms(h, d->now_ms);
        if (turns > d->now_ms && turns < first)
            first = turns;
    }
    return first;
}

static void read_duty(struct desk *d)
{
    struct duty *duty = &d->duty;
    size_t n;
    const struct agent *all = agents_all(d, &n);
    free(duty->queue);
    *duty = (struct duty){.known = true,
                          .until_ms = agents_turn_ms(d),
                          .queue = xcalloc(d->conf->n_queues + 1, sizeof *duty->queue)};
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        for (size_t k = 0; k < q->n_agents && !duty->queue[i]; k++)
            duty->queue[i] = all[q->agents[k]].id != 0 && all[q->agents[k]].state == AGENT_AVAILABLE;
    }
}

bool agents_on_duty(struct desk *d, const struct conf_queue *q)
{
    if (!d->duty.known || d->now_ms >= d->duty.until_ms)
        read_duty(d);
    return d->duty.queue[q - d->conf->queues];
}

bool agent_serves(const struct desk *d, const struct agent *a, const char *queue)
{
    const struct conf_queue *q = conf_queue(d->conf, queue);
    return q != NULL && a->conf != NULL && conf_queue_has_agent(d->conf, q, a->conf);
}

static void for_each_held(struct desk *d, int64_t agent, void (*fn)(struct desk *, int64_t conversation))
{
    enum { MANY = 1000 }; /* the largest max_chats */
    int64_t ids[MANY];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_conversation_held_by, INT(agent));
    while (n < MANY && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        fn(d, ids[i]);
}

static void start_grace(struct desk *d, int64_t conversation)
{
    struct conversation t = conversation_by_id(d, conversation);
    period_start(d, PERIOD_OFFLINE_GRACE, conversation_queue(d, &t), conversation, d->now_ms);
}

static void end_grace(struct desk *d, int64_t conversation)
{
    struct conversation t = conversation_by_id(d, conversation);
    timer_clear(d, TIMER_GRACE, conversation);
    if (t.behind) /* messages that came back while the agent was offline */
        timer_fire(d, TIMER_DELIVER, conversation);
}

static void came(struct desk *d, const struct agent *a)
{
    log_info("agent %s is online", a->jid);
    store_run(d->store, SQL_agent_missed, INT(a->id), INT(0));
    timer_clear(d, TIMER_LOGOUT, a->id);
    for_each_held(d, a->id, end_grace);
}

static void went(struct desk *d, const struct agent *a)
{
    log_info("agent %s is offline", a->jid);
    timer_set(d, TIMER_LOGOUT, a->id, d->now_ms + logout_grace_ms(d, a));
    offer_withdraw_from(d, a->id, "agent offline");
    for_each_held(d, a->id, start_grace);
}

/* Determines the agent's presence again after a change of the devices, and acts if it has changed. */
static void look_again(struct desk *d, const struct agent *before)
{
    struct cursor *c = store_query(d->store, SQL_device_best, INT(before->id));
    const char *show = cursor_next(c) ? cursor_text(c, 0) : "offline";
    cursor_end(c);
    bool here = strcmp(show, "offline") != 0;
    int64_t gone_ms = here ? 0 : before->here ? d->now_ms : before->gone_ms;
    change(d, SQL_agent_show, before->id, TEXT(show), INT(gone_ms));
    if (here && strcmp(before->manual, "ready") == 0 && strcmp(show, before->ready_show) != 0)
        change(d, SQL_agent_manual, before->id, TEXT("auto"), TEXT(""));
    if (here && !before->here)
        came(d, before);
    if (!here && before->here)
        went(d, before);
    struct agent now = agent_by_id(d, before->id);
    if (now.state != AGENT_AVAILABLE && here)
        offer_withdraw_from(d, now.id, "agent no longer available");
    if (now.state == AGENT_AVAILABLE && before->state != AGENT_AVAILABLE)
        offers_ring_again(d, now.id);
    d->route = true;
}

/* A device that logs in, or is heard of first on this link, may not know the agent's conversations. */
static void device_is(struct desk *d, const struct agent *a, const char *resource, const char *show)
{
    bool known = store_int(d->store, SQL_device_fresh, 0, INT(a->id), TEXT(resource)) != 0;
    store_run(d->store, SQL_device_put, INT(a->id), TEXT(resource), TEXT(show));
    if (!known)
        contacts_tell(d, a);
}

void agent_presence(struct desk *d, const struct agent *a, const char *resource, const char *show)
{
    if (show != NULL && store_int(d->store, SQL_device_others, 0, INT(a->id), TEXT(resource)) >= DEVICES_MAX)
        return;
    if (show != NULL)
        device_is(d, a, resource, show);
    else if (resource[0] != '\0')
        store_run(d->store, SQL_device_drop, INT(a->id), TEXT(resource));
    else
        store_run(d->store, SQL_device_drop_all, INT(a->id)); /* a server's answer for the whole account */
    look_again(d, a);
    /* The agent was available only by !ready, without any presence, and now a device logs out. (A server's
     * answer to a probe has no resource.) */
    if (show == NULL && resource[0] != '\0' && !a->here && strcmp(a->manual, "auto") != 0 &&
        a->state == AGENT_AVAILABLE) {
        change(d, SQL_agent_show, a->id, TEXT("offline"), INT(d->now_ms));
        went(d, a);
    }
}

bool agent_ready(struct desk *d, const struct agent *a)
{
    bool presence =
        strcmp(a->manual, "paused") == 0 && a->here; /* a pause ends; without presence nothing decides */
    change(d, SQL_agent_manual, a->id, TEXT(presence ? "auto" : "ready"), TEXT(""));
    store_run(d->store, SQL_agent_ready_show, INT(a->id), TEXT(a->show));
    offers_ring_again(d, a->id);
    store_run(d->store, SQL_agent_missed, INT(a->id), INT(0));
    if (a->gone_ms != 0) {
        store_run(d->store, SQL_agent_here, INT(a->id));
        d->duty.known = false;
        came(d, a);
    }
    d->route = true;
    return presence;
}

int64_t agent_pause(struct desk *d, const struct agent *a, const char *reason)
{
    change(d, SQL_agent_manual, a->id, TEXT("paused"), TEXT(reason));
    d->route = true;
    return offer_withdraw_from(d, a->id, "agent paused");
}

void agent_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    (void)to;
    if (was->state == CONVERSATION_ACTIVE && store_int(d->store, SQL_agent_chats, 0, INT(was->agent)) == 0)
        store_run(d->store, SQL_agent_idle, INT(was->agent), INT(d->now_ms));
}

void agent_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    if (t->state == CONVERSATION_ACTIVE) {
        store_run(d->store, SQL_agent_served, INT(t->agent));
        store_run(d->store, SQL_agent_missed, INT(t->agent), INT(0));
    }
}

void agents_probe(struct desk *d)
{
    store_run(d->store, SQL_device_age);
    subscriptions_greet(d);
    timer_set(d, TIMER_STALE, 0, d->now_ms + STALE_AFTER_MS);
}

void agent_drop_stale(struct desk *d, int64_t ref)
{
    (void)ref;
    int64_t *ids = arena_alloc(d->arena, (d->conf->n_agents + 1) * sizeof *ids);
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_agent_stale);
    while (n <= d->conf->n_agents && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    store_run(d->store, SQL_device_drop_stale);
    for (size_t i = 0; i < n; i++) {
        struct agent a = agent_by_id(d, ids[i]);
        look_again(d, &a);
    }
}

void agent_logged_out(struct desk *d, int64_t agent)
{
    change(d, SQL_agent_manual, agent, TEXT("auto"), TEXT(""));
}

void agent_tell(struct desk *d, const char *agent_jid, const char *text)
{
    struct letter l = {.from = "", .to = agent_jid, .body = text};
    letter_send(d, &l);
}
