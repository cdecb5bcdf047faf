/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen: what the standard output can show: how wide it is, whether it has colours; text cut and wrapped for
 * it. */
#ifndef FRONTDESK_SCREEN_H
#define FRONTDESK_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

struct arena;

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_WARN, INK_BAD };

struct screen {
    int columns; /* 0: no limit, as in a file or a pipe */
    bool colour; /* only on a terminal, and not with NO_COLOR or TERM=dumb */
};

/* Looks at the stream and at COLUMNS, NO_COLOR and TERM. COLUMNS, when it is set, holds for files too. */
struct screen screen_of(FILE *);

/* What turns an ink on and off; "" without colours. */
const char *screen_ink(const struct screen *, enum ink);
const char *screen_plain(const struct screen *, enum ink);

/* The first columns of a printable text, with "…" when something was cut; the whole text when columns is 0.
 */
char *screen_cut(struct arena *, const char *text, int columns);

/* Writes a stranger's text, made printable, each of its lines after a margin of so many blanks (the first
 * line stands where the cursor is), broken between words where it would not fit. A single word that does not
 * fit is broken anywhere. */
void screen_wrap(const struct screen *, FILE *, struct arena *, const char *text, int margin);

#endif
