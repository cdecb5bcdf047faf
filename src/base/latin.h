/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latin: converts names in any script to Latin letters, by ICU's rules; and finds texts that look alike to
 * somebody who only glances at them. */
#ifndef FRONTDESK_LATIN_H
#define FRONTDESK_LATIN_H

#include <stdbool.h>

struct arena;

/* ICU's data for the two functions below. Opening it costs as much as handling a hundred messages, so it is
 * opened when it is first needed and kept. The struct must be zero at first. */
struct latin {
    void *rules, *looks;
};

/* Returns the name in Latin letters, in the arena: "李雷" gives "li lei". Returns `name` itself when ICU
 * cannot convert it or when it is longer than 256 UTF-16 units. */
const char *latin_text(struct arena *, struct latin *, const char *name);
/* Returns the visual form of a text, in the arena. Two texts that cannot be told apart at a glance have the
 * same form: case, accents, white space, punctuation, invisible characters and the script make no difference
 * (Unicode TS 39, "skeleton"). With capitals, a capital I is taken for l, as most fonts draw it; otherwise
 * it is taken for i. Only the first 64 characters count. Returns "" when nothing is left. */
const char *latin_look(struct arena *, struct latin *, const char *text, bool capitals);

void latin_forget(struct latin *);

#endif
