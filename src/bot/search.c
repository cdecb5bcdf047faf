/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * search: see search.h. The state is a row of the store, so a restart needs nothing of its own: the timer of the
 * search fires, and the responder answers by the words. */
#include "bot/search.h"

#include <string.h>

#include "acts/act.h"
#include "base/utf8.h"
#include "bot/responder.h"
#include "bot/responder_kind.h"
#include "conf/phrase.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/event.h"
#include "desk/limited_log.h"
#include "desk/party.h"
#include "desk/timer.h"
#include "knowledge/knowledge.h"
#include "knowledge/vectors_find.h"
#include "model/embedding.h"
#include "model/filter.h"
#include "model/news.h"

enum {
    NEXT_MS = 1,  /* pause between two slices */
    LATER_MS = 5, /* when this turn has looked up enough */
};

struct search {
    int64_t id, conversation, after, due_ms;
    const char *question;
    bool corrected;
    enum { SEARCH_ASKED, SEARCH_FAILED, SEARCH_COMPARES } state;
    struct vectors_scan *scan; /* SEARCH_COMPARES */
};

/* ---- the row ---- */

static struct search read_search(struct desk *d, int64_t id)
{
    struct search s = {.id = 0};
    struct cursor *c = store_query(d->store, SQL_search_get, INT(id));
    if (!cursor_next(c))
        return s;
    s = (struct search){.id = id,
                        .conversation = cursor_int(c, 0),
                        .question = cursor_text(c, 1),
                        .after = cursor_int(c, 2),
                        .corrected = cursor_int(c, 3) != 0,
                        .due_ms = cursor_int(c, 4)};
    s.scan = arena_alloc(d->arena, sizeof *s.scan);
    bool whole = cursor_bytes(c, 5, s.scan, sizeof *s.scan) == sizeof *s.scan;
    s.state = cursor_null(c, 5)                        ? SEARCH_ASKED
              : whole && vectors_scan_is_sound(s.scan) ? SEARCH_COMPARES
                                                       : SEARCH_FAILED;
    cursor_end(c);
    return s;
}

static int64_t search_of(struct desk *d, int64_t conversation)
{
    return store_int(d->store, SQL_search_of, 0, INT(conversation));
}

static void cancel(struct desk *d, int64_t id)
{
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    *e = (struct effect){.kind = EFFECT_MODEL_DROP, .text = "", .task = -id};
    desk_effect(d, e);
}

void search_drop(struct desk *d, int64_t conversation)
{
    int64_t id = search_of(d, conversation);
    if (id == 0)
        return;
    store_run(d->store, SQL_search_end, INT(id));
    timer_clear(d, TIMER_SEARCH, conversation);
    cancel(d, id);
}

void search_call_back(struct desk *d, int64_t conversation)
{
    store_run(d->store, SQL_search_call_back, INT(conversation));
    search_drop(d, conversation);
}

/* ---- asking ---- */

static void effect_embed(struct desk *d, const struct conversation *t, const struct conf_responder *r,
                         int64_t id, const char *request)
{
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    *e = (struct effect){.kind = EFFECT_EMBED,
                         .text = request,
                         .len = strlen(request),
                         .task = -id,
                         .responder = r,
                         .asker = t->customer,
                         .domain = party_domain(d->arena, t->customer_jid)};
    desk_effect(d, e);
}

bool search_begin(struct desk *d, const struct conversation *t, const struct responder_state *b,
                  const char *question)
{
    const struct conf_responder *r = b->conf;
    search_drop(d, t->id);
    if (r->embeddings[0] == '\0' || r->knowledge[0] == '\0')
        return false;
    struct vectors_count count = vectors_count(d->store, r->knowledge, embedding_model(r));
    const char *asked = phrase_skip(d->arena, desk_words(d), &r->hello_words,
                                    act_skip(r->acts, d->arena, desk_words(d), question));
    const char *text = utf8_head(d->arena, asked, KNOWLEDGE_QUESTION);
    if (!vectors_enough(&count) || utf8_trim(d->arena, text)[0] == '\0')
        return false;
    const char *request = embedding_request(d->arena, r, &text, 1);
    if (request == NULL) {
        limited_log(d, LOG_LEVEL_WARN, t->customer_jid,
                    "conversation %lld: responder %s: embeddings: %s; the answer is found by the words alone",
                    (long long)t->id, r->name, FILTER_TOO_SLOW);
        return false;
    }
    int64_t due_ms = d->now_ms + r->embeddings_timeout_ms;
    store_run(d->store, SQL_search_add, INT(t->id), TEXT(question), INT(b->after), INT(b->corrected),
              INT(due_ms));
    timer_set(d, TIMER_SEARCH, t->id, due_ms);
    effect_embed(d, t, r, store_last_id(d->store), request);
    return true;
}

/* ---- what comes ---- */

static void note_failure(struct desk *d, const struct search *s, const char *why)
{
    struct conversation t = conversation_by_id(d, s->conversation);
    struct responder_state b = responder_state_of(d, &t);
    limited_log(d, LOG_LEVEL_WARN, t.customer_jid,
                "conversation %lld: responder %s: embeddings: %s; the answer is found by the words alone",
                (long long)t.id, b.conf != NULL ? b.conf->name : "?", why);
}

/* Begins the comparison. Returns why that is not possible; NULL: it was begun. */
static const char *take_vector(struct desk *d, struct search *s, const char *text)
{
    struct embedding got;
    const char *why = NULL;
    struct conversation t = conversation_by_id(d, s->conversation);
    struct responder_state b = responder_state_of(d, &t);
    if (b.conf == NULL || b.conf->embeddings[0] == '\0')
        return "they are not in the configuration any more";
    if (!embedding_read(d->arena, text, strlen(text), 1, &got, &why))
        return why;
    struct vectors_count count = vectors_count(d->store, b.conf->knowledge, embedding_model(b.conf));
    struct vectors_made made = {got.n, got.dimension, got.values, got.norms};
    if (!vectors_scan_begin(d->store, count.set, &made, s->scan))
        return arena_printf(
            d->arena,
            "the vector of a question has %zu components, and those of the texts have %lld: another "
            "model answers; give embeddings_model its name",
            got.dimension, (long long)count.dimension);
    return NULL;
}

void search_news(struct desk *d, const struct model_news *n)
{
    struct search s = read_search(d, -n->task);
    if (s.id == 0 || s.state != SEARCH_ASKED || !n->done)
        return;
    const char *why = n->fetched == NULL ? n->error : take_vector(d, &s, n->fetched);
    if (why != NULL) {
        note_failure(d, &s, why);
        store_run(d->store, SQL_search_state, INT(s.id), BYTES("", 0));
    } else
        store_run(d->store, SQL_search_state, INT(s.id), BYTES(s.scan, sizeof *s.scan));
    timer_set(d, TIMER_SEARCH, s.conversation, d->now_ms);
}

/* ---- comparing ---- */

/* The responder answers now. near NULL: by the words alone. */
static void end(struct desk *d, const struct search *s, const struct vectors_near *near)
{
    store_run(d->store, SQL_search_end, INT(s->id));
    timer_clear(d, TIMER_SEARCH, s->conversation);
    responder_found(d, s->conversation, s->question, s->after, s->corrected, near);
}

static void give_up(struct desk *d, const struct search *s)
{
    if (s->state != SEARCH_FAILED)
        note_failure(d, s, "there was no answer within embeddings_timeout");
    if (s->state == SEARCH_ASKED)
        cancel(d, s->id);
    end(d, s, NULL);
}

static void compare(struct desk *d, struct search *s)
{
    struct vectors_near near;
    if (vectors_scan_some(d->store, d->arena, s->scan)) {
        store_run(d->store, SQL_search_state, INT(s->id), BYTES(s->scan, sizeof *s->scan));
        timer_set(d, TIMER_SEARCH, s->conversation, d->now_ms + NEXT_MS);
        return;
    }
    vectors_scan_end(d->store, s->scan, &near);
    end(d, s, &near);
}

void search_due(struct desk *d, int64_t conversation)
{
    struct search s = read_search(d, search_of(d, conversation));
    if (s.id == 0)
        return;
    if (responder_is_busy(d)) {
        timer_set(d, TIMER_SEARCH, conversation, d->now_ms + LATER_MS);
        return;
    }
    if (s.state == SEARCH_COMPARES && d->now_ms < s.due_ms)
        compare(d, &s);
    else
        give_up(d, &s);
}
