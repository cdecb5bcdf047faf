/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * snippet: the part of a found message that shows what was found. The full-text index keeps no texts, so it
 * cannot cut them; the same words are looked for here, by the same breaker. */
#ifndef FRONTDESK_SNIPPET_H
#define FRONTDESK_SNIPPET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

/* A piece of the snippet, printable, on one line. */
struct snippet_part {
    const char *text;
    bool hit;
};

struct snippet {
    struct snippet_part *parts;
    size_t n;
};

/* At most about so many columns of body, beginning shortly before the first hit of the query, as
 * words_query() understands it. Where no hit can be seen it is the beginning of the body. */
struct snippet snippet_cut(struct arena *, struct words *, const char *query, const char *body,
                           size_t columns);

#endif
