/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * alias: what a message is called on the other side.
 *
 * Both legs carry the same id, so that corrections, receipts and reactions keep their meaning. But an id is
 * whatever its author's client made it, and it may name an address, which the other side must not see. Such
 * an id goes out under another name, its alias, and what refers to the alias comes back under the id.
 *
 * An alias is the id itself, encrypted with a key of the store, for one customer and one direction: the same
 * id has the same alias wherever it stands, without a look into the store and after a restart too; nobody
 * else can read it, and the desk gives it back to its author alone. An id too long for that has a hash
 * instead, and is found in the archive. */
#ifndef FRONTDESK_ALIAS_H
#define FRONTDESK_ALIAS_H

#include <stdbool.h>

#include "base/jid.h"

struct conversation;
struct desk;

enum {
    ID_MAX = 256,      /* bytes of an id that is passed on */
    ORIGIN_MAX = 4096, /* … of a longer one that is kept, so that what refers to its alias finds back */
};

/* Whose id it is, or who refers to one. */
struct alias_author {
    const char *customer; /* bare JID of the customer of this chat */
    bool agent;           /* the author is the agent */
    const char *domain;   /* the author's */
};

/* Which an id of this author has on the other side; the id itself when it may be seen. */
const char *alias_of(struct desk *, const struct alias_author *, const char *id);

/* What the other side knows by the id that this author refers to: the other side's own id, or the alias of
 * the author's. t: the conversation, for what only the archive knows; asked for when it is needed. */
const char *alias_reference(struct desk *, const struct alias_author *, const char *id,
                            const struct conversation *(*talk)(void *arg), void *arg);

#endif
