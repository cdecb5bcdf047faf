/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mistake: collects the mistakes in a configuration while it is read, and prints them in the order of the
 * file. */
#ifndef FRONTDESK_MISTAKE_H
#define FRONTDESK_MISTAKE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;

struct mistake {
    int line;   /* 0: the mistake is of the whole file */
    bool note;  /* allowed, but surely not meant */
    size_t nth; /* order in which it was found, to keep that order within a line */
    const char *text;
};

struct mistakes {
    struct arena *arena; /* holds the texts and the list */
    const char *file;
    struct mistake *list;
    size_t n, room;
    bool any; /* there is an entry that is not a note */
};

void mistake_add(struct mistakes *, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void mistake_note(struct mistakes *, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Whether there is an entry that is not a note. */
bool mistake_any(const struct mistakes *);

/* Prints "FILE:LINE: text", one a line, sorted by line. The same text for the same line (a setting that
 * several queues inherit) is printed once. Returns the number of entries that are not notes. */
size_t mistake_print(struct mistakes *, FILE *);

#endif
