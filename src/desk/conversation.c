/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conversation: see conversation.h. */
#include "desk/conversation.h"

#include <string.h>

#include "base/utf8.h"
#include "bot/copilot.h"
#include "bot/responder.h"
#include "bot/task.h"
#include "conf/hours.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/core.h"
#include "desk/figures.h"
#include "desk/kept.h"
#include "desk/letter.h"
#include "desk/line.h"
#include "desk/offer.h"
#include "desk/router.h"
#include "desk/timer.h"
#include "store/view.h"

const struct name_list conversation_state_names =
    NAME_LIST([CONVERSATION_BOT] = "bot", [CONVERSATION_WAITING] = "waiting", [CONVERSATION_OFFERED] = "offered", [CONVERSATION_ACTIVE] = "active",
              [CONVERSATION_SNOOZED] = "snoozed", [CONVERSATION_CLOSED] = "closed");

const char *conversation_state_name(enum conversation_state s)
{
    return name_in(&conversation_state_names, s);
}

static const struct view view = VIEW(CONVERSATION_COLUMNS(struct conversation));

static struct conversation read_one(struct cursor *c)
{
    struct conversation t = {.state = CONVERSATION_CLOSED};
    view_first(&view, c, &t);
    return t;
}

struct conversation conversation_by_id(struct desk *d, int64_t id)
{
    return read_one(store_query(d->store, SQL_talk_by_id, INT(id)));
}

struct conversation conversation_of_customer(struct desk *d, const char *bare_jid, const char *desk_queue)
{
    return read_one(store_query(d->store, SQL_talk_of_customer, TEXT(bare_jid), TEXT(desk_queue)));
}

struct conversation conversation_of_face(struct desk *d, const char *localpart)
{
    return read_one(store_query(d->store, SQL_talk_of_face, TEXT(localpart)));
}

struct conversation conversation_last_of_face(struct desk *d, const char *localpart)
{
    return read_one(store_query(d->store, SQL_talk_last_of_localpart, TEXT(localpart)));
}

struct conversation conversation_last_of_customer(struct desk *d, const char *bare_jid, const char *desk_queue)
{
    return read_one(store_query(d->store, SQL_talk_last_of_customer, TEXT(bare_jid), TEXT(desk_queue)));
}

const struct conf_queue *conversation_queue(const struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conf_queue(d->conf, t->queue);
    return q != NULL ? q : &d->conf->queues[0];
}

const char *conversation_language(const struct desk *d, const struct conversation *t)
{
    const char *language = t->lang[0] != '\0' ? notice_language(d->conf, t->lang) : NULL;
    return language != NULL ? language : conversation_queue(d, t)->language;
}

/* One row for each change. agent 0: none was concerned. */
static void note_event(struct desk *d, const struct conversation *t, const char *from, const char *to,
                       int64_t agent, const char *reason, const char *why)
{
    figures_changed(d);
    store_run(d->store, SQL_event_add, INT(t->id), INT(d->now_ms), TEXT(from), TEXT(to), TEXT(t->queue),
              agent != 0 ? INT(agent) : TEXT(NULL), TEXT(reason), TEXT(why != NULL ? why : ""));
}

static void change_state(struct desk *d, struct conversation *t, enum conversation_state to, int64_t agent,
                         const char *reason, const char *why)
{
    note_event(d, t, conversation_state_name(t->state), conversation_state_name(to), agent, reason, why);
    if (t->state == CONVERSATION_BOT)
        responder_leave(d, t, to != CONVERSATION_CLOSED);
    if (t->state == CONVERSATION_WAITING)
        line_shifted(d, t, -1);
    if (t->state == CONVERSATION_ACTIVE)
        copilot_leave(d, t);
    t->state = to;
}

static void end_timers(struct desk *d, int64_t id)
{
    timer_clear(d, TIMER_GRACE, id);
    timer_clear(d, TIMER_FIRST_REPLY, id);
    timer_clear(d, TIMER_IDLE, id);
    timer_clear(d, TIMER_ABANDON, id);
    timer_clear(d, TIMER_ROUND, id);
    timer_clear(d, TIMER_DELIVER, id);
    timer_clear(d, TIMER_ANSWER, id);
    timer_clear(d, TIMER_FALLBACK, id);
}

/* When it has waited for too long, counting only the time in which the queue is open; -1: never. */
static int64_t given_up_at(const struct conf_queue *q, const struct conversation *t)
{
    return q->abandon_after_ms > 0 ? hours_passed_ms(q, t->queued_ms, q->abandon_after_ms) : -1;
}

static void start_waiting(struct desk *d, struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    int64_t given_up_ms = given_up_at(q, t);
    if (given_up_ms >= 0)
        timer_set(d, TIMER_ABANDON, t->id, given_up_ms);
    if (responder_fallback_ms(d, q) > 0 && t->accepted_ms == 0)
        timer_set(d, TIMER_FALLBACK, t->id, d->now_ms + responder_fallback_ms(d, q));
    line_note(d, q);
    line_watch(d);
    d->route = true;
}

static struct conversation open_new(struct desk *d, const struct customer *u, const struct face *f,
                                    const struct conf_queue *q)
{
    const char *why = NULL;
    bool bot = responder_begins(d, q, u->jid, &why);
    enum conversation_state begin = bot ? CONVERSATION_BOT : CONVERSATION_WAITING;
    store_run(d->store, SQL_conversation_add, INT(f->id), TEXT(q->name), TEXT(conversation_state_name(begin)), INT(d->now_ms));
    struct conversation t = conversation_by_id(d, store_last_id(d->store));
    if (t.id == 0) {
        store_fail(d->store, "a conversation that was begun is not found");
        return t;
    }
    note_event(d, &t, "", conversation_state_name(begin), 0, "opened", why);
    kept_add(d, u->jid, KEPT_CONVERSATION);
    if (bot) {
        responder_enter(d, &t, 0);
    } else {
        line_enter_tail(d, &t, q->name);
        start_waiting(d, &t);
    }
    return t;
}

static bool free_for_one_more(struct desk *d, const struct conversation *t)
{
    struct agent a = agent_by_id(d, t->agent);
    agent_count(d, &a);
    return a.id != 0 && a.conf != NULL && a.state == AGENT_AVAILABLE &&
           a.chats + a.offers < a.conf->max_chats && agent_serves(d, &a, t->queue);
}

/* To the place that it has a right to. Who was never in this line has none before those who stand there. */
static void enter_line(struct desk *d, struct conversation *t)
{
    if (t->accepted_ms != 0)
        line_enter_head(d, t, t->queue);
    else if (t->place != 0)
        line_enter_again(d, t); /* never served: nobody is passed */
    else
        line_enter_tail(d, t, t->queue);
}

static void reopen(struct desk *d, struct conversation *t)
{
    if (responder_goes_on(d, t)) {
        store_run(d->store, SQL_conversation_reopen, INT(t->id), TEXT(conversation_state_name(CONVERSATION_BOT)), INT(d->now_ms));
        change_state(d, t, CONVERSATION_BOT, 0, "reopened", NULL);
        t->closed_ms = 0;
        responder_enter(d, t, store_int(d->store, SQL_bot_newest, 0, INT(t->id)));
        return;
    }
    bool same = t->agent != 0 && free_for_one_more(d, t);
    store_run(d->store, SQL_conversation_reopen, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)), INT(d->now_ms));
    change_state(d, t, CONVERSATION_WAITING, 0, "reopened", NULL);
    responder_leave(d, t, true); /* if one had it and there is none any more: from now on people have it */
    t->closed_ms = 0;
    t->round++;
    t->queued_ms = d->now_ms;
    enter_line(d, t);
    if (same) {
        conversation_hold(d, t, t->agent, "reopened", "the agent who held it before is available");
        conversation_tell_agent(d, t, t->agent_jid,
                                "The customer writes again: the conversation is open again, with you.");
    } else {
        start_waiting(d, t);
    }
}

static bool may_reopen(const struct desk *d, const struct conversation *last, const struct conf_queue *q)
{
    return last->id != 0 && last->state == CONVERSATION_CLOSED && q->reopen_within_ms > 0 &&
           d->now_ms - last->closed_ms <= q->reopen_within_ms && strcmp(last->reason, "blocked") != 0 &&
           conf_queue(d->conf, last->queue) != NULL;
}

static struct conversation last_of(struct desk *d, int64_t face)
{
    return read_one(store_query(d->store, SQL_talk_last_of_face, INT(face)));
}

bool conversation_would_reopen(struct desk *d, const struct customer *u, const struct conf_queue *q)
{
    int64_t face = store_int(d->store, SQL_face_find, 0, INT(u->id), TEXT(q->name));
    struct conversation last = last_of(d, face);
    return may_reopen(d, &last, q);
}

struct conversation conversation_start(struct desk *d, const struct customer *u, const struct conf_queue *q,
                                       bool *reopened)
{
    struct face f = face_of(d, u, q->name);
    struct conversation last = last_of(d, f.id);
    *reopened = false;
    if (last.id != 0 && last.state != CONVERSATION_CLOSED)
        return last; /* the caller did not find it: only a damaged store says both */
    *reopened = may_reopen(d, &last, q);
    if (!*reopened)
        return open_new(d, u, &f, q);
    reopen(d, &last);
    return last;
}

static const char *number(struct desk *d, int64_t n)
{
    return arena_printf(d->arena, "%lld", (long long)n);
}

void conversation_tell_closed(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    int64_t opens = hours_next_open_ms(q, d->now_ms);
    const char *when = opens < 0 ? "" : hours_say(d->arena, q, conversation_language(d, t), opens, d->now_ms);
    conversation_tell(d, t, opens < 0 ? NOTICE_NOBODY : NOTICE_CLOSED_HOURS,
                      (struct notice_value[]){{"queue", q->title}, {"when", when}, {0}});
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(TOLD_CLOSED), INT(d->now_ms));
}

/* What a newcomer is told: an agent comes; or when the queue opens; or that nobody is here just now. */
static void welcome_new(struct desk *d, struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(t->entered), INT(d->now_ms));
    if (!hours_open(q, d->now_ms)) {
        conversation_tell_closed(d, t);
        return;
    }
    if (!agents_on_duty(d, q)) {
        conversation_tell(d, t, NOTICE_NOBODY, (struct notice_value[]){{"queue", q->title}, {0}});
        return;
    }
    int64_t estimate = line_estimate_ms(d, t->queue, t->entered);
    const char *wait =
        estimate < 0 ? "" : hours_say_duration(d->arena, conversation_language(d, t), estimate);
    conversation_tell(d, t, estimate < 0 ? NOTICE_WELCOME_NO_ESTIMATE : NOTICE_WELCOME,
                      (struct notice_value[]){
                          {"queue", q->title}, {"position", number(d, t->entered)}, {"wait", wait}, {0}});
}

static void tell_reopened_waiting(struct desk *d, struct conversation *t)
{
    int64_t position = line_position(d, t);
    conversation_tell(d, t, NOTICE_REOPENED_WAITING,
                      (struct notice_value[]){{"position", number(d, position)}, {0}});
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(position), INT(d->now_ms));
}

static void welcome_back(struct desk *d, struct conversation *t)
{
    if (t->state == CONVERSATION_ACTIVE)
        conversation_tell(d, t, NOTICE_REOPENED, (struct notice_value[]){{"agent", t->agent_name}, {0}});
    else if (!hours_open(conversation_queue(d, t), d->now_ms))
        conversation_tell_closed(d, t);
    else
        tell_reopened_waiting(d, t);
}

void conversation_greet(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    if (q->greeting[0] == '\0')
        return;
    struct letter l = {.from = t->desk, .to = t->customer_jid, .id = desk_new_id(d), .body = q->greeting};
    conversation_archive(d, t, "system", "chat", desk_address(d, t->desk), l.id, l.body);
    letter_send(d, &l);
}

void conversation_welcome(struct desk *d, struct conversation *t, bool reopened)
{
    if (reopened) {
        welcome_back(d, t);
        return;
    }
    conversation_greet(d, t);
    welcome_new(d, t);
}

void conversation_tell(struct desk *d, const struct conversation *t, enum notice n,
                       const struct notice_value *values)
{
    const char *language = conversation_language(d, t);
    struct letter l = {
        .from = t->desk,
        .to = t->customer_jid,
        .id = desk_new_id(d),
        .lang = language,
        .body = notice_say(d->arena, d->conf, n, language, values),
    };
    if (l.body[0] == '\0')
        return; /* the administrator overrode it with nothing */
    conversation_archive(d, t, "system", "chat", desk_address(d, t->desk), l.id, l.body);
    letter_send(d, &l);
}

void conversation_tell_agent(struct desk *d, const struct conversation *t, const char *agent_jid,
                             const char *text)
{
    struct letter l = {
        .from = t->localpart,
        .to = agent_jid,
        .nick = t->face_name,
        .body = arena_printf(d->arena, "[desk] %s", text),
    };
    letter_send(d, &l);
}

void conversation_hold(struct desk *d, struct conversation *t, int64_t agent, const char *reason,
                       const char *why)
{
    const struct conf_queue *q = conversation_queue(d, t);
    struct agent a = agent_by_id(d, agent);
    change_state(d, t, CONVERSATION_ACTIVE, agent, reason, why);
    store_run(d->store, SQL_conversation_hold, INT(t->id), INT(agent), INT(d->now_ms));
    t->agent = agent;
    t->agent_jid = a.jid;
    t->agent_name = a.name;
    t->agent_full = "";
    t->held_ms = t->agent_ms = d->now_ms;
    end_timers(d, t->id);
    if (q->agent_first_reply_ms > 0)
        timer_set(d, TIMER_FIRST_REPLY, t->id, d->now_ms + q->agent_first_reply_ms);
    if (q->idle_close_ms > 0)
        timer_set(d, TIMER_IDLE, t->id, d->now_ms + q->idle_close_ms);
    if (a.gone_ms != 0) /* took it by word while no presence is seen: not for ever */
        timer_set(d, TIMER_GRACE, t->id, d->now_ms + q->offline_grace_ms);
    agent_took(d, agent);
    confirm_forget_agent(d, t);
    conversation_deliver(d, t);
}

void conversation_requeue(struct desk *d, struct conversation *t, const char *queue, const char *reason)
{
    int64_t was = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    offers_withdraw(d, t, 0, NULL);
    end_timers(d, t->id);
    t->queue = queue;
    change_state(d, t, CONVERSATION_WAITING, was, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)));
    t->queued_ms = d->now_ms;
    line_enter_head(d, t, queue);
    store_run(d->store, SQL_conversation_told, INT(t->id), INT(1), INT(d->now_ms));
    store_run(d->store, SQL_conversation_next_round, INT(t->id), INT(0));
    t->round++;
    if (was != 0) {
        /* Who just gave it away is not the next to be asked. */
        store_run(d->store, SQL_offer_skip, INT(t->id), INT(was), INT(t->round), INT(d->now_ms));
        agent_let_go(d, was);
    }
    start_waiting(d, t);
}

void conversation_to_line(struct desk *d, struct conversation *t, const char *reason)
{
    end_timers(d, t->id);
    change_state(d, t, CONVERSATION_WAITING, 0, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)));
    store_run(d->store, SQL_conversation_next_round, INT(t->id), INT(0));
    t->round++;
    t->queued_ms = d->now_ms;
    enter_line(d, t);
    start_waiting(d, t);
}

void conversation_to_bot(struct desk *d, struct conversation *t, const char *reason, int64_t since)
{
    int64_t was = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    offers_withdraw(d, t, 0, NULL);
    end_timers(d, t->id);
    change_state(d, t, CONVERSATION_BOT, was, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_BOT)));
    if (was != 0)
        agent_let_go(d, was);
    responder_enter(d, t, since);
    d->route = true;
}

void conversation_offered(struct desk *d, struct conversation *t, int64_t agent, const char *why)
{
    change_state(d, t, CONVERSATION_OFFERED, agent, "offered", why);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_OFFERED)));
}

void conversation_unoffered(struct desk *d, struct conversation *t, const char *reason)
{
    change_state(d, t, CONVERSATION_WAITING, 0, reason, NULL);
    store_run(d->store, SQL_conversation_state, INT(t->id), TEXT(conversation_state_name(CONVERSATION_WAITING)));
    line_shifted(d, t, 1);
    line_watch(d);
    d->route = true;
}

void conversation_close(struct desk *d, struct conversation *t, const char *reason)
{
    int64_t was = t->state == CONVERSATION_ACTIVE ? t->agent : 0;
    offers_withdraw(d, t, 0, "The customer's conversation has ended meanwhile.");
    end_timers(d, t->id);
    change_state(d, t, CONVERSATION_CLOSED, was, reason, NULL);
    store_run(d->store, SQL_conversation_close, INT(t->id), INT(d->now_ms), TEXT(reason));
    timer_clear(d, TIMER_GONE, t->id);
    t->closed_ms = d->now_ms;
    copilot_sum_up_closed(d, t);
    if (was != 0)
        agent_let_go(d, was);
    d->route = true;
}

void conversation_customer_wrote(struct desk *d, struct conversation *t, int64_t relayed)
{
    t->customer_ms = d->now_ms;
    confirm_heard(d, t, CONFIRM_CUSTOMER);
    store_run(d->store, SQL_conversation_customer_wrote, INT(t->id), INT(d->now_ms), INT(relayed));
}

void conversation_agent_wrote(struct desk *d, struct conversation *t, const char *full_jid)
{
    if (t->agent_ms <= t->held_ms) /* the first word since the accept */
        timer_clear(d, TIMER_FIRST_REPLY, t->id);
    t->agent_ms = d->now_ms;
    confirm_heard(d, t, CONFIRM_AGENT);
    store_run(d->store, SQL_conversation_agent_wrote, INT(t->id), INT(d->now_ms), TEXT(full_jid));
}

/* Timers find a conversation that may have moved on since they were set. */
static bool still(struct desk *d, int64_t id, enum conversation_state s, struct conversation *t)
{
    *t = conversation_by_id(d, id);
    return t->id != 0 && t->state == s;
}

/* Both sides are told. */
static void give_back(struct desk *d, struct conversation *t, const char *reason, enum notice notice,
                      const char *to_agent)
{
    conversation_requeue(d, t, t->queue, reason);
    conversation_tell(d, t, notice, (struct notice_value[]){{"agent", t->agent_name}, {0}});
    conversation_tell_agent(d, t, t->agent_jid, to_agent);
}

void conversation_grace_over(struct desk *d, int64_t id)
{
    struct conversation t;
    if (!still(d, id, CONVERSATION_ACTIVE, &t))
        return;
    give_back(d, &t, "agent offline", NOTICE_REQUEUED,
              "You were offline for too long: the conversation went back to the line.");
}

void conversation_no_reply(struct desk *d, int64_t id)
{
    struct conversation t;
    if (!still(d, id, CONVERSATION_ACTIVE, &t))
        return;
    give_back(d, &t, "no first reply", NOTICE_REQUEUED_SILENT,
              "You took this conversation and did not answer in time: it went back to the line. !accept "
              "takes it again.");
}

/* Not moved at each message, which would cost a write: looked at when it fires, and set again if it came too
 * early. While the responder owes an answer it is not the customer who is silent. */
void conversation_idle(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    const struct conf_queue *q = conversation_queue(d, &t);
    const struct conf_responder *r = responder_of(d, q);
    bool bot = t.state == CONVERSATION_BOT && r != NULL;
    int64_t silence_ms = bot ? r->close_after_ms : t.state == CONVERSATION_ACTIVE ? q->idle_close_ms : 0;
    if (t.id == 0 || silence_ms <= 0)
        return;
    int64_t last = t.customer_ms > t.agent_ms ? t.customer_ms : t.agent_ms;
    if (d->link_up_ms > last)
        last = d->link_up_ms; /* before that nobody could write */
    if (bot && task_is_open(d, id, TASK_ANSWER))
        last = d->now_ms;
    if (last + silence_ms > d->now_ms) {
        timer_set(d, TIMER_IDLE, id, last + silence_ms);
        return;
    }
    if (bot && responder_passes_on(d, &t))
        return;
    if (!bot) { /* who was answered and is content need not hear that the responder is gone */
        conversation_tell(d, &t, NOTICE_CLOSED_IDLE, NULL);
        conversation_tell_agent(d, &t, t.agent_jid,
                                "Nobody has written for a while: the conversation is closed.");
    }
    conversation_close(d, &t, "idle");
}

void conversation_waited_too_long(struct desk *d, int64_t id)
{
    struct conversation t = conversation_by_id(d, id);
    if (t.id == 0 || (t.state != CONVERSATION_WAITING && t.state != CONVERSATION_OFFERED))
        return;
    int64_t given_up_ms = given_up_at(conversation_queue(d, &t), &t);
    if (given_up_ms < 0)
        return;
    if (given_up_ms > d->now_ms) { /* it was set for the earliest moment: see period.h */
        timer_set(d, TIMER_ABANDON, id, given_up_ms);
        return;
    }
    conversation_tell(d, &t, NOTICE_CLOSED_ABANDONED, NULL);
    conversation_close(d, &t, "abandoned");
}
