/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * passage: a piece of a text that may answer a question, and a list of them. A long text is divided into
 * several. */
#ifndef FRONTDESK_PASSAGE_H
#define FRONTDESK_PASSAGE_H

#include <stddef.h>

struct arena;

enum {
    PASSAGE_BYTES = 2000, /* a longer passage is divided */
    TITLE_CHARACTERS = 300,
};

struct passage_text {
    const char *title;   /* "Returns › How long may I keep it?"; shown to people */
    const char *heading; /* the innermost heading and a question's other wordings; counts most */
    const char *above;   /* the headings above the innermost */
    const char *body;
    int line; /* line of the heading */
};

struct passage_list {
    struct passage_text *at;
    size_t n, room;
};

/* Adds a passage, or several with the same title when its body is longer than PASSAGE_BYTES: divided after
 * the last empty line, line, sentence or blank before that, else at a character. None when the body is empty.
 * Copies into the arena what it changes. */
void passage_list_add(struct arena *, struct passage_list *, struct passage_text);

/* Returns the innermost heading of a passage's title, as customers see it: what is above it is for agents. */
const char *passage_heading(const char *title);
/* Returns it with the heading above it, "Returns: What does it cost?", where two would look the same; the
 * title itself if there is none above. In the arena. */
const char *passage_heading_full(struct arena *, const char *title);

#endif
