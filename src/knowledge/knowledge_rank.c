/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_rank: decides which passages answer a question, and whether to answer, to ask back, or to give no
 * answer.
 *
 * Plain BM25 is not used. It adds up what matches, so a long question about something else that shares a few
 * words with a text scores as high as a short one that the text answers. Here the score is a share: how much
 * of the question does the passage cover, where rare words weigh more? A word that no passage of the
 * directory has counts against it in full. knowledge_match.h only chooses the passages that are scored.
 * The constants were fixed by `knowledge eval` on the odd lines of t/knowledge/facts.tsv and on
 * t/knowledge/shop.tsv; `make knowledge` prints the figures of the even lines too. */
#include "knowledge/knowledge.h"
#include "knowledge/knowledge_asked.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "knowledge/knowledge_match.h"
#include "knowledge/knowledge_terms.h"
#include "store/store.h"

enum { CANDIDATES = 200 /* passages that are scored */ };

/* The worth of a match in the body, compared with one in the title. */
static const double in_body = 0.85;
/* The part of the score that depends on how much of the title the question covers: it tells "returns" from
 * "returns from abroad". */
static const double title_share = 0.2, stops_share = 0.05;
/* Chinese scores are lower, because of pairs across word borders and single characters. */
static const struct {
    double answer, ask;
} thresholds[] = {
    [TERMS_EN] = {.answer = 0.36, .ask = 0.31},
    [TERMS_DE] = {.answer = 0.36, .ask = 0.31},
    [TERMS_ZH] = {.answer = 0.32, .ask = 0.23},
};
/* How far the best passage must be ahead of the second one; otherwise the responder asks back. A question of
 * one word needs a larger lead. */
static const double lead = 0.02, lead_of_one = 0.1;

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

static double worth_in(const struct asked_way *way, const char *title, const char *body)
{
    double worth = 1;
    for (size_t k = 0; k < way->n; k++) {
        double here = strstr(title, way->term[k]) != NULL  ? 1
                      : strstr(body, way->term[k]) != NULL ? in_body
                                                           : 0;
        worth = here < worth ? here : worth;
    }
    return worth * way->worth;
}

/* Returns the share of the title that the question covers, weighed by rarity. */
static double covered_title(struct knowledge_asked *a, const char *title)
{
    const char *term[KNOWLEDGE_ASKED_TERMS];
    size_t n = knowledge_asked_split(a->arena, title, term, KNOWLEDGE_ASKED_TERMS);
    double all = 0, covered = 0;
    for (size_t i = 0; i < n; i++) {
        if (strstr(term[i], "__") != NULL) {
            continue;
        }
        const char *whole = arena_printf(a->arena, " %s ", term[i]);
        double weight = knowledge_asked_rarity(a, knowledge_asked_frequency(a, whole));
        all += weight;
        for (size_t k = 0, found = 0; k < a->n && !found; k++) {
            for (size_t w = 0; w < a->asked[k].n && !found; w++) {
                for (size_t j = 0; j < a->asked[k].way[w].n && !found; j++) {
                    found = a->asked[k].weight > 0 && strcmp(a->asked[k].way[w].term[j], whole) == 0;
                }
            }
            covered += found ? weight : 0;
        }
    }
    return all == 0 ? 0 : covered / all;
}

/* Returns the share of stop words that question and title have in common: "how long" is not "how much". */
static double same_stops(struct knowledge_asked *a, const char *title)
{
    size_t both = 0, all = 0;
    for (const char *at = title; (at = strstr(at, "__")) != NULL; at++) {
        all++;
    }
    for (size_t i = 0; i < a->n; i++) {
        if (a->asked[i].term.kind == TERM_STOP) {
            bool here =
                strstr(title, knowledge_asked_key(a, arena_printf(a->arena, "_%s", a->asked[i].term.text))) !=
                NULL;
            both += here;
            all += !here;
        }
    }
    return all == 0 ? 1 : both > all ? 1 : (double)both / (double)all;
}

static double score(struct knowledge_asked *a, const char *title, const char *body)
{
    double covered = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct asked_term *t = &a->asked[i];
        double best = 0;
        for (size_t w = 0; w < t->n && t->weight > 0; w++) {
            double worth = worth_in(&t->way[w], title, body);
            best = worth > best ? worth : best;
        }
        covered += t->weight * best;
    }
    covered /= a->weight;
    return covered == 0 ? 0
                        : covered * (1 - title_share - stops_share + title_share * covered_title(a, title) +
                                     stops_share * same_stops(a, title));
}

static void keep(struct knowledge_answer *answer, struct knowledge_hit hit)
{
    size_t at = answer->n;
    while (at > 0 && answer->hit[at - 1].score < hit.score) {
        at--;
    }
    if (at == KNOWLEDGE_HITS) {
        return;
    }
    size_t n = answer->n == KNOWLEDGE_HITS ? KNOWLEDGE_HITS - 1 : answer->n;
    memmove(&answer->hit[at + 1], &answer->hit[at], (n - at) * sizeof hit);
    answer->hit[at] = hit;
    answer->n = n + 1;
}

static void look_at(struct knowledge_asked *a, int64_t id, struct knowledge_answer *answer)
{
    struct cursor *c = store_query(a->store, SQL_passage_get, INT(id));
    if (!cursor_next(c)) {
        return;
    }
    struct knowledge_hit hit = {
        .id = id, .title = cursor_text(c, 0), .source = cursor_text(c, 1), .body = cursor_text(c, 2)};
    hit.score = score(a, cursor_text(c, 3), cursor_text(c, 4));
    cursor_end(c);
    if (hit.score > 0) {
        keep(answer, hit);
    }
}

/* Skips passages that cannot get ahead of the third one, because no score is higher than the covered share.
 */
static void rank(struct knowledge_asked *a, struct knowledge_answer *answer)
{
    struct wanted wanted[KNOWLEDGE_ASKED_TERMS];
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        n += a->asked[i].weight > 0 && want(a, &a->asked[i], &wanted[n]);
    }
    struct matches found = knowledge_match(a->store, a->arena, a->passages, wanted, n, CANDIDATES);
    for (size_t i = 0; i < found.n; i++) {
        double most = (found.at[i].worth + found.rest) / a->weight;
        if (answer->n == KNOWLEDGE_HITS && most <= answer->hit[KNOWLEDGE_HITS - 1].score) {
            break;
        }
        look_at(a, found.at[i].id, answer);
    }
}

static enum knowledge_decision decide(const struct knowledge_asked *a, const struct knowledge_answer *answer)
{
    size_t said = 0;
    for (size_t i = 0; i < a->n; i++) {
        said += a->asked[i].weight > 0 && a->asked[i].term.kind == TERM_WORD;
    }
    double first = answer->n > 0 ? answer->hit[0].score : 0,
           second = answer->n > 1 ? answer->hit[1].score : 0;
    if (first < thresholds[a->language].ask) {
        return KNOWLEDGE_NONE;
    }
    bool apart = first - second >= (said > 1 ? lead : lead_of_one);
    return apart && first >= thresholds[a->language].answer ? KNOWLEDGE_ANSWER : KNOWLEDGE_ASK;
}

const char *knowledge_decision_name(enum knowledge_decision decision)
{
    static const char *const names[] = {
        [KNOWLEDGE_NONE] = "none", [KNOWLEDGE_ASK] = "ask", [KNOWLEDGE_ANSWER] = "answer"};
    return names[decision];
}

void knowledge_ask(struct store *store, struct arena *arena, struct words *words, const char *directory,
                   const char *question, struct knowledge_answer *answer)
{
    struct knowledge_asked *a = arena_alloc(arena, sizeof *a);
    *answer = (struct knowledge_answer){.decision = KNOWLEDGE_NONE};
    a->store = store;
    a->arena = arena;
    a->directory = store_int(store, SQL_knowledge_directory_find, 0, TEXT(directory));
    a->passages = store_int(store, SQL_knowledge_passages, 0, INT(a->directory));
    if (a->passages == 0) {
        return;
    }
    knowledge_asked_read(a, words, question);
    rank(a, answer);
    answer->decision = decide(a, answer);
}
