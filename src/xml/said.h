/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * said: what the author of a message said. A body holds more than that: the quote that a reply puts in front,
 * a sentence for clients that do not know retractions. XEP-0428 marks it; older clients only begin its lines
 * with '>'. */
#ifndef FRONTDESK_SAID_H
#define FRONTDESK_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include <strophe.h>

struct arena;

enum { SAID_CUTS = 8 /* ranges that are looked at; a message has one */ };

/* What is marked in the body, in characters. */
struct said_marks {
    bool all; /* nothing of the body is its author's */
    size_t n;
    struct said_range {
        size_t start, end; /* [start, end) */
    } range[SAID_CUTS];
};

/* Adds what a <fallback/> marks. What is no number, or lies outside of the body, marks nothing there. */
void said_mark(struct said_marks *, const xmpp_stanza_t *fallback);

/* The body without what is marked; NULL when all of it is. */
const char *said_without(struct arena *, const char *body, const struct said_marks *);

#endif
