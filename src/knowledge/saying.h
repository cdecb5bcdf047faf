/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * saying: a text in which phrases are looked for, from small tables that are part of the program. A table is
 * a string with | between its phrases, as words.h folds them. */
#ifndef FRONTDESK_SAYING_H
#define FRONTDESK_SAYING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct words;

struct saying {
    struct arena *arena;
    char *words; /* folded, with a blank before and after each: Latin phrases are looked for here */
    char *text;  /* as written, in simplified characters: Chinese phrases are looked for here, anywhere */
};

struct saying saying_of(struct arena *, struct words *, const char *text);
/* Whether it has one of the phrases, begins with one, ends with one. */
bool saying_has(const struct saying *, const char *phrases);
bool saying_begins(const struct saying *, const char *phrases);
bool saying_ends(const struct saying *, const char *phrases);
/* Overwrites all of the phrases with blanks, in both forms. Returns true if there was one. */
bool saying_take_out(struct saying *, const char *phrases);

/* Returns the length of the first sentence of a text with its end; 0 at the end of the text. A full stop
 * after a number or a very short word ends nothing ("z. B.", "am 24. und 31."), and neither does the end of a
 * line, unless an empty line or an item of a list follows. */
size_t saying_sentence(const char *text);

#endif
