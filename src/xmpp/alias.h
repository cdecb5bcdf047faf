/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * alias: replaces ids of messages that the other side must not see.
 *
 * Both sides of a conversation use the same message ids, so that corrections, receipts and reactions keep
 * their meaning. But a client may put anything into an id, including an address that the other side must not
 * see. Such an id is sent on under another id, its alias, and a reference to the alias is translated back to
 * the id.
 *
 * An alias is the id itself, encrypted with a key from the store, for one customer and one direction. The
 * same id always has the same alias, without a look into the store and also after a restart. Nobody else can
 * read it, and the program gives the id back to its author alone. An id that is too long for this gets a
 * hash instead, and is looked up in the archive. */
#ifndef FRONTDESK_ALIAS_H
#define FRONTDESK_ALIAS_H

#include <stdbool.h>

#include "base/jid.h"

struct conversation;
struct desk;

enum {
    ID_MAX = 256, /* bytes of an id that is relayed */
    /* Bytes of a longer id that is stored, so that references to its alias can be resolved. */
    ORIGIN_MAX = 4096,
};

/* The author of an id, or of a message that refers to an id. */
struct alias_author {
    const char *customer; /* bare JID of the customer of the conversation */
    bool agent;           /* the author is an agent */
    const char *domain;   /* domain of the author's address */
};

/* Returns the id under which the other side gets an id of this author: the id itself when the other side may
 * see it, else its alias. */
const char *alias_of(struct desk *, const struct alias_author *, const char *id);

/* Resolves an id that this author refers to. Returns the other side's own id when `id` is an alias of it;
 * otherwise the form in which the other side knows the author's id, as in alias_of(). conversation() returns
 * the conversation; it is only called for an id that must be looked up in the archive. */
const char *alias_reference(struct desk *, const struct alias_author *, const char *id,
                            const struct conversation *(*conversation)(void *arg), void *arg);

#endif
