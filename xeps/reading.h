/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reading: a message as the extensions have read it: finds the row for each payload and treats it as the row
 * says. The key of a payload is its name and namespace. */
#ifndef FRONTDESK_READING_H
#define FRONTDESK_READING_H

#include <strophe.h>

#include "desk/content.h"
#include "xeps/xep.h"
#include "xml/said.h"

struct conversation;

/* A delay stamp (XEP-0203). Each server on the way may add one, and so may the sender. */
struct delay {
    const char *from, *stamp;
    const struct delay *next;
};

/* A message as the extensions have read it. Unknown payloads are removed. */
struct reading {
    struct content content;
    struct said_marks marks;    /* XEP-0428 */
    const struct delay *delays; /* XEP-0203; NULL: none */
    const char *formatted;      /* the text of XEP-0071 as plain text; NULL: none */
};

/* Reads a message. t: the conversation, for rewriting addresses (XEP-0461); its id may be 0. NULL: the
 * customer's conversation is looked up when an address needs it. opened: what was decrypted of the message, in the place
 * of its body; NULL: nothing was. */
struct reading xep_read(struct desk *, xmpp_stanza_t *, enum side, const struct conversation *t,
                        const char *opened);

/* Returns the row for an element of a message; NULL: such elements are not relayed. */
const struct xep_payload *xep_payload_row(const char *name, const char *ns);

#endif
