/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latin: a name in any script, in Latin letters, by ICU's rules; and what a text looks like, for whoever only
 * glances at it. */
#ifndef FRONTDESK_LATIN_H
#define FRONTDESK_LATIN_H

#include <stdbool.h>

struct arena;

/* Opening the rules costs as much as a hundred messages, so they are kept: a place for them, zeroed at first. Many
 * desks never need them; they are opened at the first question. */
struct latin {
    void *rules, *looks;
};

/* "李雷" is "li lei"; name itself when ICU cannot. For names: what is longer than 250 characters is not converted. */
const char *latin_text(struct arena *, struct latin *, const char *name);
/* What a text looks like: two that cannot be told apart at a glance give the same. Small and large letters,
 * accents, blanks, punctuation and what cannot be seen make no difference, nor does the script (Unicode TS
 * 39, "skeleton"). capitals: I stands for l, as in most fonts; else for i. At most 64 characters count; ""
 * when nothing is left. */
const char *latin_look(struct arena *, struct latin *, const char *text, bool capitals);

void latin_forget(struct latin *);

#endif
