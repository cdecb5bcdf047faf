/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * search: looks for what a customer's question means before the responder answers it. The vector of the question is
 * asked for once; when it has come, it is compared with those of the texts, a slice in a turn. After
 * embeddings_timeout the responder answers by the words alone, however far this has come. */
#ifndef FRONTDESK_SEARCH_H
#define FRONTDESK_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

struct conversation;
struct desk;
struct model_news;
struct responder_state;

/* Begins to look for a question. Returns false if the responder has to answer at once by the words: it has no
 * `embeddings`, or too few texts have their vectors. Else responder_found() is called later. */
bool search_begin(struct desk *, const struct conversation *, const struct responder_state *,
                  const char *question);
/* Handler of TIMER_SEARCH: compares a slice, or gives up. */
void search_due(struct desk *, int64_t conversation);
/* Handles what has come for a request of a search: news with a negative task. */
void search_news(struct desk *, const struct model_news *);

/* Ends the search of a conversation, if there is one. */
void search_drop(struct desk *, int64_t conversation);
/* Must be called when the customer goes on writing: ends the search, and its question becomes part of the next
 * one. */
void search_call_back(struct desk *, int64_t conversation);

#endif
