/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder: see responder.h. Here is what all kinds share: when the responder begins and ends, what one
 * question is, and what a kind does not decide: whether the customer wants an agent, small talk, and
 * limits. */
#include "bot/responder.h"

#include <string.h>

#include "bot/asked.h"
#include "bot/consent.h"
#include "bot/handover.h"
#include "bot/in_line.h"
#include "bot/responder_kind.h"
#include "bot/search.h"
#include "bot/smalltalk.h"
#include "bot/task.h"
#include "conf/hours.h"
#include "conf/phrase.h"
#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/mail.h"
#include "desk/overdue.h"
#include "desk/party.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/share.h"
#include "desk/timer.h"
#include "desk/transition.h"
#include "desk/welcome.h"
#include "desk/wiring.h"
#include "store/view.h"

enum {
    ANSWERS_A_STEP =
        2, /* questions that are looked up in one step: a customer who waits for a person goes before */
    ANSWER_LATER_MS = 5,
    MUST_END_MS = 500,
    SYNC_SOME = 100,
};

/* Every type that the configuration allows has a kind in wiring.c. */
static const struct responder_kind *kind_of(const struct desk *d, const struct conf_responder *r)
{
    return d->wiring->responders[r->type];
}

/* ---- when it has a conversation ---- */

const struct conf_responder *responder_of(const struct desk *d, const struct conf_queue *q)
{
    return conf_responder_of(d->conf, q);
}

/* The answer must always be the same, so it is a hash of what neither a restart nor the clock changes: the
 * customer, the queue, and the number of earlier conversations. */
bool responder_shares(const struct desk *d, const struct conf_queue *q, const char *customer_jid,
                      const char *desk, int64_t id)
{
    static const struct flood_key no_secret = {{1, 2}};
    if (q->responder_share >= 100)
        return true;
    int64_t before = store_int(d->store, SQL_face_before, 0, TEXT(customer_jid), TEXT(desk), INT(id));
    const char *ticket = arena_printf(d->arena, "%s %lld %s", desk, (long long)before, customer_jid);
    return (uint64_t)flood_number(&no_secret, ticket) % 100 < (uint64_t)q->responder_share;
}

bool responder_begins(struct desk *d, const struct conf_queue *q, const char *customer_jid, const char **why)
{
    const struct conf_responder *r = responder_of(d, q);
    if (r == NULL)
        return false;
    if (!responder_shares(d, q, customer_jid, q->name, INT64_MAX)) {
        *why = arena_printf(d->arena, "not of the %lld of a hundred for responder %s",
                            (long long)q->responder_share, r->name);
        return false;
    }
    bool first = q->responder_mode == RESPONDER_FIRST,
         there = hours_open(&q->hours, d->now_ms) && agents_on_duty(d, q);
    *why = arena_printf(d->arena, "responder %s%s", r->name,
                        first   ? ""
                        : there ? " when nobody gets free"
                                : ": nobody is there");
    return first || !there;
}

static struct share bot_share(struct desk *d, const struct conf_queue *q)
{
    return (struct share){
        .what = arena_printf(d->arena, "queue %s: responder conversations", q->name),
        .setting = "max_conversations",
        .used = store_int(d->store, SQL_tally_get, 0, TEXT(q->name), TEXT("bot")),
        .limit = responder_of(d, q)->max_conversations,
    };
}

bool responder_full(struct desk *d, const struct conf_queue *q, const char *customer_jid)
{
    const char *domain = party_domain(d->arena, customer_jid);
    struct share s = bot_share(d, q);
    return share_refuses(d, &s, domain, share_mine(d, q->name, "bot", domain));
}

bool responder_goes_on(struct desk *d, const struct conversation *t)
{
    return responder_of(d, conversation_queue(d, t)) != NULL && !responder_state_of(d, t).handed;
}

/* Returns the number of the last message that the responder need not answer. A waiting customer was answered
 * by nobody else than the responder in the line. What was said with an agent, or before the close, is not for the
 * responder. */
static int64_t not_its_matter(struct desk *d, const struct conversation *t, const struct conversation *was)
{
    return was->state == CONVERSATION_WAITING ? in_line_answered_upto(d, t)
                                              : store_int(d->store, SQL_bot_newest, 0, INT(t->id));
}

static void take_over(struct desk *d, const struct conversation *t, int64_t since)
{
    const struct conf_responder *r = responder_of(d, conversation_queue(d, t));
    store_run(d->store, SQL_bot_enter, INT(t->id), TEXT(r->name), INT(since), INT(d->now_ms));
    store_run(d->store, SQL_choice_drop, INT(t->id));
    period_start(d, PERIOD_CLOSE_AFTER, conversation_queue(d, t), t->id, d->now_ms);
    struct share s = bot_share(d, conversation_queue(d, t));
    share_note(d, &s);
}

static void let_go(struct desk *d, const struct conversation *t, bool to_people)
{
    tasks_drop(d, t->id, TASK_ANSWER);
    search_drop(d, t->id);
    store_run(d->store, SQL_bot_left, INT(t->id), INT(to_people));
    store_run(d->store, SQL_choice_drop, INT(t->id));
}

void responder_left(struct desk *d, const struct conversation *was, enum conversation_state to)
{
    if (was->state == CONVERSATION_BOT)
        let_go(d, was, to != CONVERSATION_CLOSED);
}

static void waits_for_people(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    if (t->accepted_ms == 0)
        period_start(d, PERIOD_RESPONDER_AFTER, q, t->id, d->now_ms);
}

void responder_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    if (t->state == CONVERSATION_BOT)
        take_over(d, t, not_its_matter(d, t, was));
    else if (was->id != 0 && was->state == CONVERSATION_CLOSED)
        let_go(d, t, true); /* if one had it before the close: from now on people have it */
    if (conversation_state_in_line(was->state) && !conversation_state_in_line(t->state))
        in_line_end(d, t);
    if (t->state != CONVERSATION_WAITING)
        return;
    if (was->state == CONVERSATION_OFFERED) {
        in_line_again(d, t);
        return;
    }
    waits_for_people(d, t);
    in_line_begin(d, t);
}

/* ---- what it does not decide itself ---- */

/* Returns why an agent has to answer this question, as in the briefing; NULL: the responder may answer it. */
static const char *needs_person(struct desk *d, const struct responder_state *b, const struct asked *asked)
{
    const char *topic = phrase_in(d->arena, desk_words(d), &b->conf->topics, asked->text);
    return topic == NULL ? NULL : arena_printf(d->arena, "The customer wrote of \"%s\"", topic);
}

static bool wants_person(const struct heard *heard)
{
    return heard->accepts || heard->found.act == ACT_PERSON;
}

/* Hands over if the question needs an agent or the customer wants one. Returns true if it did so, or if it
 * asked the customer about it. */
static bool went_to_person(struct desk *d, struct conversation *t, struct responder_state *b,
                           const struct asked *asked, const struct heard *heard)
{
    const char *why = needs_person(d, b, asked);
    bool wanted = why == NULL && wants_person(heard);
    if (why == NULL && !wanted)
        return false;
    asked_take_up(d, t, b, asked);
    if (wanted && heard->answered)
        responder_rejected(d, t, b);
    if (wanted)
        handover_or_ask(d, t, b, "The customer asked for a person");
    else
        handover(d, t, b, why);
    return true;
}

static void welcome(struct desk *d, const struct conversation *t, const struct responder_state *b)
{
    conversation_greet(d, t);
    responder_introduce(d, t, b, NOTICE_BOT_WELCOME);
}

/* Learns from a message what the customer's client can show: chat states, and corrections where answers grow.
 */
static void learn(struct desk *d, const struct conversation *t, const struct mail *m,
                  const struct responder_state *b)
{
    const struct channel *channel = channel_find(d, t->channel);
    if (m->content.live[0] != '\0' && !b->states)
        store_run(d->store, SQL_bot_states, INT(t->id));
    if (b->conf->stream != STREAM_CORRECTIONS || b->corrects)
        return;
    if (m->content.correction)
        store_run(d->store, SQL_bot_corrects, INT(t->id));
    else if (channel->ask_corrections != NULL)
        channel->ask_corrections(d, t, m->from.device);
}

void responder_heard(struct desk *d, struct conversation *t, const struct mail *m, bool first)
{
    if (t->state != CONVERSATION_BOT) {
        in_line_heard(d, t, m);
        return;
    }
    bool says = m == NULL || mail_says(m); /* and not only shows something: a reaction */
    if (says) {
        task_call_back(d, t->id);
        search_call_back(d, t->id);
    }
    struct responder_state b = responder_state_of(d, t);
    if (b.conf == NULL)
        return; /* responders_sync() takes it to the line */
    if (m != NULL)
        learn(d, t, m, &b);
    if (!says)
        return;
    struct asked asked = asked_of(d, t, &b);
    if (consent_heard(d, t, &b, &asked, m))
        return;
    bool looked_at = b.offered && m != NULL && !m->content.means.file.present,
         greets = first; /* a file that the house kept counts too */
    if (asked.file && !looked_at) {
        if (first && !handover_people(d, t).there) { /* it stays for now, and has to say who it is */
            welcome(d, t, &b);
            greets = false;
        }
        handover_or_ask(d, t, &b, "The customer sent a file");
        if (t->state != CONVERSATION_BOT || asked.text[0] == '\0') {
            asked_take_up(d, t, &b, &asked);
            return;
        }
    }
    if (asked.text[0] == '\0')
        return;
    struct heard heard = heard_of(d, t, &b, &asked);
    if (went_to_person(d, t, &b, &asked, &heard))
        return;
    if (greets)
        welcome(d, t, &b);
    /* "One question:" is often followed by the question. */
    if (heard.found.act != ACT_UNCLEAR &&
        smalltalk(d, t, &b, &asked, &heard, kind_of(d, b.conf)->asks_nothing, first))
        return;
    period_start(d, PERIOD_DEBOUNCE, conversation_queue(d, t), t->id, d->now_ms);
}

bool responder_is_busy(struct desk *d)
{
    bool busy = d->answers >= ANSWERS_A_STEP;
    d->answers += !busy;
    return busy;
}

void responder_answer(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.id == 0)
        return;
    if (t.state != CONVERSATION_BOT) {
        in_line_answer(d, &t);
        return;
    }
    struct responder_state b = responder_state_of(d, &t);
    if (b.conf == NULL)
        return;
    bool waits = task_must_end(d, id);
    if (waits || d->answers >= ANSWERS_A_STEP) {
        timer_set(d, TIMER_ANSWER, id, d->now_ms + (waits ? MUST_END_MS : ANSWER_LATER_MS));
        return;
    }
    struct asked asked = asked_of(d, &t, &b);
    if (consent_heard(d, &t, &b, &asked, NULL) || asked.text[0] == '\0')
        return;
    struct heard heard = heard_of(d, &t, &b, &asked);
    if (went_to_person(d, &t, &b, &asked, &heard) ||
        smalltalk(d, &t, &b, &asked, &heard, kind_of(d, b.conf)->asks_nothing, false))
        return;
    asked_take_up(d, &t, &b, &asked);
    if (b.turns >= b.conf->max_turns) {
        handover(d, &t, &b,
                 arena_printf(d->arena, "The responder has given its %lld answers",
                              (long long)b.conf->max_turns));
        return;
    }
    store_run(d->store, SQL_choice_drop, INT(id));
    smalltalk_let_offer_lapse(d, &t, &b);
    b.corrected = asked.corrected;
    d->answers++;
    if (!search_begin(d, &t, &b, asked.text))
        kind_of(d, b.conf)->answer(d, &t, &b, asked.text);
}

void responder_found(struct desk *d, int64_t id, const char *question, int64_t after, bool corrected,
                     const struct vectors_near *near)
{
    struct conversation t = conversation_by_id(d, id);
    struct responder_state b = responder_state_of(d, &t);
    if (t.id == 0 || t.state != CONVERSATION_BOT || b.conf == NULL)
        return;
    b.after = after;
    b.corrected = corrected;
    b.near = near;
    kind_of(d, b.conf)->answer(d, &t, &b, question);
}

/* ---- other ways in and out ---- */

/* Hands over the conversation of a silent customer who was offered an agent, or who has a place in the line
 * and no answer yet. Returns true if it went to the line. */
static bool passes_on(struct desk *d, struct conversation *t)
{
    struct responder_state b = responder_state_of(d, t);
    bool in_line = t->place != 0; /* from before the responder had it */
    if (b.conf == NULL || !(b.offered || (in_line && b.turns == 0)))
        return false;
    handover(d, t, &b, "The customer has no answer and writes no more");
    return t->state != CONVERSATION_BOT;
}

void responder_idle(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    const struct conf_responder *r = responder_of(d, conversation_queue(d, &t));
    if (t.state != CONVERSATION_BOT || r == NULL || r->close_after_ms <= 0 ||
        !overdue_is_silent(d, &t, r->close_after_ms, task_is_open(d, id, TASK_ANSWER)) || passes_on(d, &t))
        return;
    conversation_close(d, &t,
                       "idle"); /* who was answered and is content need not hear that the responder is gone */
}

void responder_fallback(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    const struct conf_queue *q = conversation_queue(d, &t);
    struct responder_state b = responder_state_of(d, &t);
    if (t.id == 0 || !conversation_state_in_line(t.state) || t.accepted_ms != 0 ||
        b.since_ms != 0 /* it had it before */ || period_ms(d, PERIOD_RESPONDER_AFTER, q) == 0 ||
        !responder_shares(d, q, t.customer_jid, t.queue_address, id))
        return;
    if (t.state == CONVERSATION_OFFERED ||
        responder_full(d, q, t.customer_jid)) { /* somebody is being asked at this moment */
        period_start(d, PERIOD_RESPONDER_AFTER, q, id, d->now_ms);
        return;
    }
    b.conf = responder_of(d, q);
    struct asked asked = asked_of(d, &t, &b);
    struct heard heard = heard_of(d, &t, &b, &asked);
    if (asked.file || wants_person(&heard) || needs_person(d, &b, &asked) != NULL)
        return; /* the customer knows better, or a person has to look */
    conversation_to_bot(d, &t, "nobody is free");
    responder_introduce(d, &t, &b, NOTICE_BOT_FALLBACK);
    responder_heard(d, &t, NULL, false);
}

static bool sync_queue(struct desk *d, const struct conf_queue *q)
{
    int64_t ids[SYNC_SOME];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_bot_of_queue, TEXT(q->name), INT(SYNC_SOME));
    while (n < SYNC_SOME && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++) {
        struct conversation t = conversation_by_id(d, ids[i]);
        struct responder_state b = responder_state_of(d, &t);
        handover_now(d, &t, &b, "The responder left the configuration");
    }
    return n == SYNC_SOME;
}

void responders_sync(struct desk *d, int64_t ref)
{
    bool more = false;
    for (size_t i = 0; i < d->conf->n_queues && !more; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (responder_of(d, q) == NULL &&
            store_int(d->store, SQL_tally_get, 0, TEXT(q->name), TEXT("bot")) > 0)
            more = sync_queue(d, q);
    }
    if (more)
        timer_set(d, TIMER_RESPONDERS, ref, d->now_ms + 1);
}
