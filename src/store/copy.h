/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * copy: copies of a store: made while a daemon writes it, examined, and put back in its place. */
#ifndef FRONTDESK_COPY_H
#define FRONTDESK_COPY_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* What was found in a file. */
struct copy_facts {
    int version;   /* of its schema */
    int64_t bytes; /* of the file, without its log */
    int64_t messages, conversations;
    int64_t unsent;   /* stanzas that the server has not confirmed */
    int64_t last_ms;  /* of the last message; 0: none */
    bool damaged;     /* SQLite could not read it */
    bool without_log; /* the file was in use when it was copied, and its log (-wal) is not beside it */
};

/* Copies the store at path into a file that only its owner may read, which is replaced as a whole when the copy is
 * complete and, if it is to be, examined. The copy is one moment of the store, also while a daemon writes it, and needs no log beside
 * it. Returns false with a sentence in *why, which names the file and the remedy; then `to` is as it was. */
bool copy_make(struct arena *, const char *path, const char *to, bool examined, struct copy_facts *,
               const char **why);

/* Reads all of a store and checks it: pages, indexes, references, its schema. Changes nothing. Returns false with a
 * sentence in *why. */
bool copy_examine(struct arena *, const char *path, struct copy_facts *, const char **why);

/* Puts the copy `from` in the place of the store at path, which no daemon may use. What was there is kept: *kept is its
 * new name, "" if there was nothing. drop_unsent: what the copy had not sent is not sent, and the
 * sessions of OMEMO, whose keys may have been used since, are removed. from stays as it is. Returns
 * false with a sentence in *why. */
bool copy_restore(struct arena *, const char *from, const char *path, bool drop_unsent,
                  const char *kept_suffix, struct copy_facts *, const char **kept, const char **why);

#endif
