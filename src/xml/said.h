/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * said: finds what the author of a message said. A body often holds more: the quote that a client puts in
 * front of a reply, or a sentence for clients that do not support retractions. XEP-0428 marks such ranges.
 * Older clients mark quoted lines only with '>' (base/quotes.h). */
#ifndef FRONTDESK_SAID_H
#define FRONTDESK_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include <strophe.h>

struct arena;

enum { SAID_CUTS = 8 /* ranges that count; further ones are ignored. A message usually has one */ };

/* The marked ranges of a body, counted in characters. */
struct said_marks {
    bool all; /* the whole body is marked */
    size_t n;
    struct said_range {
        size_t start, end; /* [start, end) */
    } range[SAID_CUTS];
};

/* Adds the ranges that a <fallback/> (XEP-0428) marks. A range whose start or end is not a number, or that
 * lies outside of the body, has no effect. */
void said_mark(struct said_marks *, const xmpp_stanza_t *fallback);

/* Returns the body without the marked ranges, in the arena or the body itself; NULL when all of it is
 * marked. */
const char *said_without(struct arena *, const char *body, const struct said_marks *);

#endif
