/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gaps: what customers asked and the knowledge of a responder had no good answer for: questions for which nothing was
 * found, and answers that the customer rejected. Questions that are alike are one gap. Nothing is written for a gap: it
 * is made of the questions and the archive, and is gone when the knowledge answers the question. */
#ifndef FRONTDESK_GAPS_H
#define FRONTDESK_GAPS_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf_responder;
struct store;
struct words;

enum {
    GAPS_MISSES = 2000,   /* the latest questions without a good answer that are looked at */
    GAPS_SEEN = 100000,   /* from which these are taken */
    GAPS_OF_CUSTOMER = 5, /* of one customer on one day; more count for nothing */
    GAPS_WORDINGS = 8,    /* of a gap that are kept */
    GAPS_WORDING = 300,   /* characters of each */
    GAPS_ANSWER = 2000,   /* characters of an agent's answer */
};

struct gap {
    int64_t id;         /* of its first question; stays the same as long as that is in the store */
    size_t n_questions; /* of customers, but for floods */
    size_t n_customers;
    int64_t first_ms, last_ms;
    const char *wording[GAPS_WORDINGS]; /* each once, on one line; the first one first */
    size_t n_wordings;
    const char *rejected; /* the title of the text that a customer rejected; "" if nothing was found */
    /* What the agent answered who had the conversation afterwards; "" if none did. */
    const char *answer;
    int64_t answered_in; /* the conversation of that answer; 0 */
    /* The text of the knowledge that says what the agent answered; "" if there is none. Then the question needs no new
     * text, but words that find this one. */
    const char *title, *source;
    /* A line for synonyms.txt that would lead to that text: a word of the question that no text has, and a word of its
     * title; "" if there are no such words. */
    const char *synonyms;
};

/* Finds the gaps of a responder since that time, the one of the most customers first. keep: for the result. scratch: the
 * arena of the store; it is reset. Returns their number. */
size_t gaps_find(struct store *, struct arena *scratch, struct arena *keep, struct words *,
                 const struct conf_responder *, int64_t since_ms, struct gap **);

/* Returns a gap as Markdown that the knowledge can read, in the arena: the wordings as lines with "Q:", the agent's
 * answer behind "A:". A line of the answer that would begin a heading or a question does not. */
const char *gap_markdown(struct arena *, const struct gap *);

#endif
