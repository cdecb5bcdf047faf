/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * meaning: what a message is beside its body, in the core's words, whatever channel brought it. */
#ifndef FRONTDESK_MEANING_H
#define FRONTDESK_MEANING_H

#include <stdbool.h>
#include <stdint.h>

struct value;

/* A file that came with a message: a reference to where it can be fetched, never its bytes. As the author's
 * client described it; texts are NULL where it said nothing. */
struct attachment {
    bool present;
    const char *url, *name;
    const char *type; /* media type: "image/png" */
    int64_t size;     /* bytes; 0: not told */
};

/* Each id is the one that the archive has of the message referred to; NULL: it does not refer. */
struct meaning {
    const char *replaces, *retracts, *reacts, *replies;
    struct attachment file;
};

/* As the columns lang, replaces … file_size of `message` and `menu` have them, in this order. Texts that are
 * too long to be meant are left out. lang: of the body; NULL: not said. */
enum { MEANING_VALUES = 9 };
void meaning_values(const struct meaning *, const char *lang, struct value *values);

#endif
