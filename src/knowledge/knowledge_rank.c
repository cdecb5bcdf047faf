/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_rank: decides which passages answer a question, and whether to answer, to ask back, or to give no
 * answer.
 *
 * Small directories are scored as a whole; in larger ones knowledge_match.h chooses the passages that are
 * scored. The constants of the decision were fitted by logistic regression on questions of other makers to
 * texts of theirs: four sets in English, one in German, one in Chinese. They are not part of this project;
 * t/README has the figures. */
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_asked.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "knowledge/knowledge_match.h"
#include "knowledge/knowledge_score.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/vocabulary.h"
#include "store/store.h"

enum { CANDIDATES = 200 /* passages that are scored */ };

/* The worth of a match in the body, compared with one in the title, when passages are chosen. */
static const double in_body = 0.85;

/* ---- what is looked up ---- */

static const char *quoted(struct knowledge_asked *a, const char *term)
{
    return arena_printf(a->arena, "\"%.*s\"", (int)strlen(term) - 2, term + 1);
}

/* Returns the FTS5 query for all terms of one way. */
static const char *query_of_way(struct knowledge_asked *a, const struct asked_way *way)
{
    const char *all = quoted(a, way->term[0]);
    for (size_t k = 1; k < way->n; k++) {
        all = arena_printf(a->arena, "%s AND %s", all, quoted(a, way->term[k]));
    }
    return arena_printf(a->arena, "(%s)", all);
}

/* Collects all ways in which the term may be found; the best one counts. Returns false when no passage has
 * any. */
static bool want(struct knowledge_asked *a, const struct asked_term *t, struct wanted *out)
{
    *out = (struct wanted){.in_body = in_body};
    double worth = 0;
    for (size_t w = 0; w < t->n; w++) {
        int64_t n = knowledge_asked_frequency_of_way(a, &t->way[w]);
        if (n == 0) {
            continue;
        }
        const char *query = query_of_way(a, &t->way[w]);
        out->query = out->query == NULL ? query : arena_printf(a->arena, "%s OR %s", out->query, query);
        out->frequent += n;
        worth = t->way[w].worth > worth ? t->way[w].worth : worth;
    }
    out->weight = t->weight * worth;
    return out->query != NULL;
}

/* ---- the passages ---- */

/* A passage with a lower score has nothing to do with the question. */
static const double least = 0.1;

struct ranking {
    struct knowledge_asked *asked;
    struct pieces *pieces;
    struct knowledge_hit hit[KNOWLEDGE_HITS + 1]; /* best first */
    struct knowledge_score score[KNOWLEDGE_HITS + 1];
    size_t n;
    enum terms_language language; /* of the best */
    double probability;           /* that the best is right */
};

static void keep(struct ranking *r, struct knowledge_hit hit, struct knowledge_score score,
                 enum terms_language language)
{
    const size_t most = KNOWLEDGE_HITS + 1;
    size_t at = r->n;
    while (at > 0 && r->score[at - 1].total < score.total) {
        at--;
    }
    if (at == most) {
        return;
    }
    size_t n = r->n == most ? most - 1 : r->n;
    memmove(&r->hit[at + 1], &r->hit[at], (n - at) * sizeof hit);
    memmove(&r->score[at + 1], &r->score[at], (n - at) * sizeof score);
    r->hit[at] = hit;
    r->score[at] = score;
    r->n = n + 1;
    if (at == 0)
        r->language = language;
}

static void look_at(struct ranking *r, int64_t id)
{
    struct cursor *c = store_query(r->asked->store, SQL_passage_get, INT(id));
    if (!cursor_next(c)) {
        return;
    }
    struct knowledge_hit hit = {
        .id = id, .title = cursor_text(c, 0), .source = cursor_text(c, 1), .body = cursor_text(c, 2)};
    struct knowledge_terms_of terms = {.title = cursor_text(c, 3),
                                       .body = cursor_text(c, 4),
                                       .wordings = cursor_text(c, 5),
                                       .plain = cursor_text(c, 6)};
    enum terms_language language = terms_language_named(cursor_text(c, 7));
    cursor_end(c);
    struct knowledge_score score = knowledge_score(r->asked, r->pieces, &terms);
    if (score.total > 0) {
        keep(r, hit, score, language);
    }
}

static void rank_all(struct ranking *r)
{
    int64_t id[CANDIDATES];
    size_t n = 0;
    struct cursor *c =
        store_query(r->asked->store, SQL_passage_all, INT(r->asked->directory), INT(CANDIDATES));
    while (n < CANDIDATES && cursor_next(c))
        id[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        look_at(r, id[i]);
}

static void rank_found(struct ranking *r)
{
    struct knowledge_asked *a = r->asked;
    struct wanted wanted[KNOWLEDGE_ASKED_TERMS];
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        n += a->asked[i].weight > 0 && want(a, &a->asked[i], &wanted[n]);
    }
    struct matches found = knowledge_match(a->store, a->arena, a->passages, wanted, n, CANDIDATES);
    for (size_t i = 0; i < found.n; i++) {
        look_at(r, found.at[i].id);
    }
}

/* ---- the decision ---- */

/* How probable it is that the best passage is right: the logistic function of a weighted sum of three
 * signals. They are: its score; how rare the words of the question are that the texts have, because a long
 * question about something known gets a lower score than a short one; and how far it is ahead of the fourth
 * passage, because a question about something else is a little like many. */
static const double of_score = 0.844, of_known = 0.416, of_ahead = 3.267;
static const double base[] = {[TERMS_EN] = -4.337, [TERMS_DE] = -2.653, [TERMS_ZH] = -3.427};
/* The part of its score that being ahead may count: among few passages the fourth says little. */
static const double far_ahead = 0.6;
/* Below this probability nothing is said, … */
static const double enough = 0.64;
/* … unless a single word is asked for that a passage with this score has: "returns", where several are about
 * returns. */
static const double about[] = {[TERMS_EN] = 1.7, [TERMS_DE] = 1.7, [TERMS_ZH] = 1.3};
/* The part of its score by which the best passage must be ahead of the second one; otherwise the responder
 * asks back. */
static const double apart = 0.1;

static double probability(const struct ranking *r)
{
    const struct knowledge_score *s = r->score;
    double known = 0, fourth = r->n > KNOWLEDGE_HITS ? s[KNOWLEDGE_HITS].total : 0;
    double ahead = s[0].total - fourth, most = far_ahead * s[0].total;
    for (size_t i = 0; i < r->asked->n; i++) {
        const struct asked_term *t = &r->asked->asked[i];
        known += t->weight > 0 && t->n > 0 && knowledge_asked_frequency_of_way(r->asked, &t->way[0]) > 0
                     ? t->weight
                     : 0;
    }
    return 1 / (1 + exp(-(base[r->language] + of_score * s[0].total + of_known * log(1 + known) +
                          of_ahead * (ahead < most ? ahead : most))));
}

static bool is_word(const struct knowledge_asked *a)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        n += a->asked[i].term.kind == TERM_WORD;
    return n == 1;
}

static enum knowledge_decision decide(const struct ranking *r)
{
    double first = r->n > 0 ? r->score[0].total : 0, second = r->n > 1 ? r->score[1].total : 0;
    bool sure = first >= least && r->probability >= enough;
    if (!sure)
        return first >= about[r->language] && is_word(r->asked) ? KNOWLEDGE_ASK : KNOWLEDGE_NONE;
    return first - second < apart * first || r->score[0].slight ? KNOWLEDGE_ASK : KNOWLEDGE_ANSWER;
}

const char *knowledge_decision_name(enum knowledge_decision decision)
{
    static const char *const names[] = {
        [KNOWLEDGE_NONE] = "none", [KNOWLEDGE_ASK] = "ask", [KNOWLEDGE_ANSWER] = "answer"};
    return names[decision];
}

static struct ranking *rank(const struct knowledge_asked *directory, struct words *words,
                            struct pieces *pieces, const char *question)
{
    struct arena *arena = directory->arena;
    struct ranking *r = arena_alloc(arena, sizeof *r);
    *r = (struct ranking){.asked = arena_alloc(arena, sizeof *r->asked)};
    *r->asked = *directory;
    knowledge_asked_read(r->asked, words, question);
    r->pieces = pieces;
    pieces_ask(pieces, arena_printf(arena, "%s%s", pieces_text(arena, words, question), r->asked->synonyms));
    if (r->asked->passages <= CANDIDATES) {
        rank_all(r);
    } else {
        rank_found(r);
    }
    r->probability = r->n > 0 ? probability(r) : 0;
    return r;
}

/* ---- the sentences ---- */

enum { SENTENCES = 3 };

/* Returns the length of the first sentence of a text with its end; 0 at the end of the text. */
static size_t sentence(const char *text)
{
    static const char *const ends[] = {". ", "! ", "? ", "\n", "。", "！", "？"};
    for (size_t i = 0; text[i] != '\0'; i++)
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
            if (strncmp(text + i, ends[k], strlen(ends[k])) == 0)
                return i + strlen(ends[k]);
    return strlen(text);
}

/* A customer may say who he is and what happened before he asks: what one of the last sentences asks counts
 * by itself, if an answer to it is likelier. */
static struct ranking *best_of(const struct knowledge_asked *directory, struct words *words,
                               struct pieces *pieces, const char *question)
{
    struct ranking *best = rank(directory, words, pieces, question);
    const char *last[SENTENCES] = {NULL};
    size_t n = 0;
    for (size_t len; (len = sentence(question)) > 0; question += len) {
        const char *one = utf8_trim(directory->arena, arena_strndup(directory->arena, question, len));
        if (one[0] != '\0')
            last[n++ % SENTENCES] = one;
    }
    for (size_t i = 0; n > 1 && i < SENTENCES && last[i] != NULL; i++) {
        struct ranking *r = rank(directory, words, pieces, last[i]);
        best = r->probability > best->probability ? r : best;
    }
    return best;
}

void knowledge_ask(struct store *store, struct arena *arena, struct words *words, const char *directory,
                   const char *question, struct knowledge_answer *answer)
{
    struct knowledge_asked *a = arena_alloc(arena, sizeof *a);
    *answer = (struct knowledge_answer){.decision = KNOWLEDGE_NONE};
    a->store = store;
    a->arena = arena;
    a->directory = store_int(store, SQL_knowledge_directory_find, 0, TEXT(directory));
    struct cursor *c = store_query(store, SQL_knowledge_passages, INT(a->directory));
    if (cursor_next(c)) {
        a->passages = cursor_int(c, 0);
        a->length = a->passages > 0 ? (double)cursor_int(c, 1) / (double)a->passages : 0;
        cursor_end(c);
    }
    if (a->passages == 0) {
        return;
    }
    const struct ranking *r =
        best_of(a, words, pieces_new(arena, vocabulary_pieces(store, arena, a->directory), a->passages),
                utf8_head(arena, question, KNOWLEDGE_QUESTION));
    while (answer->n < r->n && answer->n < KNOWLEDGE_HITS && r->score[answer->n].total >= least) {
        answer->choices += r->score[answer->n].total >= r->score[0].total / 2;
        answer->n++;
    }
    memcpy(answer->hit, r->hit, answer->n * sizeof r->hit[0]);
    for (size_t i = 0; i < answer->n; i++) {
        answer->hit[i].score = r->score[i].total / KNOWLEDGE_SCORE_MOST;
    }
    answer->decision = decide(r);
}
