/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * disco: the identities and features that our addresses announce (XEP-0030), for answers and for the hash
 * over them (XEP-0115). */
#ifndef FRONTDESK_DISCO_H
#define FRONTDESK_DISCO_H

#include <stdbool.h>
#include <stddef.h>

struct conf_queue;
struct desk;

/* The name of this program in caps. XEP-0115 wants a URL; a domain of RFC 2606 belongs to nobody. */
#define CAPS_NODE "https://frontdesk.invalid"

enum { DISCO_IDENTITIES = 2 }; /* at most */

struct disco_identity {
    const char *category, *type;
    const char *name; /* NULL: none */
};

/* Writes the identities of an address, sorted as XEP-0115 section 5.1 wants them. Returns their number. at:
 * one of AT_…; device: it was asked at a full JID; queue: for AT_QUEUE; name: the name of a face, NULL to
 * leave it out. */
size_t disco_identities(unsigned at, bool device, const struct conf_queue *queue, const char *name,
                        struct disco_identity out[DISCO_IDENTITIES]);

/* Returns the features of all extensions for such an address, each once, sorted by bytes, in the arena. *n
 * is their number. */
const char **disco_features(const struct desk *, unsigned at, size_t *n);

#endif
