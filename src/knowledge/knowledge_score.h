/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_score: how well a passage fits a question, by two channels: the stems that they share, and the
 * pieces of characters (pieces.h). */
#ifndef FRONTDESK_KNOWLEDGE_SCORE_H
#define FRONTDESK_KNOWLEDGE_SCORE_H

#include <stdbool.h>

#include "knowledge/knowledge_asked.h"
#include "knowledge/pieces.h"

enum { KNOWLEDGE_SCORE_MOST = 5 };

struct knowledge_score {
    /* BM25 over stems, spellings and synonyms, as a share of the most that a passage can have: 0 to about
     * 1. */
    double stems;
    struct pieces_fit pieces;
    double total;   /* the weighted sum: 0 to KNOWLEDGE_SCORE_MOST */
    double meaning; /* what its vector adds, 0 to MEANING_SCORE_MOST; 0 without vectors */
    bool slight;    /* it shares but one word with the question, and the heading has other words */
};

/* A passage as the store has it. */
struct knowledge_terms_of {
    const char *title, *body;     /* terms */
    const char *wordings, *plain; /* results of pieces_text() */
};

struct knowledge_score knowledge_score(const struct knowledge_asked *, struct pieces *question,
                                       const struct knowledge_terms_of *);

#endif
