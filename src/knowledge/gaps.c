/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gaps: see gaps.h. */
#include "knowledge/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"
#include "conf/conf.h"
#include "knowledge/alike.h"
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_asked.h"
#include "knowledge/page.h"
#include "knowledge/passage.h"
#include "knowledge/pieces.h"
#include "store/store.h"

enum {
    ANSWER_MESSAGES = 8, /* of the agent, the first after the question */
    ANSWER_PARTS = 3,    /* of these, the first that are more than a greeting */
    GREETING = 24,       /* characters of Latin letters; a Chinese character counts for three */
    SYNONYM_WORDS = 16,
};

/* Questions are alike from here on. On the dev sets that t/README names, of two questions that came into one group by it
 * 7 or 8 of ten in English were wordings of one question; of the wordings of one question, few come together, because a
 * list of two similar gaps does less harm than a gap of two questions. */
static const double same_question = 0.3;

struct miss {
    int64_t id, at_ms, conversation, customer;
    const char *text, *rejected;
    size_t gap; /* its place among the gaps */
};

struct finding {
    struct store *store;
    struct arena *scratch, *keep;
    struct words *words;
    const struct conf_responder *responder;
    int64_t directory, passages;
    struct miss *miss; /* those that are not answered by now */
    size_t n_misses;
    struct gap *gap;
    size_t n;
};

/* ---- the questions ---- */

static const char *one_line(struct arena *arena, const char *text)
{
    char *line = utf8_trim(arena, utf8_head(arena, text, GAPS_WORDING));
    for (char *c = line; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    return line;
}

static size_t read_misses(struct finding *f, int64_t since_ms, struct miss *out)
{
    size_t n = 0;
    struct cursor *c = store_query(f->store, SQL_gap_misses, TEXT(f->responder->name), INT(since_ms),
                                   INT(GAPS_MISSES), INT(GAPS_OF_CUSTOMER), INT(GAPS_SEEN));
    while (n < GAPS_MISSES && cursor_next(c))
        out[n++] = (struct miss){.id = cursor_int(c, 0),
                                 .at_ms = cursor_int(c, 1),
                                 .text = one_line(f->keep, cursor_text(c, 2)),
                                 .rejected = arena_strdup(f->keep, cursor_text(c, 3)),
                                 .conversation = cursor_int(c, 4),
                                 .customer = cursor_int(c, 5)};
    cursor_end(c);
    return n;
}

/* A question that the knowledge answers by now is none. What the customer rejected still is, unless it is another text
 * that answers now. */
static bool is_answered(struct finding *f, const struct miss *m)
{
    struct knowledge_answer a;
    knowledge_ask_responder(f->store, f->scratch, f->words, f->responder, m->text, &a);
    bool answered = a.decision == KNOWLEDGE_ANSWER && strcmp(a.hit[0].title, m->rejected) != 0;
    arena_reset(f->scratch);
    return answered;
}

/* ---- what is alike ---- */

/* Puts a question to the most similar one before it. */
static size_t gap_for(struct finding *f, struct alike *alike, size_t n)
{
    size_t found = f->n;
    double best = same_question;
    alike_ask(alike, n);
    for (size_t i = 0; i < n; i++) {
        double fit = alike_to(alike, i);
        if (fit >= best) {
            best = fit;
            found = f->miss[i].gap;
        }
    }
    return found;
}

static bool is_of_new_customer(const struct finding *f, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (f->miss[i].gap == f->miss[n].gap && f->miss[i].customer == f->miss[n].customer)
            return false;
    return true;
}

static void add_wording(struct gap *g, const char *text)
{
    for (size_t k = 0; k < g->n_wordings; k++)
        if (strcmp(g->wording[k], text) == 0)
            return;
    if (g->n_wordings < GAPS_WORDINGS)
        g->wording[g->n_wordings++] = text;
}

/* ---- what the agent answered ---- */

static bool is_more_than_greeting(const char *text)
{
    size_t n = 0, len = strlen(text);
    for (uint32_t cp; n < GREETING && *text != '\0';) {
        size_t one = utf8_decode(text, len, &cp);
        n += cp >= 0x3000 ? 3 : 1;
        text += one;
        len -= one;
    }
    return n >= GREETING;
}

static const char *answer_after(struct finding *f, const struct miss *m)
{
    const char *answer = "";
    int parts = 0;
    struct cursor *c =
        store_query(f->store, SQL_gap_answer, INT(m->conversation), INT(m->at_ms), INT(ANSWER_MESSAGES));
    while (parts < ANSWER_PARTS && cursor_next(c)) {
        const char *said = utf8_trim(f->scratch, cursor_text(c, 0));
        if (!is_more_than_greeting(said))
            continue;
        answer = arena_printf(f->scratch, "%s%s%s", answer, parts++ > 0 ? "\n\n" : "", said);
    }
    cursor_end(c);
    answer = arena_strdup(f->keep, utf8_head(f->scratch, answer, GAPS_ANSWER));
    arena_reset(f->scratch);
    return answer;
}

static void add(struct finding *f, struct alike *alike, size_t n)
{
    struct miss *m = &f->miss[n];
    m->gap = gap_for(f, alike, n);
    struct gap *g = &f->gap[m->gap];
    if (m->gap == f->n) {
        *g = (struct gap){.id = m->id,
                          .first_ms = m->at_ms,
                          .answer = "",
                          .rejected = "",
                          .title = "",
                          .source = "",
                          .synonyms = ""};
        f->n++;
    }
    g->n_questions++;
    g->n_customers += is_of_new_customer(f, n);
    g->last_ms = m->at_ms;
    add_wording(g, m->text);
    if (m->rejected[0] != '\0')
        g->rejected = m->rejected;
    const char *answer = answer_after(f, m);
    if (answer[0] != '\0') { /* the latest one counts */
        g->answer = answer;
        g->answered_in = m->conversation;
    }
}

/* ---- what is proposed ---- */

/* The word of a text that the fewest passages have; new_word: one that none has. */
struct rarest {
    struct finding *f;
    struct knowledge_asked *asked;
    bool new_word;
    const char *word, *avoid; /* avoid: a text as pieces_text() makes it, whose words do not count */
    int64_t n;
};

static bool look_at_word(void *arg, const char *folded, size_t len, size_t start, size_t end)
{
    struct rarest *r = arg;
    struct term term[4];
    (void)start, (void)end;
    const char *word = arena_strndup(r->f->scratch, folded, len);
    size_t n = terms_of_question(r->f->scratch, r->f->words, word, term, 4);
    if (n != 1 || term[0].kind == TERM_STOP ||
        strstr(r->avoid,
               arena_printf(r->f->scratch, " %s ", pieces_text(r->f->scratch, r->f->words, word))) != NULL)
        return true;
    int64_t has = knowledge_asked_frequency(r->asked, knowledge_asked_key(r->asked, term[0].text));
    if (has == 0 && term[0].other != NULL)
        has = knowledge_asked_frequency(r->asked, knowledge_asked_key(r->asked, term[0].other));
    if (r->new_word ? has == 0 && r->word == NULL : has > 0 && (r->word == NULL || has < r->n)) {
        r->word = arena_strdup(r->f->keep, word);
        r->n = has;
    }
    return true;
}

static const char *word_of(struct finding *f, bool new_word, const char *text, const char *avoid)
{
    struct knowledge_asked asked = {
        .store = f->store, .arena = f->scratch, .directory = f->directory, .passages = f->passages};
    struct rarest r = {.f = f, .asked = &asked, .new_word = new_word, .avoid = avoid};
    words_break(f->words, text, strlen(text), look_at_word, &r);
    return r.word;
}

/* The text that an agent's answer resembles may be what the customer asked for in other words. */
static void propose(struct finding *f, struct gap *g)
{
    struct knowledge_answer a;
    if (g->answer[0] == '\0')
        return;
    knowledge_ask(f->store, f->scratch, f->words, f->responder->knowledge, g->answer, &a);
    if (a.decision == KNOWLEDGE_ANSWER) {
        g->title = arena_strdup(f->keep, a.hit[0].title);
        g->source = arena_strdup(f->keep, a.hit[0].source);
    }
    arena_reset(f->scratch);
    if (g->title[0] == '\0')
        return;
    const char *unknown = word_of(f, true, g->wording[0], ""),
               *known = unknown == NULL ? NULL
                                        : word_of(f, false, passage_heading(g->title),
                                                  pieces_text(f->keep, f->words, g->wording[0]));
    if (known != NULL)
        g->synonyms = arena_printf(f->keep, "%s, %s", unknown, known);
    arena_reset(f->scratch);
}

static int by_customers(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;
    if (x->n_customers != y->n_customers)
        return x->n_customers > y->n_customers ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static struct alike *compare(struct finding *f)
{
    const char **text = arena_alloc(f->keep, (f->n_misses + 1) * sizeof *text);
    for (size_t i = 0; i < f->n_misses; i++)
        text[i] = f->miss[i].text;
    return alike_new(f->keep, f->words, text, f->n_misses);
}

size_t gaps_find(struct store *store, struct arena *scratch, struct arena *keep, struct words *words,
                 const struct conf_responder *responder, int64_t since_ms, struct gap **out)
{
    struct finding f = {
        .store = store, .scratch = scratch, .keep = keep, .words = words, .responder = responder};
    f.directory = store_int(store, SQL_knowledge_directory_find, 0, TEXT(responder->knowledge));
    f.passages = store_int(store, SQL_knowledge_passages, 0, INT(f.directory));
    f.miss = arena_alloc(keep, GAPS_MISSES * sizeof *f.miss);
    size_t n = read_misses(&f, since_ms, f.miss);
    arena_reset(scratch);
    for (size_t i = 0; i < n; i++)
        if (f.miss[i].text[0] != '\0' && !is_answered(&f, &f.miss[i]))
            f.miss[f.n_misses++] = f.miss[i];
    struct alike *alike = compare(&f);
    f.gap = *out = arena_alloc(keep, (f.n_misses + 1) * sizeof *f.gap);
    for (size_t i = 0; i < f.n_misses; i++)
        add(&f, alike, i);
    qsort(f.gap, f.n, sizeof *f.gap, by_customers);
    for (size_t i = 0; i < f.n; i++)
        propose(&f, &f.gap[i]);
    return f.n;
}

/* ---- a text for review ---- */

const char *gap_markdown(struct arena *arena, const struct gap *g)
{
    const char *text = "";
    for (size_t i = 0; i < g->n_wordings; i++)
        text = arena_printf(arena, "%sQ: %s\n", text, g->wording[i]);
    text = arena_printf(arena, "%sA: ", text);
    char *answer = arena_strdup(arena, g->answer);
    for (char *line; (line = strsep(&answer, "\n")) != NULL;)
        text = arena_printf(arena, "%s%s%s\n", text, page_begins_something(line) ? "\\" : "", line);
    return text;
}
