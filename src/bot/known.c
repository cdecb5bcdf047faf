/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * known: see known.h. */
#include "bot/known.h"

#include <string.h>

#include "base/utf8.h"
#include "bot/prompt.h"
#include "bot/responder_kind.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/say.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_whole.h"
#include "knowledge/passage.h"
#include "model/completion_request.h"

enum {
    PASSAGE_CHARACTERS = 2000,
    FOUND = 2 * KNOWLEDGE_HITS, /* passages, at most, that are found for a question and the one before */
    WHOLE_PERCENT = 75, /* of context_tokens that all texts may take; the rest is for the conversation */
};

/* No file name and no path of headings, which the model might tell the customer. */
const char *known_passage(struct desk *d, const struct knowledge_hit *hit)
{
    return arena_printf(d->arena, "\n\n<passage title=\"%s\">\n%s\n</passage>",
                        passage_heading_full(d->arena, hit->title),
                        utf8_head(d->arena, hit->body, PASSAGE_CHARACTERS));
}

/* Takes all texts of the responder, if they fit into their part of the budget. */
static bool take_whole(struct desk *d, const struct conversation *t, const struct responder_state *b,
                       struct known *k)
{
    int64_t budget =
        b->conf->context_tokens * WHOLE_PERCENT / 100 - completion_tokens(prompt_frame(d, t, b->conf));
    enum { TOKEN_BYTES = 3 /* that one token has at most, by completion_tokens() */ };
    if (b->conf->knowledge[0] == '\0' || budget <= 0)
        return false;
    struct knowledge_hit *all;
    size_t n = knowledge_whole(d->store, d->arena, b->conf->knowledge, (size_t)budget * TOKEN_BYTES, &all);
    for (size_t i = 0; i < n; i++)
        budget -= completion_tokens(known_passage(d, &all[i]));
    if (n == 0 || budget < 0)
        return false;
    k->hit = all;
    k->n = n;
    return k->whole = true;
}

static void add(struct knowledge_hit *list, size_t *n, const struct knowledge_answer *found)
{
    for (size_t i = 0; i < found->n; i++) {
        size_t k = 0;
        while (k < *n && list[k].id != found->hit[i].id)
            k++;
        if (k == *n && *n < FOUND)
            list[(*n)++] = found->hit[i];
    }
}

static void find(struct desk *d, const struct conversation *t, const struct responder_state *b,
                 const char *question, struct known *k)
{
    struct knowledge_answer alone, both = {.n = 0};
    struct knowledge_hit *list = arena_alloc(d->arena, FOUND * sizeof *list);
    size_t n = 0;
    struct knowledge_before by_meaning = {.question = "", .title = "", .source = "", .near = b->near};
    knowledge_ask_responder_after(d->store, d->arena, desk_words(d), b->conf, &by_meaning, question, &alone);
    struct cursor *c = store_query(d->store, SQL_question_last, INT(t->id), INT(b->since_ms));
    const char *before = "";
    if (cursor_next(c)) {
        before = cursor_text(c, 2);
        cursor_end(c);
    }
    if (before[0] != '\0' && alone.decision != KNOWLEDGE_ANSWER)
        knowledge_ask_responder(d->store, d->arena, desk_words(d), b->conf,
                                arena_printf(d->arena, "%s\n%s", question, before), &both);
    const struct knowledge_answer *best = alone.decision == KNOWLEDGE_NONE ? &both : &alone;
    add(list, &n, best);
    add(list, &n, best == &alone ? &both : &alone);
    if (alone.decision != KNOWLEDGE_NONE) {
        k->title = alone.hit[0].title;
        k->source = alone.hit[0].source;
    }
    if (!k->whole) {
        k->hit = list;
        k->n = n;
    }
}

struct known known_of(struct desk *d, const struct conversation *t, const struct responder_state *b,
                      const char *question)
{
    struct known k = {.title = "", .source = ""};
    take_whole(d, t, b, &k);
    find(d, t, b, question, &k);
    return k;
}
