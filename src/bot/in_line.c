/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * in_line: see in_line.h. */
#include "bot/in_line.h"

#include <stdbool.h>
#include <string.h>

#include "acts/act.h"
#include "base/utf8.h"
#include "bot/asked.h"
#include "bot/faq.h"
#include "bot/responder.h"
#include "bot/responder_kind.h"
#include "conf/hours.h"
#include "conf/phrase.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/mail.h"
#include "desk/period.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "knowledge/knowledge.h"

enum { ANSWERS = 2 /* in a wait */, NOTED_CHARACTERS = 200, LATER_MS = 5 };

struct in_line {
    int64_t heard, answers;
    bool stopped;
};

static bool may_answer(struct desk *d, const struct conversation *t)
{
    const struct conf_queue *q = conversation_queue(d, t);
    const struct conf_responder *r = responder_of(d, q);
    bool on = q->responder_in_line == IN_LINE_ON ||
              (q->responder_in_line == IN_LINE_CLOSED && !hours_open(&q->hours, d->now_ms));
    return r != NULL && r->knowledge[0] != '\0' && on &&
           responder_shares(d, q, t->customer_jid, t->queue_address, t->id);
}

/* Returns false if the responder has nothing to say in this wait, or nothing more. */
static bool still_answers(struct desk *d, const struct conversation *t, struct in_line *l)
{
    struct cursor *c = store_query(d->store, SQL_in_line_get, INT(t->id));
    if (!cursor_next(c))
        return false;
    *l = (struct in_line){.heard = cursor_int(c, 0),
                          .answers = cursor_int(c, 1),
                          .stopped = cursor_int(c, 2) != 0};
    cursor_end(c);
    return !l->stopped && l->answers < ANSWERS && may_answer(d, t);
}

void in_line_begin(struct desk *d, const struct conversation *t)
{
    if (responder_of(d, conversation_queue(d, t)) == NULL) {
        timer_clear(d, TIMER_ANSWER, t->id); /* of a responder that left the configuration */
        return;
    }
    store_run(d->store, SQL_in_line_begin, INT(t->id),
              INT(store_int(d->store, SQL_bot_newest, 0, INT(t->id))));
    in_line_again(d, t);
}

void in_line_again(struct desk *d, const struct conversation *t)
{
    struct in_line l;
    if (still_answers(d, t, &l))
        period_start(d, PERIOD_DEBOUNCE, conversation_queue(d, t), t->id, d->now_ms);
}

void in_line_end(struct desk *d, const struct conversation *t)
{
    store_run(d->store, SQL_in_line_end, INT(t->id));
}

int64_t in_line_answered_upto(struct desk *d, const struct conversation *t)
{
    return store_int(d->store, SQL_in_line_upto, 0, INT(t->id));
}

/* Says whether the message refuses what was answered, or answers in general. */
static bool refuses(struct desk *d, const struct conf_responder *r, enum act act, const char *text)
{
    return act == ACT_NO || act == ACT_DONE || act == ACT_REJECT || act == ACT_ANGER || act == ACT_PERSON ||
           phrase_is(d->arena, desk_words(d), &r->no_words, text) ||
           phrase_in(d->arena, desk_words(d), &r->human_words, text) != NULL;
}

static enum act act_in(struct desk *d, const struct conf_responder *r, const char *text)
{
    static const struct act_context after_answer = {.answered = true};
    return act_of(r->acts, d->arena, desk_words(d), &after_answer, text, 0).act;
}

void in_line_heard(struct desk *d, const struct conversation *t, const struct mail *m)
{
    struct in_line l;
    if (m != NULL && mail_says(m) && still_answers(d, t, &l))
        period_start(d, PERIOD_DEBOUNCE, conversation_queue(d, t), t->id, d->now_ms);
}

/* The agent sees it with the offer; the answer itself is in the archive. */
static void note_for_agent(struct desk *d, const struct conversation *t, const char *question,
                           const struct knowledge_hit *hit)
{
    conversation_archive(
        d, t, "bot", "note", desk_address(d, t->queue_address), desk_new_id(d),
        arena_printf(d->arena, "While waiting, the customer asked \"%s\" and was answered: %s (%s): %s",
                     utf8_printable(d->arena, question, NOTED_CHARACTERS), hit->title, hit->source,
                     utf8_printable(d->arena, hit->body, NOTED_CHARACTERS)));
}

static void give(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    struct knowledge_answer a;
    knowledge_ask_responder(d->store, d->arena, desk_words(d), b->conf,
                            act_skip(b->conf->acts, d->arena, desk_words(d), question), &a);
    if (a.decision != KNOWLEDGE_ANSWER || faq_was_shown(d, t, b, &a.hit[0]))
        return;
    store_run(d->store, SQL_in_line_answered, INT(t->id), INT(b->heard));
    faq_tell(d, t, b, NOTICE_BOT_IN_LINE, a.hit[0].title, a.hit[0].source, a.hit[0].body);
    responder_note(d, t, b, question, "answer", a.hit[0].title, a.hit[0].source);
    note_for_agent(d, t, question, &a.hit[0]);
}

void in_line_answer(struct desk *d, struct conversation *t)
{
    struct in_line l;
    if (t->state != CONVERSATION_WAITING || !still_answers(d, t, &l))
        return; /* after an offer, in_line_again() comes back to it */
    if (responder_is_busy(d)) {
        timer_set(d, TIMER_ANSWER, t->id, d->now_ms + LATER_MS);
        return;
    }
    struct responder_state b = responder_state_of(d, t);
    b.conf = responder_of(d, conversation_queue(d, t));
    b.heard = l.heard;
    struct asked asked = asked_of(d, t, &b);
    if (asked.text[0] == '\0')
        return;
    store_run(d->store, SQL_in_line_heard, INT(t->id), INT(asked.upto));
    b.heard = asked.upto;
    enum act act = act_in(d, b.conf, asked.text);
    if (refuses(d, b.conf, act, asked.text))
        store_run(d->store, SQL_in_line_stop, INT(t->id));
    else if (act == ACT_NONE && phrase_in(d->arena, desk_words(d), &b.conf->topics, asked.text) == NULL)
        give(d, t, &b, asked.text);
}
