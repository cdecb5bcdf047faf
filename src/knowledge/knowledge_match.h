/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_match: which passages are worth a closer look: those that have the most of a question, as the full-text
 * index knows it. What that costs depends on how many passages have a term, so the rarest are looked up first, and the
 * most frequent of a long question not at all. */
#ifndef FRONTDESK_KNOWLEDGE_MATCH_H
#define FRONTDESK_KNOWLEDGE_MATCH_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct store;

/* One thing that is asked for. */
struct wanted {
    const char *query;      /* of FTS5 */
    int64_t frequent;       /* about so many passages have it */
    double weight, in_body; /* what it is worth in a title; in_body: the share of that anywhere else */
};

struct match {
    int64_t id;   /* of the passage */
    double worth; /* of all that it has of what was looked up */
};

struct matches {
    struct match *at; /* the best first, and of equals the oldest */
    size_t n;
    double rest; /* the weight of what was not looked up: a passage may be worth so much more */
};

/* In the arena; changes the order of what is wanted. passages: how many there are. max: of what is found. */
struct matches knowledge_match(struct store *, struct arena *, int64_t passages, struct wanted *, size_t n, size_t max);

#endif
