/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * smalltalk: see smalltalk.h. Each act is a function; a kind of responder that may have asked something itself (a model)
 * gets the acts that could be an answer to that. */
#include "bot/smalltalk.h"

#include <string.h>

#include "bot/asked.h"
#include "bot/handover.h"
#include "bot/responder_kind.h"
#include "bot/task.h"
#include "conf/phrase.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/transition.h"

/* ---- what it is ---- */

/* Returns the acts that the words of the configuration make of the whole text; the wish for a person may stand anywhere
 * in it. */
static unsigned configured(struct desk *d, const struct conf_responder *r, const char *text)
{
    const struct {
        const struct conf_list *words;
        enum act act;
    } rows[] = {{&r->yes_words, ACT_YES},
                {&r->no_words, ACT_NO},
                {&r->thanks_words, ACT_THANKS},
                {&r->hello_words, ACT_HELLO}};
    if (phrase_in(d->arena, desk_words(d), &r->human_words, text) != NULL)
        return ACT_BIT(ACT_PERSON);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (phrase_is(d->arena, desk_words(d), rows[i].words, text))
            return ACT_BIT(rows[i].act);
    return 0;
}

static struct act_found recognise(struct desk *d, const struct conf_responder *r,
                                  const struct act_context *context, const char *text)
{
    return act_of(r->acts, d->arena, desk_words(d), context, text, configured(d, r, text));
}

static bool has(const struct heard *h, enum act act)
{
    return (h->found.acts & ACT_BIT(act)) != 0;
}

struct heard heard_of(struct desk *d, const struct conversation *t, const struct responder_state *b,
                      const struct asked *asked)
{
    struct heard h = {.list = choosing_of(d, t)};
    bool talked = b->talk != NULL && b->talk[0] != '\0'; /* NULL: no responder had it yet */
    /* A "yes" that was written before the offer does not accept it. */
    bool offered = b->offered && asked->last_id > store_int(d->store, SQL_bot_told, 0, INT(t->id));
    h.answered = !talked && h.list.n == 0 &&
                 store_int(d->store, SQL_question_answered, 0, INT(t->id), INT(b->since_ms)) != 0;
    struct act_context context = {.offered = offered,
                                  .answered = h.answered,
                                  .more = talked,
                                  .listed = h.list.heading,
                                  .n_listed = h.list.n};
    size_t line = h.list.n > 0 ? choosing_line(d, &h.list, asked->text) : 0;
    h.found = line > 0
                  ? (struct act_found){.act = ACT_CHOICE, .acts = ACT_BIT(ACT_CHOICE), .chosen = 1u << line}
                  : recognise(d, b->conf, &context, asked->text);
    if (h.found.act == ACT_NONE && offered && strcmp(asked->last, asked->text) != 0) {
        struct act_found last = recognise(d, b->conf, &context, asked->last);
        h.accepts = last.act == ACT_YES;
    }
    h.accepts = h.accepts || (offered && h.found.act == ACT_YES);
    return h;
}

bool smalltalk_is_farewell(struct desk *d, const struct conf_responder *r, const char *text)
{
    static const struct act_context after = {.more = true};
    enum { FAREWELL = ACT_BIT(ACT_THANKS) | ACT_BIT(ACT_BYE) | ACT_BIT(ACT_DONE) };
    unsigned acts = act_of(r->acts, d->arena, desk_words(d), &after, text, 0).acts;
    return (acts & FAREWELL) != 0 && (acts & ~(unsigned)(FAREWELL | ACT_BIT(ACT_OK))) == 0;
}

/* ---- what is done about it ---- */

struct talk {
    struct desk *d;
    struct conversation *t;
    struct responder_state *b;
    const struct heard *h;
    bool first;
};

void smalltalk_let_offer_lapse(struct desk *d, const struct conversation *t, struct responder_state *b)
{
    if (b->offered && handover_people(d, t).there)
        responder_offered(d, t, b, false);
}

/* Answers with a notice, unless the welcome has just done so. talk: what is remembered of it. */
static void say(struct talk *s, enum notice n, const char *talk)
{
    if (!s->first)
        responder_tell(s->d, s->t, s->b, n, NULL);
    store_run(s->d->store, SQL_bot_talk, INT(s->t->id), TEXT(talk));
}

/* Offers a person, after a sentence that says why. */
static void apologise(struct talk *s, enum notice why)
{
    struct desk *d = s->d;
    struct people people = handover_people(d, s->t);
    const char *language = conversation_language(d, s->t);
    enum notice n = people.there             ? NOTICE_BOT_OFFER
                    : people.when[0] == '\0' ? NOTICE_BOT_HUMAN_NOBODY
                                             : NOTICE_BOT_HUMAN_CLOSED;
    const char *offer =
        notice_say(d->arena, d->conf, n, language, (struct notice_value[]){{"when", people.when}, {0}});
    responder_tell(d, s->t, s->b, why, (struct notice_value[]){{"offer", offer}, {0}});
    responder_offered(d, s->t, s->b, true);
}

/* Thanks are answered once: who thanks again expects nothing. */
static bool hear_thanks(struct talk *s)
{
    smalltalk_let_offer_lapse(s->d, s->t, s->b);
    if (strcmp(s->b->talk, "thanks") != 0)
        say(s, NOTICE_BOT_THANKS, "thanks");
    return true;
}

static bool hear_ok(struct talk *s)
{
    if (s->b->turns > 0)
        return hear_thanks(s);
    say(s, NOTICE_BOT_UNCLEAR, "more");
    return true;
}

static bool hear_hello(struct talk *s)
{
    smalltalk_let_offer_lapse(s->d, s->t, s->b);
    say(s, NOTICE_BOT_HELLO, "more");
    return true;
}

static bool hear_unclear(struct talk *s)
{
    if (s->h->list.n > 0)
        choosing_repeat(s->d, s->t, s->b, &s->h->list);
    else
        say(s, NOTICE_BOT_UNCLEAR, "more");
    return true;
}

/* A yes to the offer of a person was heard before. */
static bool hear_yes(struct talk *s)
{
    if (s->h->list.n == 0 && strcmp(s->b->talk, "thanks") == 0)
        return hear_thanks(s);
    if (s->h->list.n != 1)
        return hear_unclear(s);
    choosing_take(s->d, s->t, s->b, &s->h->list, 1u << 1);
    return true;
}

static bool hear_no(struct talk *s)
{
    responder_offered(s->d, s->t, s->b, false);
    say(s, NOTICE_BOT_FINE, "more");
    return true;
}

static bool hear_bye(struct talk *s)
{
    if (s->first)
        return true; /* who has said nothing else was welcomed, and may go on */
    tasks_drop(s->d, s->t->id, TASK_ANSWER);
    conversation_tell(s->d, s->t, NOTICE_CLOSED_CUSTOMER, NULL);
    conversation_close(s->d, s->t, "customer");
    return true;
}

/* What was answered did not help, or nothing of the list was what the customer meant: that is a miss. */
static bool hear_rejection(struct talk *s)
{
    responder_rejected(s->d, s->t, s->b);
    store_run(s->d->store, SQL_choice_drop, INT(s->t->id));
    if (s->b->missed >= s->b->conf->max_missed && handover_people(s->d, s->t).there)
        handover(s->d, s->t, s->b, "The answers did not help the customer");
    else
        apologise(s, NOTICE_BOT_REJECTED);
    return true;
}

/* The first anger gets an apology and the offer of a person; more of it gets the person. */
static bool hear_anger(struct talk *s)
{
    bool again = s->b->offered;
    if (s->h->answered || s->h->list.n > 0)
        responder_rejected(s->d, s->t, s->b);
    store_run(s->d->store, SQL_choice_drop, INT(s->t->id));
    if (again && handover_people(s->d, s->t).there)
        handover(s->d, s->t, s->b, "The customer is angry");
    else
        apologise(s, NOTICE_BOT_SORRY);
    return true;
}

static bool hear_choice(struct talk *s)
{
    if (s->h->found.chosen == 0)
        return hear_unclear(s);
    smalltalk_let_offer_lapse(s->d, s->t, s->b);
    choosing_take(s->d, s->t, s->b, &s->h->list, s->h->found.chosen);
    return true;
}

/* A model may have asked something: then only what cannot be an answer to it is small talk. */
static bool may_be_for_model(const struct heard *h, bool offered)
{
    static const unsigned never = ACT_BIT(ACT_THANKS) | ACT_BIT(ACT_HELLO) | ACT_BIT(ACT_BYE);
    return (h->found.acts & ~never) != 0 && !(offered && h->found.act == ACT_NO) && h->found.act != ACT_BYE;
}

bool smalltalk(struct desk *d, struct conversation *t, struct responder_state *b, const struct asked *asked,
               const struct heard *h, bool asks_nothing, bool first)
{
    static bool (*const hear[ACT_COUNT])(struct talk *) = {
        [ACT_THANKS] = hear_thanks,     [ACT_OK] = hear_ok,       [ACT_HELLO] = hear_hello,
        [ACT_BYE] = hear_bye,           [ACT_YES] = hear_yes,     [ACT_NO] = hear_no,
        [ACT_REJECT] = hear_rejection,  [ACT_DONE] = hear_bye,    [ACT_CHOICE] = hear_choice,
        [ACT_NEITHER] = hear_rejection, [ACT_ANGER] = hear_anger, [ACT_UNCLEAR] = hear_unclear,
    };
    struct talk s = {.d = d, .t = t, .b = b, .h = h, .first = first};
    if (!asks_nothing && may_be_for_model(h, b->offered)) {
        if (has(h, ACT_REJECT) && h->answered)
            responder_rejected(d, t, b);
        return false;
    }
    if (hear[h->found.act] == NULL)
        return false;
    asked_take_up(d, t, b, asked);
    return hear[h->found.act](&s);
}
