/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * disco: what an address of ours says of itself (XEP-0030), for the answer and for the hash over it
 * (XEP-0115). */
#ifndef FRONTDESK_DISCO_H
#define FRONTDESK_DISCO_H

#include <stdbool.h>
#include <stddef.h>

struct conf_queue;
struct desk;

/* Names this program in caps. XEP-0115 wants a URL; a domain of RFC 2606 claims nobody's. */
#define CAPS_NODE "https://frontdesk.invalid"

enum { DISCO_IDENTITIES = 2 }; /* at most */

struct disco_identity {
    const char *category, *type;
    const char *name; /* NULL: none */
};

/* Sorted as XEP-0115 section 5.1 wants them; how many. at: one of AT_…; device: asked at a full JID; queue:
 * AT_QUEUE. name is a face's, NULL to leave it out. */
size_t disco_identities(unsigned at, bool device, const struct conf_queue *queue, const char *name,
                        struct disco_identity out[DISCO_IDENTITIES]);

/* The features of all rows that hold there, each once, sorted by bytes, in the arena; *n of them. */
const char **disco_features(const struct desk *, unsigned at, size_t *n);

#endif
