/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * beside: what of a payload goes unencrypted beside an encrypted body. OMEMO 0.3 encrypts the body only, so a payload that
 * repeats or adds words, such as a link or a subject, would tell the servers what the body hides. */
#ifndef FRONTDESK_BESIDE_H
#define FRONTDESK_BESIDE_H

struct arena;

struct beside {
    const char *payload;        /* for beside the body; "": nothing is left */
    const char *subject, *link; /* for the body, because they are left out of the payload; NULL: none */
};

/* Sorts a payload by the word `beside` of its rows (xep.h). The payload is XML that xml.h has written. One that is damaged
 * counts as none. The results are in the arena. */
struct beside xep_beside(struct arena *, const char *payload);

#endif
