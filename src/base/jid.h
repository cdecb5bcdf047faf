/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jid: parses XMPP addresses (RFC 7622).
 *
 * libstrophe's own parser is not used: it takes "support.example.com/foo@bar" for the domain "bar", which
 * would let a stranger pass for somebody else. Here an address is cut at the first '/', then at the first
 * '@' before it (RFC 7622 section 3.2). */
#ifndef FRONTDESK_JID_H
#define FRONTDESK_JID_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { JID_PART_MAX = 1023 }; /* bytes of each part, RFC 7622 sections 3.2-3.4 */

struct jid {
    const char *local;    /* "" when there is none; never NULL */
    const char *domain;   /* never "" */
    const char *resource; /* "" when there is none */
    const char *bare;     /* local@domain or domain */
    const char *full;     /* with /resource if there is one */
};

/* Parses an address that came from a server (already prepared), copying it into the arena. Returns false
 * when it is not a JID: a part is empty or longer than JID_PART_MAX bytes, the UTF-8 is ill-formed, the
 * local part or the domain holds a control character or a space, the local part holds one of "&'/:<>@, or
 * the domain holds '@'. The trailing dot of the domain is dropped. ASCII letters of local part and domain
 * are lower-cased, as ejabberd and Prosody do; other characters stay as they are. */
bool jid_parse(struct arena *, const char *text, struct jid *out);

/* Prepares an address that a person typed into a configuration: applies nodeprep and nameprep with libidn's
 * stringprep (RFC 6122; both servers use these profiles), turns the A-labels of the domain ("xn--…") into
 * U-labels, which addresses have (RFC 7622 section 3.2.1), then calls jid_parse(). On false *why is a short
 * reason for the error message. */
bool jid_prepare(struct arena *, const char *text, struct jid *out, const char **why);

/* Undoes the escaping of XEP-0106 in a local part. The result is only for display; it is not a valid part of
 * an address. */
const char *jid_unescape(struct arena *, const char *local);

/* True when the bare JID equals `bare` byte for byte. */
bool jid_same_bare(const struct jid *, const char *bare);

#endif
