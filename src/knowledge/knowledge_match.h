/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_match: chooses the passages that deserve a closer look: those that hold most of a question,
 * according to the full-text index. The cost of a lookup depends on how many passages have the term, so the
 * rarest terms are looked up first, and the most frequent terms of a long question are not looked up at
 * all. */
#ifndef FRONTDESK_KNOWLEDGE_MATCH_H
#define FRONTDESK_KNOWLEDGE_MATCH_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct store;

/* One term or phrase of the question. */
struct wanted {
    const char *query; /* an FTS5 query */
    int64_t frequent;  /* about how many passages have it */
    /* Worth when found in a title; in_body: the share of it that a match elsewhere is worth. */
    double weight, in_body;
};

struct match {
    int64_t id;   /* of the passage */
    double worth; /* the sum of the weights of all terms that were looked up and found in it */
};

struct matches {
    struct match *at; /* best first, among equals the oldest */
    size_t n;
};

/* Returns at most max passages, in the arena. Changes the order of the n wanted. passages: the number of
 * passages in the index. */
struct matches knowledge_match(struct store *, struct arena *, int64_t passages, struct wanted *, size_t n,
                               size_t max);

#endif
