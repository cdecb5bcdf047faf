/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * url: what an address on the web gives away: whether it leaves this machine, and the secrets in it, which
 * are never printed. */
#ifndef FRONTDESK_URL_H
#define FRONTDESK_URL_H

#include <stdbool.h>

struct arena;

/* Is this host (a name or an address, IPv6 without brackets) this machine itself? Nothing is looked up. */
bool url_is_loopback(const char *host);

/* The host of "https://user:password@host:port/path", in the arena: "host". "" when there is none. */
const char *url_host(struct arena *, const char *url);

/* Has it a user or a password before its host, or a parameter that is named like a key? */
bool url_has_secret(const char *url);

/* The password of "https://user:password@host/", or the user where there is no password, as it stands there;
 * "": neither. */
const char *url_password(struct arena *, const char *url);

/* The text as it may be printed: in all addresses in it what stands before an @, and what stands behind a ?,
 * is "…". */
const char *url_redacted(struct arena *, const char *text);

#endif
