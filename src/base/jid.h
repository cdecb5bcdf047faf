/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jid: addresses, RFC 7622, parsed by us.
 *
 * libstrophe takes "support.example.com/foo@bar" for the domain "bar", which is an authorisation hole: so the cut is
 * ours, at the first '/', then at the first '@' before it (RFC 7622 section 3.2). */
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

/* Parses text as a server delivers it (already prepared), copying into the arena. False for anything that is no
 * JID: an empty part, a part over JID_PART_MAX bytes, ill-formed UTF-8, control characters or spaces in local or
 * domain, one of "&'/:<>@ in the local part, '@' in the domain. The domain's trailing dot is dropped. ASCII letters of
 * local and domain are lower-cased (servers do; ejabberd and Prosody agree), other characters are left as they are. */
bool jid_parse(struct arena *, const char *text, struct jid *out);

/* Prepares what a person typed into a configuration: nodeprep and nameprep by libidn's stringprep (RFC 6122;
 * both servers use these profiles), the domain's A-labels ("xn--…") as the U-labels that addresses have (RFC
 * 7622 section 3.2.1), then jid_parse. On false *why is a short reason for the error message. */
bool jid_prepare(struct arena *, const char *text, struct jid *out, const char **why);

/* A local part as a person reads it: what XEP-0106 had to escape is itself again. For showing only; it is no
 * part of an address. */
const char *jid_unescape(struct arena *, const char *local);

/* True when the bare form equals bare byte for byte. */
bool jid_same_bare(const struct jid *, const char *bare);

#endif
