/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * customer: a person who writes to the desk, known by a channel and an address in it; and the faces, which
 * are the addresses under which agents see that person. */
#ifndef FRONTDESK_CUSTOMER_H
#define FRONTDESK_CUSTOMER_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct conf_queue;
struct desk;
struct mail;
struct party;

struct customer {
    CUSTOMER_FIELDS; /* db/columns */
};

/* Finds the customer with this address. If the store has none, id is 0; channel, address and jid are set
 * anyway. */
struct customer customer_find(struct desk *, const struct party *);
/* Finds the author of a message, as far as known (id 0: not in the store), with what the message says about
 * the language. Writes nothing. */
struct customer customer_of_mail(struct desk *, const struct mail *);
/* Finds or adds the author of a message, and notes the device, the nickname and the language. */
struct customer customer_note(struct desk *, const struct mail *);
/* Returns the language of the notices that this customer of this queue gets. */
const char *customer_language(const struct desk *, const struct customer *, const struct conf_queue *);

struct face {
    int64_t id;
    const char *localpart, *name;
};

/* Returns the face of a customer in a queue, and makes it the first time. Its localpart is a readable ASCII
 * slug of the nickname (else of the JID's localpart), a dot and a short random word: "jane-doe.k3f7". It does
 * not show the customer's address: it has no '@', and the random word makes it differ from account names. */
struct face face_of(struct desk *, const struct customer *, const char *queue);

/* Returns the slug of a name, in the arena: at most 24 lower-case ASCII letters, digits and '-'. As in "Jane
 * Doe" → "jane-doe", "李雷" → "li-lei", "☺" → "guest". */
const char *face_slug(struct desk *, const char *name);

#endif
