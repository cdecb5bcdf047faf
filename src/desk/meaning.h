/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * meaning: what a message does beside its body: it carries a file, or it corrects, retracts, reacts to,
 * answers or marks an earlier message. Independent of the channel. */
#ifndef FRONTDESK_MEANING_H
#define FRONTDESK_MEANING_H

#include <stdbool.h>
#include <stdint.h>

struct value;

/* A file that came with a message, as the author's client described it. It holds a URL, never the file's
 * bytes. Texts are NULL if the client did not give them. */
struct attachment {
    bool present;
    const char *url, *name;
    const char *type; /* media type: "image/png" */
    int64_t size;     /* bytes; 0: not given */
};

/* What became of an earlier message on the author's side. */
enum mark { MARK_NONE, MARK_TAKEN, MARK_READ };

/* The ids of earlier messages that this one refers to, as the archive has them; NULL: no such reference. */
struct meaning {
    const char *replaces, *retracts, *reacts, *replies;
    const char
        *signs;     /* of a reaction: its emoji with a space between; "" takes all of them back; NULL: none */
    enum mark mark; /* never stored */
    const char *marked; /* the message that has this mark; NULL: unknown */
    struct attachment file;
};

/* Fills values[] for these columns of the tables `message` and `menu`, in this order: lang, replaces,
 * retracts, reacts, replies, and of the file its URL, name, type and size. An id over 4096 bytes, a URL over
 * 2048, and a name or type over 255 is left out. lang: the language of the body; NULL: not given. */
enum { MEANING_VALUES = 9 };
void meaning_values(const struct meaning *, const char *lang, struct value *values);

/* Whether all that meaning_values() fills is empty, but for the language. */
bool meaning_is_empty(const struct meaning *);

/* Bytes of the texts that meaning_values() keeps. */
int64_t meaning_bytes(const struct meaning *);

#endif
