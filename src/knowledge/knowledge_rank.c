/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_rank: decides which passages answer a question, and whether to answer, to ask back, or to say
 * nothing.
 *
 * Plain BM25 is not used. It adds up what matches, so a long question about something else that shares a few
 * words with a text scores as high as a short one that the text answers. Here the score is a share: how much
 * of the question does the passage cover, where rare words weigh more? A word that no passage of the
 * directory has counts against it in full. knowledge_match.h only chooses the passages that are looked at.
 * The constants were fixed by `knowledge eval` on the odd lines of t/knowledge/facts.tsv and on
 * t/knowledge/shop.tsv; `make knowledge` prints the figures of the even lines too. */
#include "knowledge/knowledge.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"
#include "knowledge/knowledge_match.h"
#include "knowledge/knowledge_terms.h"
#include "knowledge/knowledge_text.h"
#include "store/store.h"

enum {
    TERMS = 64,       /* of a question */
    PHRASE = 8,       /* terms of a phrase of synonyms */
    WAYS = 24,        /* ways in which a term may be found */
    MISSPELT = 8,     /* misspelt words of a question for which similar words are looked for */
    CANDIDATES = 200, /* passages that are looked at */
    /* The most passages that can have a term, counting old and new forms of files; a damaged store may say
     * more. */
    MOST = 4 * KNOWLEDGE_PASSAGES,
};

/* What a match is worth beside the word itself in the title. */
static const double in_body = 0.85, as_synonym = 0.9, as_misspelt = 0.75, as_part = 0.65;
/* What a term weighs beside a word as rare. */
static const double weight_part = 0.8, weight_single = 0.4, weight_across = 0.4, weight_stop = 0.3;
static const double weight_unknown = 0.85;
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
/* How far the best passage must be ahead of the second; else the responder asks which is meant. After a
 * question of one word more is needed. */
static const double lead = 0.02, lead_of_one = 0.1;

/* One way in which a passage may hold a term of the question: it holds all of these terms. */
struct way {
    const char *term[PHRASE]; /* " 3_return " */
    size_t n;
    double worth;
};

struct asked {
    struct term term;
    double weight;
    struct way way[WAYS];
    size_t n;
};

struct asking {
    struct store *store;
    struct arena *arena;
    int64_t directory;
    int64_t passages; /* in it */
    struct asked asked[TERMS];
    size_t n;
    double weight; /* of all */
    int misspelt;
    enum terms_language language;
};

static const char *key(struct asking *a, const char *term)
{
    return arena_printf(a->arena, " %lld_%s ", (long long)a->directory, term);
}

/* How many passages have it. */
static int64_t frequency(struct asking *a, const char *key_of_term)
{
    const char *bare = arena_strndup(a->arena, key_of_term + 1, strlen(key_of_term) - 2);
    int64_t n = store_int(a->store, SQL_passage_term, 0, TEXT(bare));
    return n < 0 ? 0 : n > MOST ? MOST : n;
}

static double rarity(const struct asking *a, int64_t frequent)
{
    double all = a->passages < 20 ? 20 : (double)a->passages,
           n = (double)(frequent > a->passages ? a->passages : frequent);
    return log(1 + (all - n + 0.5) / (n + 0.5));
}

/* ---- spelling ---- */

static size_t smallest(size_t a, size_t b, size_t c)
{
    return a < b ? (a < c ? a : c) : (b < c ? b : c);
}

/* Letters left out, put in, exchanged, or two of them turned round (Damerau). */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[3][TERM_BYTES + 1];
    for (size_t j = 0; j <= m; j++) {
        row[0][j] = j;
    }
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = smallest(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < now[j]) {
                now[j] = before[j - 2] + 1;
            }
        }
    }
    return row[n % 3][m];
}

/* How near a known term comes to one that is not known: what a match is worth; 0: it is another word. */
static double nearness(const char *unknown, const char *known)
{
    size_t n = strlen(unknown), m = strlen(known);
    if (n < 4 || m < 4 || m > TERM_BYTES || n > TERM_BYTES) {
        return 0;
    }
    size_t shorter = n < m ? n : m;
    if (shorter >= 5 && n != m && memcmp(unknown, known, shorter) == 0) {
        return as_part; /* "Rückgabefrist" and "Rückgabe" */
    }
    if ((n > m ? n - m : m - n) > 2) {
        return 0;
    }
    size_t far = distance(unknown, n, known, m), may = n >= 8 ? 2 : n >= 5 ? 1 : 0;
    return far <= may ? as_misspelt : 0;
}

static bool ascii(const char *s)
{
    for (; *s != '\0'; s++) {
        if ((unsigned char)*s >= 0x80) {
            return false;
        }
    }
    return true;
}

static void add_way(struct asked *t, const char *key_of_term, double worth)
{
    if (t->n < WAYS) {
        t->way[t->n++] = (struct way){.term = {key_of_term}, .n = 1, .worth = worth};
    }
}

/* Adds the known terms that are most similar to an unknown one. Looks among terms with the same first
 * letter, where people seldom make mistakes. Returns at most how many passages have them. */
static int64_t add_near(struct asking *a, struct asked *t)
{
    /* The German stem has no umlauts. */
    const char *text = ascii(t->term.text) || t->term.other == NULL ? t->term.text : t->term.other;
    double best = 0;
    int64_t frequent = 0;
    if (t->term.kind != TERM_WORD || strlen(text) < 4 || !ascii(text) || (text[0] >= '0' && text[0] <= '9') ||
        a->misspelt == MISSPELT) {
        return 0;
    }
    a->misspelt++;
    const char *from = arena_printf(a->arena, "%lld_%c", (long long)a->directory, text[0]);
    const char *until = arena_printf(a->arena, "%lld_%c", (long long)a->directory, text[0] + 1);
    struct cursor *c = store_query(a->store, SQL_passage_terms, TEXT(from), TEXT(until));
    while (cursor_next(c)) {
        const char *known = cursor_text(c, 0), *bar = strchr(known, '_');
        double near = bar == NULL ? 0 : nearness(text, bar + 1);
        if (near == 0 || near < best) {
            continue;
        }
        if (near > best) {
            t->n = 0;
            frequent = 0;
        }
        best = near;
        add_way(t, key(a, bar + 1), near);
        frequent += cursor_int(c, 1);
    }
    cursor_end(c);
    return frequent;
}

/* ---- synonyms ---- */

static size_t split(struct arena *arena, const char *text, const char **out, size_t max)
{
    char *copy = arena_strdup(arena, text);
    size_t n = 0;
    for (char *word; n < max && (word = strsep(&copy, " ")) != NULL;) {
        if (word[0] != '\0') {
            out[n++] = word;
        }
    }
    return n;
}

static bool same(const struct term *t, const char *text)
{
    return t->kind != TERM_ACROSS &&
           (strcmp(t->text, text) == 0 || (t->other != NULL && strcmp(t->other, text) == 0));
}

/* How many terms of the question from `at` on the phrase takes; 0: it does not stand there. */
static size_t stands_at(const struct asking *a, size_t at, const char *const *phrase, size_t n)
{
    size_t here = at;
    for (size_t i = 0; i < n; here++) {
        if (here == a->n) {
            return 0;
        }
        if (a->asked[here].term.kind == TERM_ACROSS) {
            continue;
        }
        if (!same(&a->asked[here].term, phrase[i++])) {
            return 0;
        }
    }
    return here - at;
}

static void add_phrase(struct asking *a, size_t at, size_t size, const char *const *phrase, size_t n)
{
    for (size_t i = at; i < at + size; i++) {
        struct asked *t = &a->asked[i];
        if (t->term.kind == TERM_ACROSS || t->n == WAYS) {
            continue;
        }
        struct way *way = &t->way[t->n++];
        *way = (struct way){.n = n, .worth = as_synonym};
        for (size_t k = 0; k < n; k++) {
            way->term[k] = key(a, phrase[k]);
        }
    }
}

/* All phrases of one line of synonyms: when one of them is in the question, the others may be in the
 * passage. */
static void add_line(struct asking *a, const char *phrase[][PHRASE], const size_t *size, size_t n)
{
    for (size_t p = 0; p < n; p++) {
        for (size_t at = 0; at < a->n; at++) {
            size_t taken = size[p] == 0 ? 0 : stands_at(a, at, phrase[p], size[p]);
            for (size_t other = 0; taken > 0 && other < n; other++) {
                if (other != p && size[other] > 0) {
                    add_phrase(a, at, taken, phrase[other], size[other]);
                }
            }
        }
    }
}

static void add_synonyms(struct asking *a)
{
    const char *phrase[SYNONYM_PHRASES][PHRASE];
    size_t size[SYNONYM_PHRASES], n = 0;
    int64_t line = -1;
    struct cursor *c =
        store_query(a->store, SQL_synonym_all, INT(a->directory), TEXT(KNOWLEDGE_SYNONYMS_FILE));
    while (cursor_next(c)) {
        if (cursor_int(c, 0) != line) {
            add_line(a, phrase, size, n);
            n = 0;
            line = cursor_int(c, 0);
        }
        if (n < SYNONYM_PHRASES) {
            size[n] = split(a->arena, cursor_text(c, 1), phrase[n], PHRASE);
            n++;
        }
    }
    cursor_end(c);
    add_line(a, phrase, size, n);
}

/* ---- the question ---- */

static double weight_of_kind(const struct term *t)
{
    switch (t->kind) {
    case TERM_WORD:
        return 1;
    case TERM_PART:
        return weight_part / t->parts * 1.5;
    case TERM_SINGLE:
        return weight_single;
    case TERM_ACROSS:
        return weight_across;
    case TERM_STOP:
        return weight_stop;
    }
    return 0;
}

/* How many passages can be found by the rarest of its terms. */
static int64_t frequency_of_way(struct asking *a, const struct way *way)
{
    int64_t least = INT64_MAX;
    for (size_t k = 0; k < way->n; k++) {
        int64_t n = frequency(a, way->term[k]);
        least = n < least ? n : least;
    }
    return least;
}

/* … by the most frequent of its ways. */
static int64_t frequency_of_ways(struct asking *a, const struct asked *t)
{
    int64_t most = 0;
    for (size_t i = 0; i < t->n; i++) {
        int64_t least = frequency_of_way(a, &t->way[i]);
        most = least > most ? least : most;
    }
    return most;
}

static void weigh(struct asking *a, struct asked *t)
{
    int64_t frequent;
    if (t->term.kind == TERM_STOP) {
        /* "how much" says nothing, unless the synonyms say that it does. */
        frequent = frequency_of_ways(a, t);
        t->weight = frequent == 0 ? 0 : weight_stop * rarity(a, frequent);
        return;
    }
    size_t synonyms = t->n;
    add_way(t, key(a, t->term.text), 1);
    if (t->term.other != NULL) {
        add_way(t, key(a, t->term.other), 1);
    }
    frequent = frequency_of_ways(a, t);
    if (frequent == 0 && synonyms == 0) {
        frequent = add_near(a, t);
    }
    if (frequent == 0 && t->term.kind == TERM_ACROSS) {
        return; /* the border was right */
    }
    t->weight = weight_of_kind(&t->term) * rarity(a, frequent) * (frequent == 0 ? weight_unknown : 1);
}

static void read_question(struct asking *a, struct words *words, const char *question)
{
    struct term term[TERMS];
    a->language = terms_language(words, question);
    a->n = terms_of_question(a->arena, words, utf8_head(a->arena, question, KNOWLEDGE_QUESTION), term, TERMS);
    for (size_t i = 0; i < a->n; i++) {
        a->asked[i].term = term[i];
    }
    add_synonyms(a);
    for (size_t i = 0; i < a->n; i++) {
        weigh(a, &a->asked[i]);
    }
    /* A word said twice is one word. */
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < i && a->asked[i].weight > 0; j++) {
            if (strcmp(a->asked[i].term.text, a->asked[j].term.text) == 0) {
                a->asked[i].weight = 0;
            }
        }
        a->weight += a->asked[i].weight;
    }
}

/* ---- what is looked up ---- */

static const char *quoted(struct asking *a, const char *term)
{
    return arena_printf(a->arena, "\"%.*s\"", (int)strlen(term) - 2, term + 1);
}

/* All the terms of one way, as FTS5 has it. */
static const char *query_of_way(struct asking *a, const struct way *way)
{
    const char *all = quoted(a, way->term[0]);
    for (size_t k = 1; k < way->n; k++) {
        all = arena_printf(a->arena, "%s AND %s", all, quoted(a, way->term[k]));
    }
    return arena_printf(a->arena, "(%s)", all);
}

/* Collects all ways in which the term may be found; the best one counts. Returns false when no passage has
 * any. */
static bool want(struct asking *a, const struct asked *t, struct wanted *out)
{
    *out = (struct wanted){.in_body = in_body};
    double worth = 0;
    for (size_t w = 0; w < t->n; w++) {
        int64_t n = frequency_of_way(a, &t->way[w]);
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

static double worth_in(const struct way *way, const char *title, const char *body)
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

/* How much of the title the question covers, by rarity. */
static double covered_title(struct asking *a, const char *title)
{
    const char *term[TERMS];
    size_t n = split(a->arena, title, term, TERMS);
    double all = 0, covered = 0;
    for (size_t i = 0; i < n; i++) {
        if (strstr(term[i], "__") != NULL) {
            continue;
        }
        const char *whole = arena_printf(a->arena, " %s ", term[i]);
        double weight = rarity(a, frequency(a, whole));
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

/* How much the stop words of question and title are the same: "how long" is not "how much". */
static double same_stops(struct asking *a, const char *title)
{
    size_t both = 0, all = 0;
    for (const char *at = title; (at = strstr(at, "__")) != NULL; at++) {
        all++;
    }
    for (size_t i = 0; i < a->n; i++) {
        if (a->asked[i].term.kind == TERM_STOP) {
            bool here = strstr(title, key(a, arena_printf(a->arena, "_%s", a->asked[i].term.text))) != NULL;
            both += here;
            all += !here;
        }
    }
    return all == 0 ? 1 : both > all ? 1 : (double)both / (double)all;
}

static double score(struct asking *a, const char *title, const char *body)
{
    double covered = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct asked *t = &a->asked[i];
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

static void look_at(struct asking *a, int64_t id, struct knowledge_answer *answer)
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

/* Passages that cannot get ahead of the third any more are not looked at, because no score is higher than
 * the covered share. */
static void rank(struct asking *a, struct knowledge_answer *answer)
{
    struct wanted wanted[TERMS];
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

static enum knowledge_decision decide(const struct asking *a, const struct knowledge_answer *answer)
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
    struct asking *a = arena_alloc(arena, sizeof *a);
    *answer = (struct knowledge_answer){.decision = KNOWLEDGE_NONE};
    a->store = store;
    a->arena = arena;
    a->directory = store_int(store, SQL_knowledge_directory_find, 0, TEXT(directory));
    a->passages = store_int(store, SQL_knowledge_passages, 0, INT(a->directory));
    if (a->passages == 0) {
        return;
    }
    read_question(a, words, question);
    rank(a, answer);
    answer->decision = decide(a, answer);
}
