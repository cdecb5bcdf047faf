/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer: a person who writes to a desk, known by a channel and an address in it; and the faces under which agents see that
 * person. */
#ifndef FRONTDESK_CUSTOMER_H
#define FRONTDESK_CUSTOMER_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct desk;
struct party;

struct customer {
    CUSTOMER_FIELDS; /* db/columns */
};

/* Reads; id 0 when unknown. */
struct customer customer_find(struct desk *, const struct party *);
/* Finds or adds, and notes what a message tells: the device, the nickname and the language (NULL: it told
 * none). */
struct customer customer_note(struct desk *, const struct party *from, const char *nick, const char *lang);

struct face {
    int64_t id;
    const char *localpart, *name;
};

/* The face of a customer in a queue; makes it at the first time. Its localpart is a readable ASCII slug of
 * the nickname (else of the JID's localpart) and a short random word: "jane-doe.k3f7". Never a JID: no '@',
 * and the word makes it nobody's account name. */
struct face face_of(struct desk *, const struct customer *, const char *queue);

/* "Jane Doe" → "jane-doe", "李雷" → "li-lei", "☺" → "guest": lower-case ASCII letters, digits and '-', at
 * most 24. In the arena. */
const char *face_slug(struct desk *, const char *name);

#endif
