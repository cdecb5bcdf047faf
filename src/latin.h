/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latin: a name in any script, in Latin letters, by ICU's rules. */
#ifndef FRONTDESK_LATIN_H
#define FRONTDESK_LATIN_H

struct arena;

/* Opening the rules costs as much as a hundred messages, so they are kept: a place for them, zeroed at first. Many
 * desks never need them; they are opened at the first question. */
struct latin {
    void *rules;
};

/* "李雷" is "li lei"; name itself when ICU cannot. For names: what is longer than 250 characters is not converted. */
const char *latin_text(struct arena *, struct latin *, const char *name);
void latin_forget(struct latin *);

#endif
