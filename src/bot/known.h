/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * known: the texts of the company that a language model is given for a question: all of them, if they fit into
 * the budget, or else the passages that were found for it. */
#ifndef FRONTDESK_KNOWN_H
#define FRONTDESK_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

struct conversation;
struct desk;
struct knowledge_hit;
struct responder_state;

struct known {
    const struct knowledge_hit *hit; /* in the arena */
    size_t n;
    bool whole; /* these are all texts */
    /* The passage that was found for the question, for reports; "": none. */
    const char *title, *source;
};

/* Finds the texts for a question of the conversation. A question that refers to the one before finds its
 * passages with that one. */
struct known known_of(struct desk *, const struct conversation *, const struct responder_state *,
                      const char *question);

/* Returns a passage between marks, as it stands in a request, in the arena. */
const char *known_passage(struct desk *, const struct knowledge_hit *);

#endif
