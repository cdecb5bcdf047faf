/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_part: the sentence of a passage that a question about this passage asks for. "How long does that
 * take?" asks for a time, and a sentence that has one answers it, also if the two share no word. */
#ifndef FRONTDESK_KNOWLEDGE_PART_H
#define FRONTDESK_KNOWLEDGE_PART_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct part_kind;
struct term;
struct words;

/* What a question asks for: words that say what it is about, and a kind of thing (a time, a price, a date),
 * whose words ("how long", "kostet") are not among them. */
struct part_wanted {
    const struct term *term;
    size_t n;
    const struct part_kind *kind; /* NULL: none of these */
};
struct part_wanted part_wanted(struct arena *, struct words *, const char *question);
/* Says whether it asks for something that the question before did not ask for. */
bool part_is_new(const struct part_wanted *, const struct part_wanted *before);

struct part {
    const char *text; /* the sentence, in the arena; NULL: none has anything of what is asked for */
    double covers;    /* the share of what is asked for that stands in the passage: 0 to 1 */
};
/* Words that stand in the title count for `covers`. */
struct part part_of(struct arena *, struct words *, const struct part_wanted *, const char *title,
                    const char *body);

#endif
