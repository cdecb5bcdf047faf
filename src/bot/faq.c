/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * faq: the responder that answers from the texts of the company, without a network or a language model. It
 * sends the best passage if it is sure, a list to choose from if it is not, and offers an agent if it finds
 * nothing. */
#include <string.h>

#include "base/styling.h"
#include "base/utf8.h"
#include "bot/handover.h"
#include "bot/responder_kind.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "desk/tongue.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_text.h"
#include "knowledge/passage.h"

enum { ANSWER_CHARACTERS = 3000 /* at most, of a passage: more is too long to read on a phone */ };

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

void faq_give(struct desk *d, struct conversation *t, struct responder_state *b, const char *question,
              const char *title, const char *source, const char *body)
{
    bool markdown = knowledge_kind(source) == KNOWLEDGE_MARKDOWN;
    const char *answer =
        utf8_head(d->arena, markdown ? styling_from_markdown(d->arena, body) : body, ANSWER_CHARACTERS);
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
    responder_note(d, t, b, question, "ask", "", "");
}

static void offer_person(struct desk *d, struct conversation *t, struct responder_state *b,
                         const struct people *people)
{
    enum notice n = people->there             ? NOTICE_BOT_UNKNOWN
                    : people->when[0] == '\0' ? NOTICE_BOT_UNKNOWN_NOBODY
                                              : NOTICE_BOT_UNKNOWN_CLOSED;
    responder_tell(d, t, b, n, (struct notice_value[]){{"when", people->when}, {0}});
    responder_offered(d, t, b, true);
}

/* Says whether this passage was the last answer: sending it again helps nobody. */
static bool was_just_given(struct desk *d, const struct conversation *t, const struct responder_state *b,
                           const struct knowledge_hit *hit)
{
    struct cursor *c = store_query(d->store, SQL_question_last, INT(t->id), INT(b->since_ms));
    if (!cursor_next(c))
        return false;
    bool same = strcmp(cursor_text(c, 0), hit->title) == 0 && strcmp(cursor_text(c, 1), hit->source) == 0;
    cursor_end(c);
    return same;
}

/* After max_missed questions in a row for which nothing was found, the conversation is handed over. But while
 * no agent is available the customer decides, because a place in the line then means a long wait. */
static void nothing_found(struct desk *d, struct conversation *t, struct responder_state *b,
                          const char *question)
{
    struct people people = handover_people(d, t);
    responder_note(d, t, b, question, "none", "", "");
    if (people.there && b->missed >= b->conf->max_missed)
        handover(d, t, b, "Nothing was found for the customer's questions");
    else
        offer_person(d, t, b, &people);
}

static void answer(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    struct knowledge_answer a;
    knowledge_ask_responder(d->store, d->arena, desk_words(d), b->conf, question, &a);
    switch (a.decision) {
    case KNOWLEDGE_ANSWER:
        if (was_just_given(d, t, b, &a.hit[0]) && b->corrected)
            break; /* the customer corrected a typo, so the last answer still holds */
        if (was_just_given(d, t, b, &a.hit[0]))
            nothing_found(d, t, b, question);
        else
            faq_give(d, t, b, question, a.hit[0].title, a.hit[0].source, a.hit[0].body);
        break;
    case KNOWLEDGE_ASK:
        ask_back(d, t, b, question, &a);
        break;
    case KNOWLEDGE_NONE:
        nothing_found(d, t, b, question);
        break;
    }
}

const struct responder_kind faq_kind = {.answer = answer, .asks_nothing = true};
