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
#include "knowledge/knowledge_follow.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "knowledge/knowledge_match.h"
#include "knowledge/knowledge_meaning.h"
#include "knowledge/knowledge_part.h"
#include "knowledge/knowledge_score.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/passage.h"
#include "knowledge/vectors_find.h"
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

/* What the passage that the customer was shown last gets for a question that refers to something. */
static const double shown_last = 0.5;

struct ranking {
    struct knowledge_asked *asked;
    const struct knowledge_before *before; /* NULL: the question is looked up by itself */
    struct pieces *pieces;
    struct knowledge_hit hit[KNOWLEDGE_HITS + 1]; /* best first */
    struct knowledge_score score[KNOWLEDGE_HITS + 1];
    size_t n;
    enum terms_language language; /* of the best */
    double probability;           /* that the best is right */
    bool says_nothing;            /* the best is what the question is about, but has not what it asks for */
};

/* By this passages are ranked: words and meaning together. */
static double fused(const struct knowledge_score *s)
{
    return s->total + s->meaning;
}

static void keep(struct ranking *r, struct knowledge_hit hit, struct knowledge_score score,
                 enum terms_language language)
{
    const size_t most = KNOWLEDGE_HITS + 1;
    size_t at = r->n;
    while (at > 0 && fused(&r->score[at - 1]) < fused(&score)) {
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

static bool is_shown(const struct knowledge_before *before, const struct knowledge_hit *hit)
{
    return before != NULL && strcmp(before->title, hit->title) == 0 &&
           strcmp(before->source, hit->source) == 0;
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
    if (is_shown(r->before, &hit))
        score.total += shown_last;
    score.meaning = meaning_score(r->asked->near, id);
    if (fused(&score) > 0) {
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

static bool is_near(const struct knowledge_asked *a, int64_t passage)
{
    bool found = false;
    for (size_t i = 0; a->near != NULL && i < a->near->n; i++)
        found |= a->near->at[i].passage == passage;
    return found;
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
        if (!is_near(a, found.at[i].id))
            look_at(r, found.at[i].id);
    }
    for (size_t i = 0; a->near != NULL && i < a->near->n; i++) {
        look_at(r, a->near->at[i].passage);
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
    double ahead = s[0].total > fourth ? s[0].total - fourth : 0, most = far_ahead * s[0].total;
    for (size_t i = 0; i < r->asked->n; i++) {
        const struct asked_term *t = &r->asked->asked[i];
        known += t->weight > 0 && t->n > 0 && knowledge_asked_frequency_of_way(r->asked, &t->way[0]) > 0
                     ? t->weight
                     : 0;
    }
    return 1 / (1 + exp(-(base[r->language] + of_score * s[0].total + of_known * log(1 + known) +
                          of_ahead * (ahead < most ? ahead : most) +
                          meaning_exponent(r->asked->near, r->hit[0].id))));
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
    double first = r->n > 0 ? fused(&r->score[0]) : 0, second = r->n > 1 ? fused(&r->score[1]) : 0;
    bool sure = first >= least && r->probability >= enough;
    bool strong = r->n > 0 && meaning_is_strong(r->asked->near, r->hit[0].id);
    bool word = r->n > 0 && r->score[0].total >= about[r->language] && is_word(r->asked);
    if (r->says_nothing)
        return KNOWLEDGE_NONE;
    if (!sure)
        return strong || word ? KNOWLEDGE_ASK : KNOWLEDGE_NONE;
    return first - second < apart * first || (r->score[0].slight && !strong) ? KNOWLEDGE_ASK
                                                                             : KNOWLEDGE_ANSWER;
}

const char *knowledge_decision_name(enum knowledge_decision decision)
{
    static const char *const names[] = {
        [KNOWLEDGE_NONE] = "none", [KNOWLEDGE_ASK] = "ask", [KNOWLEDGE_ANSWER] = "answer"};
    return names[decision];
}

static struct ranking *rank(const struct knowledge_asked *directory, struct words *words,
                            struct pieces *pieces, const struct knowledge_before *before,
                            const char *question)
{
    struct arena *arena = directory->arena;
    struct ranking *r = arena_alloc(arena, sizeof *r);
    *r = (struct ranking){.asked = arena_alloc(arena, sizeof *r->asked), .before = before};
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
    struct ranking *best = rank(directory, words, pieces, NULL, question);
    const char *last[SENTENCES] = {NULL};
    size_t n = 0;
    for (size_t len; (len = sentence(question)) > 0; question += len) {
        const char *one = utf8_trim(directory->arena, arena_strndup(directory->arena, question, len));
        if (one[0] != '\0')
            last[n++ % SENTENCES] = one;
    }
    for (size_t i = 0; n > 1 && i < SENTENCES && last[i] != NULL; i++) {
        struct ranking *r = rank(directory, words, pieces, NULL, last[i]);
        best = r->probability > best->probability ? r : best;
    }
    return best;
}

/* ---- what was said before ---- */

/* Of what a question with words of its own asks for, a passage found together with what was said before must
 * have at least this share: else the words are about something else. */
static const double covers = 0.5;

static bool same_best(const struct ranking *a, const struct ranking *b)
{
    return a->n > 0 && b->n > 0 && a->hit[0].id == b->hit[0].id;
}

/* Says whether a question that refers to something is about the best passage of both rankings: what it asks
 * for stands there, or the question alone would lead there. */
static bool is_about_it(const struct ranking *both, const struct ranking *alone,
                        const struct part_wanted *wanted, double covered)
{
    return (same_best(both, alone) && covered > 0 && alone->probability >= enough / 2) ||
           covered >= (wanted->n > 0 ? covers : DBL_MIN);
}

/* Says whether the question has to be looked up together with what was said before. What it finds by itself
 * goes before: an answer always, a choice unless the question refers to something and the passage that was
 * shown has it. */
static bool needs_before(const struct ranking *both, const struct ranking *alone,
                         enum knowledge_reference reference, const struct part_wanted *wanted, bool about_it,
                         double covered)
{
    enum knowledge_decision by_itself = decide(alone), together = decide(both);
    bool shown = both->n > 0 && is_shown(both->before, &both->hit[0]),
         has_all = wanted->kind != NULL && covered >= 1;
    if (together == KNOWLEDGE_NONE)
        return false;
    if (reference == REFERENCE_BARE && shown && about_it)
        return true;
    if (by_itself == KNOWLEDGE_ANSWER)
        return false;
    if (by_itself == KNOWLEDGE_ASK)
        return reference != REFERENCE_SHORT && shown && together == KNOWLEDGE_ANSWER && about_it;
    if (reference == REFERENCE_SHORT)
        return shown && about_it && (wanted->n == 0 || same_best(both, alone) || has_all);
    return about_it || wanted->n <= 1;
}

/* Returns the ranking of a question together with what was said before it, if the question needs that; else
 * alone. */
static const struct ranking *with_before(const struct ranking *alone, const struct knowledge_asked *directory,
                                         struct words *words, struct pieces *pieces,
                                         const struct knowledge_before *before, const char *question)
{
    struct arena *arena = directory->arena;
    struct part_wanted wanted = part_wanted(arena, words, question);
    enum knowledge_reference reference = knowledge_reference(arena, words, question, &wanted);
    if (reference == REFERENCE_NONE)
        return alone;
    struct ranking *both = rank(directory, words, pieces, before,
                                arena_printf(arena, "%s\n%s\n%s", question, passage_heading(before->title),
                                             utf8_head(arena, before->question, KNOWLEDGE_QUESTION / 2)));
    double covered =
        both->n > 0 ? part_of(arena, words, &wanted, both->hit[0].title, both->hit[0].body).covers : 0;
    bool about_it = both->n > 0 && is_about_it(both, alone, &wanted, covered);
    if (!needs_before(both, alone, reference, &wanted, about_it, covered))
        return alone;
    both->says_nothing = !about_it;
    return both;
}

void knowledge_ask_after(struct store *store, struct arena *arena, struct words *words, const char *directory,
                         const struct knowledge_before *before, const char *question,
                         struct knowledge_answer *answer)
{
    struct knowledge_asked *a = arena_alloc(arena, sizeof *a);
    *answer = (struct knowledge_answer){.decision = KNOWLEDGE_NONE};
    a->store = store;
    a->arena = arena;
    a->near = before->near != NULL && before->near->n > 0 ? before->near : NULL;
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
    struct pieces *pieces = pieces_new(arena, vocabulary_pieces(store, arena, a->directory), a->passages);
    const struct ranking *r = best_of(a, words, pieces, utf8_head(arena, question, KNOWLEDGE_QUESTION));
    if (before->question[0] != '\0')
        r = with_before(r, a, words, pieces, before, utf8_head(arena, question, KNOWLEDGE_QUESTION));
    answer->follows = r->before != NULL;
    while (answer->n < r->n && answer->n < KNOWLEDGE_HITS && fused(&r->score[answer->n]) >= least) {
        answer->choices += fused(&r->score[answer->n]) >= fused(&r->score[0]) / 2;
        answer->n++;
    }
    memcpy(answer->hit, r->hit, answer->n * sizeof r->hit[0]);
    for (size_t i = 0; i < answer->n; i++) {
        const struct knowledge_score *score = &r->score[i];
        answer->hit[i].words = score->total / KNOWLEDGE_SCORE_MOST;
        answer->hit[i].meaning = score->meaning / MEANING_SCORE_MOST;
        answer->hit[i].score = a->near == NULL ? answer->hit[i].words
                                               : fused(score) / (KNOWLEDGE_SCORE_MOST + MEANING_SCORE_MOST);
    }
    answer->decision = decide(r);
}

void knowledge_ask(struct store *store, struct arena *arena, struct words *words, const char *directory,
                   const char *question, struct knowledge_answer *answer)
{
    static const struct knowledge_before nothing = {.question = "", .title = "", .source = ""};
    knowledge_ask_after(store, arena, words, directory, &nothing, question, answer);
}
