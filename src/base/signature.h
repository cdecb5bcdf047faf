/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signature: signs the requests that the desk sends to services of the company, as Standard Webhooks 1.0.0 has it: the
 * header webhook-signature is "v1," and the base64 of the HMAC-SHA256 of "ID.SECONDS.BODY". */
#ifndef FRONTDESK_SIGNATURE_H
#define FRONTDESK_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    SIGNATURE_KEY_LEAST = 24, /* bytes of a secret, by the specification */
    SIGNATURE_KEY_MOST = 64,
    SIGNATURE_SIZE = 48, /* bytes of "v1,…" with its NUL */
};

/* Says whether this is a secret of the specification: "whsec_" and the base64 of 24 to 64 bytes. */
bool signature_secret_is_good(struct arena *, const char *secret);

/* Writes the signature of a body (len bytes). at_s: the value of webhook-timestamp, in seconds since 1970. The secret
 * must be good. The receiver checks it against the three headers and the bytes of the body, so a repeated request has
 * the same id and a new time. */
void signature_write(char out[SIGNATURE_SIZE], const char *secret, const char *id, int64_t at_s,
                     const char *body, size_t len);

#endif
