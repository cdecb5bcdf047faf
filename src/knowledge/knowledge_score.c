/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_score: see knowledge_score.h. */
#include "knowledge/knowledge_score.h"

#include <string.h>

/* BM25: how soon more of the same word stops to count, and how much the length of a passage counts. */
static const double more = 1.2, by_length = 0.75;
/* Times that a word of the heading or of a wording counts. */
static const double in_title = 2;
static const double weight_stems = 1.2, weight_whole = 2, weight_unit = 1, weight_wording = 0.8;

/* Returns how often a term, " 3_return ", stands among the terms of a text. */
static size_t times(const char *terms, const char *term)
{
    size_t n = 0, len = strlen(term);
    for (const char *at = terms; (at = strstr(at, term)) != NULL; at += len - 1)
        n++;
    return n;
}

static double frequency(const struct asked_way *way, const struct knowledge_terms_of *p)
{
    double least = 0;
    for (size_t k = 0; k < way->n; k++) {
        double here = in_title * (double)times(p->title, way->term[k]) + (double)times(p->body, way->term[k]);
        least = k == 0 || here < least ? here : least;
    }
    return least;
}

/* Returns how many words, stop words apart, the first wording of a heading has. */
static size_t said(const char *terms)
{
    size_t n = 0;
    for (const char *at = terms; (at = strchr(at, '_')) != NULL; at += strcspn(at, " "))
        n += at[1] != '_';
    return n;
}

/* Sets slight if it shares only one word with the question, unless that is the whole heading. */
static double stems(const struct knowledge_asked *a, const struct knowledge_terms_of *p, bool *slight)
{
    size_t shared = 0;
    double length = (double)(terms_count(p->title) + terms_count(p->body));
    double slower = more * (1 - by_length + by_length * length / (a->length > 0 ? a->length : 1));
    double all = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct asked_term *t = &a->asked[i];
        double best = 0;
        for (size_t w = 0; w < t->n && t->weight > 0; w++) {
            double n = frequency(&t->way[w], p), worth = t->way[w].worth * n / (n + slower);
            best = n > 0 && worth > best ? worth : best;
        }
        all += t->weight * best;
        shared += best > 0;
    }
    *slight = shared <= 1 && said(p->title) != 1;
    return a->weight > 0 ? all / a->weight : 0;
}

struct knowledge_score knowledge_score(const struct knowledge_asked *a, struct pieces *question,
                                       const struct knowledge_terms_of *p)
{
    struct knowledge_score s = {.pieces = pieces_compare(question, p->wordings, p->plain)};
    s.stems = stems(a, p, &s.slight);
    s.total = weight_stems * s.stems + weight_whole * s.pieces.whole + weight_unit * s.pieces.unit +
              weight_wording * s.pieces.wording;
    return s;
}
