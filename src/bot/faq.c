/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * faq: the responder that answers from the texts of the company, without a network or a language model. It
 * sends the best passage if it is sure, a list to choose from if it is not, and offers an agent if it finds
 * nothing. */
#include <string.h>

#include "acts/act.h"
#include "base/styling.h"
#include "base/utf8.h"
#include "bot/handover.h"
#include "bot/responder_kind.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/tongue.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_part.h"
#include "knowledge/knowledge_text.h"
#include "knowledge/passage.h"

enum {
    ANSWER_CHARACTERS = 3000,    /* at most, of a passage: more is too long to read on a phone */
    FOLLOWS_MS = 30 * 60 * 1000, /* after the last question: later ones do not refer to it */
};

/* Returns the language that a file's name says, as "returns.zh.md" does; NULL: it says none that the desk
 * has. */
static const char *language_of_name(struct desk *d, const char *source)
{
    const char *slash = strrchr(source, '/'), *dot = strrchr(source, '.');
    const char *name = slash != NULL ? slash + 1 : source, *tag = dot;
    while (tag != NULL && tag > name && tag[-1] != '.')
        tag--;
    if (tag == NULL || tag <= name || tag == dot)
        return NULL;
    return notice_language(d->conf, arena_strndup(d->arena, tag, (size_t)(dot - tag)));
}

static const char *language_of_passage(struct desk *d, const struct conversation *t, const char *title,
                                       const char *source, const char *body)
{
    const char *named = language_of_name(d, source);
    return named != NULL ? named
                         : tongue_of_text(d, arena_printf(d->arena, "%s\n%s", title, body),
                                          conversation_language(d, t));
}

/* Returns a text of the knowledge as customers see it. */
static const char *shown_as(struct desk *d, const char *source, const char *body)
{
    bool markdown = knowledge_kind(source) == KNOWLEDGE_MARKDOWN;
    return utf8_head(d->arena, markdown ? styling_from_markdown(d->arena, body) : body, ANSWER_CHARACTERS);
}

void faq_give(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
              const char *title, const char *source, const char *body)
{
    const char *answer = shown_as(d, source, body);
    responder_tell_in(d, t, b, language_of_passage(d, t, title, source, body), NOTICE_BOT_ANSWER,
                      (struct notice_value[]){
                          {"answer", answer}, {"title", passage_heading(title)}, {"source", source}, {0}});
    responder_note(d, t, b, question, "answer", title, source);
}

/* Two lines to choose from must not look the same. */
static const char *line_of(struct desk *d, const struct knowledge_answer *a, size_t n)
{
    const char *heading = passage_heading(a->hit[n].title);
    for (size_t i = 0; i < a->choices; i++)
        if (i != n && strcmp(passage_heading(a->hit[i].title), heading) == 0)
            return passage_heading_full(d->arena, a->hit[n].title);
    return heading;
}

static void ask_back(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
                     const struct knowledge_answer *a)
{
    struct text choices = text_new(d->arena);
    const char *language = conversation_language(d, t);
    for (size_t i = 0; i < a->choices; i++) {
        const struct knowledge_hit *hit = &a->hit[i];
        if (i == 0) /* the likeliest */
            language = language_of_passage(d, t, hit->title, hit->source, hit->body);
        text_add(&choices, "%s%zu. %s", i > 0 ? "\n" : "", i + 1, line_of(d, a, i));
        store_run(d->store, SQL_choice_add, INT(t->id), INT(i + 1), TEXT(hit->title), TEXT(hit->source),
                  TEXT(hit->body));
    }
    responder_tell_in(d, t, b, language, NOTICE_BOT_CHOICES,
                      (struct notice_value[]){{"choices", choices.s}, {0}});
    responder_note(d, t, b, question, "ask", a->hit[0].title, a->hit[0].source);
}

/* above: the passage that was shown last, if the question is about it; NULL: about nothing known. */
static void offer_person(struct desk *d, struct conversation *t, struct responder_state *b,
                         const struct people *people, const struct knowledge_hit *above)
{
    enum notice n = people->there             ? NOTICE_BOT_UNKNOWN
                    : people->when[0] == '\0' ? NOTICE_BOT_UNKNOWN_NOBODY
                                              : NOTICE_BOT_UNKNOWN_CLOSED;
    struct notice_value when[] = {{"when", people->when}, {0}};
    if (above == NULL)
        responder_tell(d, t, b, n, when);
    else
        responder_tell(d, t, b, NOTICE_BOT_NO_MORE,
                       (struct notice_value[]){{"title", passage_heading(above->title)},
                                               {"offer", notice_say(d->arena, d->conf, n,
                                                                    conversation_language(d, t), when)},
                                               {0}});
    responder_offered(d, t, b, true);
}

/* What became of the question before this one. */
struct last {
    struct knowledge_before before;
    bool answered, rejected; /* rejected: an answer, or a list of passages */
};

static struct last last_of(struct desk *d, const struct conversation *t, const struct responder_state *b)
{
    struct last last = {.before = {.question = "", .title = "", .source = ""}};
    int64_t since_ms = d->now_ms - FOLLOWS_MS > b->since_ms ? d->now_ms - FOLLOWS_MS : b->since_ms;
    struct cursor *c = store_query(d->store, SQL_question_last, INT(t->id), INT(since_ms));
    if (cursor_next(c)) {
        last.before = (struct knowledge_before){.title = cursor_text(c, 0),
                                                .source = cursor_text(c, 1),
                                                .question = cursor_text(c, 2)};
        last.answered = strcmp(cursor_text(c, 3), "answer") == 0;
        last.rejected = strcmp(cursor_text(c, 3), "rejected") == 0;
        cursor_end(c);
    }
    return last;
}

/* After max_missed questions in a row for which nothing was found, the conversation is handed over. But while
 * no agent is available the customer decides, because a place in the line then means a long wait. */
static void nothing_found(struct desk *d, struct conversation *t, struct responder_state *b,
                          const char *question, const struct knowledge_hit *above)
{
    struct people people = handover_people(d, t);
    responder_note(d, t, b, question, "none", above != NULL ? above->title : "",
                   above != NULL ? above->source : "");
    if (people.there && b->missed >= b->conf->max_missed)
        handover(d, t, b, "Nothing was found for the customer's questions");
    else
        offer_person(d, t, b, &people, above);
}

/* ---- what was shown already ---- */

static bool was_shown(struct desk *d, const struct conversation *t, const struct responder_state *b,
                      const struct knowledge_hit *hit)
{
    return store_int(d->store, SQL_bot_said, 0, INT(t->id), INT(b->since),
                     TEXT(shown_as(d, hit->source, hit->body))) != 0;
}

static bool is_of(const struct knowledge_hit *hit, const struct knowledge_before *before)
{
    return strcmp(hit->title, before->title) == 0 && strcmp(hit->source, before->source) == 0;
}

/* Returns another part of the passage that was shown last: a long text is divided into several passages.
 * NULL: none has anything to do with the question. */
static const struct knowledge_hit *rest_of(struct desk *d, const struct conversation *t,
                                           const struct responder_state *b, const struct knowledge_answer *a,
                                           const struct part_wanted *wanted)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->hit[i].title, a->hit[0].title) == 0 &&
            strcmp(a->hit[i].source, a->hit[0].source) == 0 && !was_shown(d, t, b, &a->hit[i]) &&
            part_of(d->arena, desk_words(d), wanted, "", a->hit[i].body).text != NULL)
            return &a->hit[i];
    return NULL;
}

/* Points to the sentence of the last answer that the question asks for. */
static void point_to(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
                     const struct knowledge_hit *hit, const char *sentence)
{
    responder_tell_in(d, t, b, language_of_passage(d, t, hit->title, hit->source, hit->body),
                      NOTICE_BOT_ABOVE,
                      (struct notice_value[]){{"part", shown_as(d, hit->source, sentence)},
                                              {"title", passage_heading(hit->title)},
                                              {0}});
    responder_note(d, t, b, question, "answer", hit->title, hit->source);
}

/* Answers a question whose best passage the customer was shown last. Sending all of it again helps nobody. */
static void answer_again(struct desk *d, struct conversation *t, struct responder_state *b,
                         const char *question, const struct last *last, const struct knowledge_answer *a)
{
    struct words *words = desk_words(d);
    struct part_wanted wanted = part_wanted(d->arena, words, question),
                       before = part_wanted(d->arena, words, last->before.question);
    const struct knowledge_hit *rest = rest_of(d, t, b, a, &wanted);
    const char *sentence = part_of(d->arena, words, &wanted, "", a->hit[0].body).text;
    bool asks_more = part_is_new(&wanted, &before);
    if (rest != NULL && asks_more)
        faq_give(d, t, b, question, rest->title, rest->source, rest->body);
    else if (sentence != NULL && asks_more)
        point_to(d, t, b, question, &a->hit[0], sentence);
    else
        nothing_found(d, t, b, question, a->follows ? &a->hit[0] : NULL);
}

void faq_look(struct desk *d, const struct conversation *t, const struct responder_state *b,
              const char *question, struct knowledge_answer *a)
{
    struct last last = last_of(d, t, b);
    last.before.near = b->near;
    knowledge_ask_responder_after(d->store, d->arena, desk_words(d), b->conf, &last.before,
                                  act_skip(b->conf->acts, d->arena, desk_words(d), question), a);
}

void faq_decided(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
                 const struct knowledge_answer *a)
{
    struct last last = last_of(d, t, b);
    bool again = a->n > 0 && is_of(&a->hit[0], &last.before) &&
                 (last.answered || (last.rejected && was_shown(d, t, b, &a->hit[0])));
    switch (a->decision) {
    case KNOWLEDGE_ANSWER:
        if (again && b->corrected)
            break; /* the customer corrected a typo, so the last answer still holds */
        if (again)
            answer_again(d, t, b, question, &last, a);
        else
            faq_give(d, t, b, question, a->hit[0].title, a->hit[0].source, a->hit[0].body);
        break;
    case KNOWLEDGE_ASK:
        ask_back(d, t, b, question, a);
        break;
    case KNOWLEDGE_NONE:
        if (again && a->follows)
            answer_again(d, t, b, question, &last, a);
        else
            nothing_found(d, t, b, question, NULL);
        break;
    }
}

bool faq_instead(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    struct knowledge_answer a;
    struct last last = last_of(d, t, b);
    knowledge_ask_responder_after(d->store, d->arena, desk_words(d), b->conf, &last.before, question, &a);
    if (a.decision == KNOWLEDGE_NONE || (last.answered && is_of(&a.hit[0], &last.before)))
        return false;
    if (a.decision == KNOWLEDGE_ANSWER)
        faq_give(d, t, b, question, a.hit[0].title, a.hit[0].source, a.hit[0].body);
    else
        ask_back(d, t, b, question, &a);
    return true;
}

static void answer(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    struct knowledge_answer a;
    faq_look(d, t, b, question, &a);
    faq_decided(d, t, b, question, &a);
}

const struct responder_kind faq_kind = {.answer = answer, .asks_nothing = true};
