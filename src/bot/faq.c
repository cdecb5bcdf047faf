/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * faq: the responder that answers from the texts of the company, without a network or a language model. It
 * sends the best passage if it is sure, a list to choose from if it is not, and offers an agent if it finds
 * nothing. */
#include "bot/faq.h"

#include <string.h>

#include "acts/act.h"
#include "base/styling.h"
#include "base/utf8.h"
#include "bot/handover.h"
#include "bot/questions.h"
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
    NAMED_CHARACTERS = 300,      /* of questions without an answer */
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

void faq_tell(struct desk *d, const struct conversation *t, const struct responder_state *b,
              enum notice notice, const char *title, const char *source, const char *body)
{
    responder_tell_in(d, t, b, language_of_passage(d, t, title, source, body), notice,
                      (struct notice_value[]){{"answer", shown_as(d, source, body)},
                                              {"title", passage_heading(title)},
                                              {"source", source},
                                              {0}});
}

void faq_give(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
              const char *title, const char *source, const char *body)
{
    faq_tell(d, t, b, NOTICE_BOT_ANSWER, title, source, body);
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

/* What is said where nothing was found, with the offer of a person. */
static const char *unknown_text(struct desk *d, const struct conversation *t, const struct people *people)
{
    enum notice n = people->there             ? NOTICE_BOT_UNKNOWN
                    : people->when[0] == '\0' ? NOTICE_BOT_UNKNOWN_NOBODY
                                              : NOTICE_BOT_UNKNOWN_CLOSED;
    return notice_say(d->arena, d->conf, n, conversation_language(d, t),
                      (struct notice_value[]){{"when", people->when}, {0}});
}

/* above: the passage that was shown last, if the question is about it; NULL: about nothing known. */
static void offer_person(struct desk *d, struct conversation *t, struct responder_state *b,
                         const struct people *people, const struct knowledge_hit *above)
{
    const char *offer = unknown_text(d, t, people);
    if (above == NULL)
        responder_tell_as_is(d, t, b, offer);
    else
        responder_tell(
            d, t, b, NOTICE_BOT_NO_MORE,
            (struct notice_value[]){{"title", passage_heading(above->title)}, {"offer", offer}, {0}});
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

bool faq_was_shown(struct desk *d, const struct conversation *t, const struct responder_state *b,
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
            strcmp(a->hit[i].source, a->hit[0].source) == 0 && !faq_was_shown(d, t, b, &a->hit[i]) &&
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
                 (last.answered || (last.rejected && faq_was_shown(d, t, b, &a->hit[0])));
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

/* ---- several questions ---- */

struct several {
    struct questions asked;
    struct knowledge_answer found[QUESTIONS_MOST];
    const char *unknown; /* the questions without an answer */
};

/* Looks up each question after the one before it. Returns how many have an answer. */
static size_t look_up(struct desk *d, const struct responder_state *b, const struct last *last,
                      struct several *s)
{
    struct knowledge_before before = last->before;
    size_t answered = 0;
    for (size_t i = 0; i < s->asked.n; i++) {
        struct knowledge_answer *a = &s->found[i];
        knowledge_ask_responder_after(d->store, d->arena, desk_words(d), b->conf, &before,
                                      act_skip(b->conf->acts, d->arena, desk_words(d), s->asked.text[i]), a);
        answered += a->decision == KNOWLEDGE_ANSWER;
        before = (struct knowledge_before){
            .question = s->asked.text[i],
            .title = a->decision != KNOWLEDGE_NONE ? a->hit[0].title : "",
            .source = a->decision != KNOWLEDGE_NONE ? a->hit[0].source : "",
        };
    }
    return answered;
}

static void leave_open(struct desk *d, struct several *s, const char *question)
{
    s->unknown = s->unknown[0] == '\0' ? question : arena_printf(d->arena, "%s %s", s->unknown, question);
}

/* Notes the questions without an answer, so that those with one, noted after them, end the misses. Of those to
 * ask back about, the first keeps its list: two lists cannot be told apart. */
static const struct knowledge_answer *leave_out(struct desk *d, struct conversation *t,
                                                struct responder_state *b, struct several *s,
                                                const char **question)
{
    const struct knowledge_answer *choices = NULL;
    for (size_t i = 0; i < s->asked.n; i++) {
        const struct knowledge_answer *a = &s->found[i];
        if (a->decision == KNOWLEDGE_ASK && choices == NULL) {
            choices = a;
            *question = s->asked.text[i];
        } else if (a->decision != KNOWLEDGE_ANSWER) {
            leave_open(d, s, s->asked.asks[i]);
            responder_note(d, t, b, s->asked.text[i], "none", "", "");
        }
    }
    if (s->asked.rest[0] != '\0')
        leave_open(d, s, s->asked.rest);
    return choices;
}

static const char *sentence_for(struct desk *d, const char *question, const struct knowledge_hit *hit)
{
    struct part_wanted wanted = part_wanted(d->arena, desk_words(d), question);
    return part_of(d->arena, desk_words(d), &wanted, "", hit->body).text;
}

/* A passage that answers two of the questions is sent once. */
static void give_all(struct desk *d, struct conversation *t, struct responder_state *b,
                     const struct last *last, const struct several *s)
{
    for (size_t i = 0; i < s->asked.n; i++) {
        const struct knowledge_hit *hit = &s->found[i].hit[0];
        bool sent = false;
        if (s->found[i].decision != KNOWLEDGE_ANSWER)
            continue;
        for (size_t k = 0; k < i && !sent; k++)
            sent = s->found[k].decision == KNOWLEDGE_ANSWER && s->found[k].hit[0].id == hit->id;
        if (sent)
            responder_note(d, t, b, s->asked.text[i], "answer", hit->title, hit->source);
        else if (last->answered && is_of(hit, &last->before) &&
                 sentence_for(d, s->asked.text[i], hit) != NULL)
            point_to(d, t, b, s->asked.text[i], hit, sentence_for(d, s->asked.text[i], hit));
        else
            faq_give(d, t, b, s->asked.text[i], hit->title, hit->source, hit->body);
    }
}

/* Names what has no answer. */
static void tell_unknown(struct desk *d, struct conversation *t, struct responder_state *b,
                         const char *questions)
{
    struct people people = handover_people(d, t);
    responder_tell(d, t, b, NOTICE_BOT_PARTLY,
                   (struct notice_value[]){{"questions",
                                            utf8_printable(d->arena, questions, NAMED_CHARACTERS)},
                                           {"offer", unknown_text(d, t, &people)},
                                           {0}});
    responder_offered(d, t, b, true);
}

/* Says whether one passage answers all of them: then they are one question. */
static bool is_one(const struct several *s)
{
    bool one = s->asked.rest[0] == '\0';
    for (size_t i = 0; i < s->asked.n && one; i++)
        one = s->found[i].decision == KNOWLEDGE_ANSWER && s->found[i].hit[0].id == s->found[0].hit[0].id;
    return one;
}

/* Answers several questions one after the other. Returns false, and has done nothing, if it is one question, or
 * if none of them has an answer by itself. */
static bool answered_several(struct desk *d, struct conversation *t, struct responder_state *b,
                             const char *question)
{
    struct several s = {.asked = questions_of(d, b->conf, question), .unknown = ""};
    struct last last = last_of(d, t, b);
    if (s.asked.n < 2 || b->corrected || b->turns + (int64_t)s.asked.n > b->conf->max_turns ||
        look_up(d, b, &last, &s) == 0)
        return false;
    const struct knowledge_hit *hit = &s.found[0].hit[0];
    if (is_one(&s) && last.answered && is_of(hit, &last.before))
        return false;
    if (is_one(&s)) {
        faq_give(d, t, b, question, hit->title, hit->source, hit->body);
        return true;
    }
    const char *asked_back = "";
    const struct knowledge_answer *choices = leave_out(d, t, b, &s, &asked_back);
    give_all(d, t, b, &last, &s);
    if (s.unknown[0] != '\0')
        tell_unknown(d, t, b, s.unknown);
    if (choices != NULL)
        ask_back(d, t, b, asked_back, choices);
    return true;
}

static void answer(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    struct knowledge_answer a;
    if (answered_several(d, t, b, question))
        return;
    faq_look(d, t, b, question, &a);
    faq_decided(d, t, b, question, &a);
}

const struct responder_kind faq_kind = {.answer = answer, .asks_nothing = true};
