/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offer_line: see offer_line.h. */
#include "desk/offer_line.h"

#include "conf/conf.h"
#include "conf/hours_say.h"
#include "desk/agent.h"
#include "desk/also.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "desk/letter.h"
#include "desk/meaning.h"
#include "desk/say.h"
#include "desk/shown.h"

enum {
    HISTORY_MESSAGES = 10,
    QUESTION_CHARACTERS = 200,
    RING_STEP_MAX_S = 15 * 60,
};

struct showing {
    struct desk *desk;
    const struct conversation *conversation;
    const struct conf_queue *queue;
    const struct agent *agent;
    struct shown shown; /* before */
    struct pending pending;
};

static struct showing showing_of(struct desk *d, const struct conversation *t, const struct agent *a)
{
    struct showing w = {.desk = d,
                        .conversation = t,
                        .queue = conversation_queue(d, t),
                        .agent = a,
                        .shown = shown_to(d, t, a->id)};
    w.pending = shown_pending(d, t, &w.shown);
    return w;
}

/* ---- the text ---- */

/* A phone's notification shows the first words: the customer's name, and the question if it does not follow as the
 * customer's own message. */
static void add_head(const struct showing *w, struct text *text)
{
    const struct conversation *t = w->conversation;
    const char *words = w->pending.n == 0 ? say_last_words(w->desk, t, QUESTION_CHARACTERS) : "";
    text_add(text, "%s%s%s", t->face_name, words[0] != '\0' ? ": " : "", words);
}

static void add_reason(const struct showing *w, struct text *text)
{
    struct desk *d = w->desk;
    const struct conversation *t = w->conversation;
    text_add(text, "%s waited %s in %s, #%lld.", w->pending.n == 0 ? "\nHas" : " has",
             hours_say_duration(d->arena, "en", d->now_ms - t->queued_ms), w->queue->title, (long long)t->id);
    if (w->queue->show_customer_jid)
        text_add(text, " %s", say_address(d, t));
}

/* What was said before the messages of this wait. */
static void add_past(const struct showing *w, struct text *text)
{
    struct desk *d = w->desk;
    const struct conversation *t = w->conversation;
    if (t->relayed == 0) {
        say_notes(d, text, t, INT64_MAX);
        return;
    }
    int64_t note = say_handover(d, text, t, w->agent);
    say_briefing(d, text, t);
    say_history(
        d, text, t, w->agent, /* notes among them */
        &(struct history){.n = HISTORY_MESSAGES, .after = w->shown.upto, .upto = t->relayed, .but = note});
}

/* The how-to is for the first time; later only the time says something new. */
static void add_remedy(const struct showing *w, struct text *text)
{
    struct desk *d = w->desk;
    const char *within = say_seconds(d, w->queue->offer_timeout_ms);
    if (store_run(d->store, SQL_agent_taught, INT(w->agent->id)) == 1)
        text_add(text, "\nAnswer, or !accept, to take it within %s. !decline passes it on.", within);
    else
        text_add(text, "\nYou can take it within %s.", within);
}

static const char *offer_text(const struct showing *w)
{
    struct text text = text_new(w->desk->arena);
    long long left_out = w->pending.left_out;
    add_head(w, &text);
    add_reason(w, &text);
    add_past(w, &text);
    if (left_out > 0)
        text_add(&text, "\n%lld earlier message%s when you take it.", left_out,
                 left_out == 1 ? " follows" : "s follow");
    add_remedy(w, &text);
    also_waiting(w->desk, &text, w->agent);
    return text.s;
}

/* ---- whether it rings ---- */

static bool rings(const struct showing *w)
{
    int64_t since_ms = w->desk->now_ms - w->shown.rung_ms; /* negative when the clock was set back */
    return w->shown.rung_ms == 0 || since_ms < 0 || since_ms >= 1000 * w->shown.step_s;
}

static int64_t next_step_s(const struct showing *w)
{
    int64_t first = w->queue->round_pause_ms / 1000, doubled = 2 * w->shown.step_s;
    if (doubled > RING_STEP_MAX_S)
        doubled = RING_STEP_MAX_S;
    return w->shown.rung_ms != 0 && doubled > first ? doubled : first;
}

/* ---- the line ---- */

static void correct(const struct showing *w, const char *text)
{
    struct letter l = conversation_desk_line(w->desk, w->conversation, w->agent->jid, text);
    l.means = &(struct meaning){.replaces = w->shown.line};
    letter_send(w->desk, &l);
}

/* The line has the stamp of the message that follows, or none: else that message would be older than the line. */
static void ring(struct showing *w)
{
    struct desk *d = w->desk;
    const struct conversation *t = w->conversation;
    struct letter l = conversation_desk_line(d, t, w->agent->jid, offer_text(w));
    l.id = desk_new_id(d);
    l.stamp_ms = w->pending.n > 0 ? shown_stamp(d, w->pending.first_ms, w->shown.said_ms) : 0;
    letter_send(d, &l);
    store_run(d->store, SQL_shown_said, INT(t->face), TEXT(w->agent->jid), INT(d->now_ms));
    store_run(d->store, SQL_shown_line, INT(t->face), INT(w->agent->id), TEXT(l.id));
    store_run(d->store, SQL_shown_rung, INT(t->face), INT(w->agent->id), INT(d->now_ms), INT(next_step_s(w)));
    w->shown.said_ms = l.stamp_ms != 0 ? l.stamp_ms : d->now_ms;
}

void offer_show(struct desk *d, const struct conversation *t, const struct agent *a)
{
    struct showing w = showing_of(d, t, a);
    if (rings(&w))
        ring(&w);
    else if (w.pending.n == 0 && w.shown.line[0] != '\0')
        correct(&w, offer_text(&w));
    if (w.pending.n > 0)
        shown_give(d, t, a, &w.shown, &w.pending);
}

void offer_show_end(struct desk *d, const struct conversation *t, const struct agent *a, const char *text,
                    bool worth_a_message)
{
    struct showing w = showing_of(d, t, a);
    if (w.shown.line[0] != '\0') {
        struct text whole = text_new(d->arena);
        add_head(&w, &whole);
        text_add(&whole, "\n%s", text);
        correct(&w, whole.s);
    } else if (worth_a_message && !contact_is_seen(d, a)) {
        conversation_tell_agent(d, t, a->jid, text);
    }
}

void offer_show_anew(struct desk *d, const struct conversation *t, const struct agent *a)
{
    store_run(d->store, SQL_shown_unrung, INT(t->face), INT(a->id));
}

void offers_ring_again(struct desk *d, int64_t agent)
{
    store_run(d->store, SQL_shown_ring_again, INT(agent));
}

void offers_wait_over(struct desk *d, const struct conversation *t)
{
    store_run(d->store, SQL_shown_wait_over, INT(t->face));
}
