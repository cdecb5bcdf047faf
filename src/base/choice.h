/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * choice: reads what a person writes to choose an entry of a list: its number or its name. */
#ifndef FRONTDESK_CHOICE_H
#define FRONTDESK_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* An answer, prepared for comparison with the entries of a list. */
struct choice {
    int64_t number;   /* 0: the answer is not a number */
    const char *word; /* the form that utf8_word() gives; "" if nothing visible was written */
};

/* Reads an answer, in the arena. NULL, and a text of more than 4000 characters, choose nothing. */
struct choice choice_read(struct arena *, const char *text);
/* Says whether the answer is this name. Upper and lower case, width, and punctuation at the end make no
 * difference. */
bool choice_is_name(struct arena *, const struct choice *, const char *name);
/* Says whether the answer chooses this entry of a list: by its number, or by its title. */
bool choice_is(struct arena *, const struct choice *, int64_t number, const char *title);

/* Reads a number alone, as in "12", "12." or "１２". Returns 0 for any other text, for 0, and for a number of
 * more than 18 digits. */
int64_t choice_number(struct arena *, const char *text);

#endif
