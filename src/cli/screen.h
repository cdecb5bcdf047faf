/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen: what the standard output can show: its width and whether it has colours. Cuts and wraps text to
 * that width. */
#ifndef FRONTDESK_SCREEN_H
#define FRONTDESK_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

struct arena;

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_WARN, INK_BAD };

struct screen {
    int columns; /* 0: no limit, as for a file or a pipe */
    bool colour; /* only on a terminal, and not with NO_COLOR or TERM=dumb */
};

/* Finds out what the stream can show, from the stream itself, COLUMNS, NO_COLOR and TERM. When COLUMNS is
 * set, it also holds for files. */
struct screen screen_of(FILE *);

/* Return the control sequences that turn an ink on and off again; "" without colours. */
const char *screen_ink(const struct screen *, enum ink);
const char *screen_plain(const struct screen *, enum ink);

/* Cuts a printable text to so many columns, with "…" at the end when something was cut. columns 0: the whole
 * text. In the arena. */
char *screen_cut(struct arena *, const char *text, int columns);

/* Writes a stranger's text in printable form, wrapped between words to the screen's width. A word that is
 * too long for a line is broken anywhere. Every line except the first gets a margin of so many spaces; the
 * first begins where the cursor is. */
void screen_wrap(const struct screen *, FILE *, struct arena *, const char *text, int margin);

#endif
