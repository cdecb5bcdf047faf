/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * desk: see desk.h. One step: passes an event to the room that handles it, then fires the timers that are
 * due. */
#include "desk/desk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "bot/responder.h"
#include "bot/search.h"
#include "bot/task.h"
#include "conf/language.h"
#include "desk/agent.h"
#include "desk/block.h"
#include "desk/clock.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/figures.h"
#include "desk/gone.h"
#include "desk/limited_log.h"
#include "desk/line.h"
#include "desk/offer.h"
#include "desk/period.h"
#include "desk/router.h"
#include "desk/say.h"
#include "desk/subscription.h"
#include "desk/timer.h"
#include "desk/voice.h"
#include "desk/wiring.h"
#include "intake/arrival.h"
#include "model/news.h"
#include "omemo/omemo.h"
#include "xeps/route.h"
#include "xml/stanza.h"
#include "xml/wire.h"
#include "xmpp/client.h"
#include "xmpp/exchange.h"
#include "xmpp/keyring.h"
#include "xmpp/message.h"
#include "xmpp/outbox.h"
#include "xmpp/presence.h"
#include "xmpp/privilege.h"
#include "xmpp/roster.h"
#include "xmpp/sealing.h"
#include "xmpp/sealing_first.h"
#include "xmpp/sealing_trust.h"

struct desk *desk_new(struct store *store, const struct conf *conf, struct arena *arena, uint64_t seed)
{
    struct desk *d = xcalloc(1, sizeof *d);
    d->store = store;
    d->conf = conf;
    d->wiring = &wiring;
    d->arena = arena;
    rng_seed(&d->rng, seed);
    struct rng apart; /* a generator of its own for the keys, because the numbers of the other one are visible
                         to everybody */
    rng_seed(&apart, ~seed);
    d->flood_key = (struct flood_key){{rng_next(&apart), rng_next(&apart)}};
    d->alias_key_new = (struct flood_key){{rng_next(&apart), rng_next(&apart)}};
    d->omemo = omemo_new(store, arena);
    if (conf->omemo_key_len > 0)
        omemo_lock(d->omemo, conf->omemo_key, conf->omemo_key_len);
    outbox_load(d);
    rosters_load(d);
    timers_load(d);
    blocks_load(d);
    return d;
}

void desk_free(struct desk *d)
{
    if (d == NULL)
        return;
    if (d->words != NULL)
        words_free(d->words);
    desk_forget(d);
    languages_free(d->languages);
    voice_free(d->voice);
    blocks_free(d);
    outbox_free(d);
    rosters_free(d);
    omemo_free(d->omemo);
    free(d);
}

void effects_clear(struct effects *e)
{
    *e = (struct effects){.end = &e->first};
}

/* ---- the events ---- */

static void note_link(struct desk *d, const char *state)
{
    store_run(d->store, SQL_fact_set, TEXT("link"), TEXT(state));
    store_run(d->store, SQL_fact_set, TEXT("link_since_ms"), TEXT(say_number(d, d->now_ms)));
}

/* Extends the timeouts of agents and customers, who could not be heard while the link was down. */
static void nobody_is_late(struct desk *d)
{
    enum { LINK_GRACE_MS = 60 * 1000 };
    timers_defer(d, TIMER_GRACE, d->link_up_ms + LINK_GRACE_MS);
    timers_defer(d, TIMER_LOGOUT, d->link_up_ms + LINK_GRACE_MS);
    timers_defer(d, TIMER_FIRST_REPLY, d->link_up_ms + LINK_GRACE_MS);
    timers_defer(d, TIMER_GONE, d->link_up_ms + LINK_GRACE_MS);
}

/* Adapts the state in the store, which may be from another configuration. */
static void follow_conf(struct desk *d)
{
    lines_sync(d);
    periods_sync(d);
    responders_sync(d, 0);
    agents_sync(d);
    rosters_sync(d);
    voice_sync(d);
    nobody_is_late(d);
}

enum { HELD_GRACE_MS = 5000 }; /* for messages that were sent while nothing was read */

static void link_up(struct desk *d)
{
    d->link_up = true;
    d->link_full = false;
    d->link_up_ms = d->now_ms;
    note_link(d, "up");
    store_run(d->store, SQL_fact_set, TEXT("link_why"), TEXT(""));
    outbox_link_up(d); /* before anything is sent on this link */
    rosters_link_up(d);
    sealing_link_up(d);
    sealing_first_link_up(d);
    follow_conf(d);
    offers_refresh(d);
    agents_probe(d);
    contacts_tell_lost(d, d->link_lost_ms);
    d->link_lost_ms = 0;
}

static void link_down(struct desk *d)
{
    if (d->link_lost_ms == 0 && !d->link_up) /* at the start: what an earlier run could not do says nothing */
        store_run(d->store, SQL_fact_set, TEXT("link_why"), TEXT(""));
    if (d->link_lost_ms == 0)
        d->link_lost_ms = d->link_up ? d->now_ms : store_int(d->store, SQL_event_last_ms, d->now_ms);
    d->link_up = false;
    d->link_full = false;
    outbox_link_down(d);
    note_link(d, "down");
}

static void stanza_arrived(struct desk *d, xmpp_stanza_t *stanza)
{
    struct jid from, to;
    const char *f = st_attr(stanza, "from"), *t = st_attr(stanza, "to"), *name = st_name(stanza);
    if (f == NULL || t == NULL || !jid_parse(d->arena, f, &from) || !jid_parse(d->arena, t, &to)) {
        log_debug("stanza: dropped a %s without a valid from or to address", name);
        return;
    }
    if (strcmp(to.domain, d->conf->component.domain) != 0) {
        /* An answer from that domain would end the stream. */
        log_debug("stanza: dropped a %s to %s, which is not the domain of the desk", name, to.domain);
        return;
    }
    bool ours = strcmp(from.domain, d->conf->component.domain) == 0;
    if (ours) {
        /* The only stanza from our own domain is a fence; anything else would be a loop. */
        if (strcmp(name, "iq") == 0)
            outbox_fence_back(d, st_attr(stanza, "id"));
        return;
    }
    if (strcmp(name, "message") == 0)
        message_receive(d, stanza, &from, &to);
    else if (strcmp(name, "presence") == 0)
        presence_receive(d, stanza, &from, &to);
    else if (strcmp(name, "iq") == 0) {
        client_features(d, stanza, &from);
        privilege_answer(d, stanza, &from);
        exchange_answer(d, stanza, &from);
        sealing_answer(d, stanza, &from);
        sealing_first_answer(d, stanza, &from);
        keyring_answer(d, stanza, &from);
        xep_iq_receive(d, stanza, &from, &to);
    }
}

/* Whether the refused stanza gets an error in answer: only if stanza_arrived() would have accepted it. Its
 * name and addresses are unchecked text. */
static bool wants_answer(struct desk *d, const struct wire_refusal *r, struct jid *from, struct jid *to)
{
    const char *type = r->type != NULL ? r->type : "", *domain = d->conf->component.domain;
    return (strcmp(r->name, "message") == 0 || strcmp(r->name, "iq") == 0) && strcmp(type, "error") != 0 &&
           strcmp(type, "result") != 0 && jid_parse(d->arena, r->from, from) &&
           jid_parse(d->arena, r->to, to) && strcmp(from->domain, domain) != 0 &&
           strcmp(to->domain, domain) == 0;
}

static void stanza_refused(struct desk *d, const struct wire_refusal *r)
{
    struct jid from, to;
    const char *who = r->from != NULL && jid_parse(d->arena, r->from, &from) ? from.bare : "?";
    limited_log(d, LOG_LEVEL_WARN, who, "stanza: refused a %s from %s: %s", r->name,
                r->from != NULL ? r->from : "?", r->limit);
    if (wants_answer(d, r, &from, &to))
        xep_refuse(d, r->name, from.full, to.full, r->id, VERDICT_NOT_ACCEPTABLE, r->limit, "en");
}

static void new_conf(struct desk *d, const struct conf *conf)
{
    d->conf = conf;
    d->sweep.on = d->resume.on = false;
    figures_forget(
        d); /* the figures and the agents on duty were counted for the queues of the old configuration */
    d->duty.known = false;
    languages_free(d->languages); /* its blocks `messages` may add languages */
    d->languages = NULL;
    follow_conf(d);
    if (d->link_up)
        subscriptions_greet(d);
}

/* Whether a turn may have hundreds of events of this kind. Their consequences (timers, offers, the rest of
 * the outbox) are handled once for all of them, by the tick that ends the turn or follows it at once. Handled
 * after each event, they made every message of a new customer cost a look at all agents and at the heads of
 * all lines. */
static bool is_one_of_many(enum event_kind kind)
{
    return kind == EVENT_STANZA || kind == EVENT_MAIL || kind == EVENT_GONE || kind == EVENT_REFUSED ||
           kind == EVENT_MODEL;
}

static void look_at_lines(struct desk *d)
{
    if (d->resume.on && d->now_ms >= d->resume.due_ms)
        d->route = true;
    if (d->route)
        router_run(d);
}

void desk_step(struct desk *d, const struct desk_event *e, struct effects *out)
{
    d->out = out;
    d->now_ms = e->now_ms;
    d->answers = 0;
    omemo_forget_news(d->omemo); /* of a turn that was rolled back */
    tasks_resume(d);
    switch (e->kind) {
    case EVENT_LINK_UP:
        link_up(d);
        break;
    case EVENT_LINK_DOWN:
        link_down(d);
        break;
    case EVENT_LINK_TROUBLE:
        store_run(d->store, SQL_fact_set, TEXT("link_why"), TEXT(e->why));
        break;
    case EVENT_LINK_FULL:
        d->link_full = true;
        break;
    case EVENT_LINK_ROOM:
        d->link_full = false;
        outbox_link_room(d);
        break;
    case EVENT_STANZA:
        stanza_arrived(d, e->stanza);
        break;
    case EVENT_MAIL:
        arrival(d, e->mail);
        break;
    case EVENT_GONE:
        gone_report(d, e->customer);
        break;
    case EVENT_REFUSED:
        stanza_refused(d, e->refusal);
        break;
    case EVENT_TICK:
        break;
    case EVENT_CLOCK:
        clock_was_set(d, e->jump_ms);
        outbox_shift(d, e->jump_ms);
        confirm_shift(d, e->jump_ms);
        return; /* the rest is left to the event that found the jump, which may be the end of the link */
    case EVENT_MODEL:
        if (e->news->task < 0)
            search_news(d, e->news);
        else
            task_news(d, e->news);
        break;
    case EVENT_HELD:
        outbox_link_room(d); /* the fence may have come back without being read */
        timers_spare(d, d->now_ms + HELD_GRACE_MS);
        return; /* timers that were due may have been deferred */
    case EVENT_DISK_LOW:
        d->disk_low = true;
        break;
    case EVENT_DISK_ROOM:
        d->disk_low = false;
        break;
    case EVENT_CONF:
        new_conf(d, e->conf);
        break;
    case EVENT_STOP:
        subscriptions_say_goodbye(d);
        d->link_up = false;
        note_link(d, "down");
        break;
    case EVENT_STOPPED:
        outbox_taken(d);
        break;
    }
    sealing_trust_tell(d);
    if (is_one_of_many(e->kind))
        return;
    if (d->link_up)
        timers_fire(d);
    look_at_lines(d);
    sealing_trust_tell(d); /* of the devices to which these have just begun sessions */
    outbox_work(d);
}

int64_t desk_due_ms(const struct desk *d)
{
    if ((d->link_up && d->route) || d->resume_after < d->resume_to)
        return 0;
    int64_t due = outbox_due_ms(d);
    if (d->link_up && d->timer_ms != INT64_MAX && (due < 0 || d->timer_ms < due))
        due = d->timer_ms;
    if (d->link_up && d->resume.on && (due < 0 || d->resume.due_ms < due))
        due = d->resume.due_ms;
    return due;
}
