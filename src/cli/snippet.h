/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * snippet: cuts out the part of a found message that shows the match. The full-text index keeps no texts and
 * cannot cut snippets, so the words of the query are searched again here, with the same word breaker. */
#ifndef FRONTDESK_SNIPPET_H
#define FRONTDESK_SNIPPET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

/* A piece of the snippet, printable and on one line. hit: it matches the query. */
struct snippet_part {
    const char *text;
    bool hit;
};

struct snippet {
    struct snippet_part *parts;
    size_t n;
};

/* Cuts a part of about `columns` columns at most out of body, beginning shortly before the first match of
 * the query (as words_query() understands it). When there is no visible match, it is the beginning of
 * body. */
struct snippet snippet_cut(struct arena *, struct words *, const char *query, const char *body,
                           size_t columns);

#endif
