/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tongue: the language in which a customer is spoken to. Every notice asks here.
 *
 * The customer's words decide (conf/language.h). If they tell nothing, what the client calls the language of
 * its messages (xml:lang) decides, unless that is "en": Gajim and Dino send "en" whatever their user speaks,
 * and servers stamp it on messages of clients that send nothing. If that tells nothing either, the queue's
 * language holds. What is known is in the customer's row, so it holds in all queues and after a restart.
 *
 * The first sentence decides. After that the language changes when two messages in a row are surely in the
 * same other one; messages that tell nothing do not count, and one that is delivered twice is one. A first message that only makes a language likely
 * ("Hallo") is good until the first sentence. */
#ifndef FRONTDESK_TONGUE_H
#define FRONTDESK_TONGUE_H

#include <stdbool.h>

struct conf_queue;
struct customer;
struct conversation;
struct desk;
struct mail;

/* Columns of the customer's row; texts are never NULL. */
struct tongue {
    const char *lang;        /* what the client says; "": nothing */
    const char *speaks;      /* the language of the words; "": not known yet */
    const char *speaks_next; /* another one, which the last message was in; "": none */
};

/* Works for a struct customer and for a struct conversation. */
#define TONGUE_OF(row) \
    ((struct tongue){.lang = (row)->lang, .speaks = (row)->speaks, .speaks_next = (row)->speaks_next})
#define TONGUE_SET(row, tongue) \
    ((row)->lang = (tongue).lang, (row)->speaks = (tongue).speaks, (row)->speaks_next = (tongue).speaks_next)

/* Returns what is known of the customer after this message. Writes nothing. */
struct tongue tongue_hear(struct desk *, struct tongue, const struct mail *);
bool tongue_same(struct tongue, struct tongue);

/* Returns the tag of the customer's language, also of one that has no catalogue; "": not known. */
const char *tongue_tag(struct tongue);
/* Returns the language of notices to the customer: one that has a catalogue. */
const char *tongue_of_notices(const struct desk *, struct tongue, const struct conf_queue *);

/* Returns the language of a text that is not the customer's, if that is told by the words and
 * has a catalogue; else `otherwise`. So "de-AT" stays for a German text. */
const char *tongue_of_text(struct desk *, const char *text, const char *otherwise);

#endif
