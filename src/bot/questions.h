/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * questions: divides what a customer has asked into its questions: "How do I return shoes? And do you ship to
 * Norway?" A greeting, thanks, or a sentence that tells something is not a question; it stays with the
 * question after it, or with the last one. */
#ifndef FRONTDESK_QUESTIONS_H
#define FRONTDESK_QUESTIONS_H

#include <stddef.h>

struct conf_responder;
struct desk;

enum { QUESTIONS_MOST = 3 /* that are answered, one after the other */ };

struct questions {
    const char
        *text[QUESTIONS_MOST]; /* in the arena; together they are the whole text, but for what is left */
    const char *asks[QUESTIONS_MOST]; /* the sentence of each that asks */
    size_t n;
    const char *rest; /* the sentences that ask after these; "": none */
};

struct questions questions_of(struct desk *, const struct conf_responder *, const char *text);

#endif
