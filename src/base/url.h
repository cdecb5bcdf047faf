/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * url: answers two questions about a URL: does it lead off this machine, and does it hold secrets? Secrets
 * in a URL are never printed. */
#ifndef FRONTDESK_URL_H
#define FRONTDESK_URL_H

#include <stdbool.h>

struct arena;

/* Whether the host (a name or an address, IPv6 without brackets) is this machine itself. Makes no DNS
 * query. */
bool url_is_loopback(const char *host);

/* Returns the host of "https://user:password@host:port/path" ("host"), in the arena; "" when there is
 * none. */
const char *url_host(struct arena *, const char *url);

/* Whether the URL has a user or a password before its host, or a query parameter that is named like a key
 * ("api_key", "token"). */
bool url_has_secret(const char *url);

/* Returns the password of "https://user:password@host/", or the user when there is no password, as it is
 * written there, in the arena. Returns "" when the URL has neither. */
const char *url_password(struct arena *, const char *url);

/* Returns the text in a form that may be printed, in the arena: in every URL, the part before '@' and the
 * part after '?' are replaced by "…". */
const char *url_redacted(struct arena *, const char *text);

/* Returns the name of the file that a URL leads to, in the arena: the last part of its path, with %XX decoded, as one
 * printable line of at most 100 characters. "": there is none. */
const char *url_file_name(struct arena *, const char *url);

#endif
