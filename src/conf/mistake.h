/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mistake: what is wrong in a configuration, gathered while it is read and printed in the order of the file.
 */
#ifndef FRONTDESK_MISTAKE_H
#define FRONTDESK_MISTAKE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

struct mistake {
    int line;   /* 0: of the file as a whole */
    bool note;  /* allowed, but surely not meant */
    size_t nth; /* in the order found, so that sorting by line keeps it */
    const char *text;
};

struct mistakes {
    struct arena *arena; /* of the texts and of the list */
    const char *file;
    struct mistake *list;
    size_t n, room;
    bool any; /* that is no note */
};

void mistake_add(struct mistakes *, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void mistake_note(struct mistakes *, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Anything that is not a mere note? */
bool mistake_any(const struct mistakes *);

/* "FILE:LINE: text", one a line, by line; what was found twice (a setting that several queues inherit) only
 * once. Returns how many were no notes. */
size_t mistake_print(struct mistakes *, FILE *);

#endif
