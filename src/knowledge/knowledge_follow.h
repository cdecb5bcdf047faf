/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_follow: whether a question needs what was said before it: "and how long does that take?", "was
 * kostet das", "多久". It may refer to it by a word (a pronoun, "and" at its beginning), or leave out what
 * it is about. */
#ifndef FRONTDESK_KNOWLEDGE_FOLLOW_H
#define FRONTDESK_KNOWLEDGE_FOLLOW_H

struct arena;
struct part_wanted;
struct words;

enum knowledge_reference {
    REFERENCE_NONE,  /* it stands by itself */
    REFERENCE_SHORT, /* it has so few words that it may leave out what it is about, or be a keyword */
    REFERENCE_MADE, /* a word refers to what was said before, or it asks only for a time, a price or a date */
    REFERENCE_BARE, /* both: "how long does that take" */
};

/* Says so by the words of the question alone: how many say what it is about, and whether one refers to
 * something. A question with many words of its own stands by itself, whatever else is in it. */
enum knowledge_reference knowledge_reference(struct arena *, struct words *, const char *question,
                                             const struct part_wanted *);

#endif
