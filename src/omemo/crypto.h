/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * crypto: what libomemo-c leaves to its user (HMAC, SHA-512, AES-CBC, random bytes), the AES-128-GCM of a message's text,
 * and the AES-256-GCM of keys in the store, all by OpenSSL's libcrypto. */
#ifndef FRONTDESK_CRYPTO_H
#define FRONTDESK_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>
#include <signal_protocol.h>

enum { CRYPTO_KEY = 16, CRYPTO_TAG = 16, CRYPTO_IV = 12 }; /* bytes; XEP-0384 0.3 section 4.4 */
enum { CRYPTO_LOCK_KEY = 32 };                             /* bytes of a key for AES-256 */

/* Fills bytes with random bytes. */
typedef void crypto_draw_fn(void *arg, uint8_t *bytes, size_t n);

struct crypto {
    crypto_draw_fn *draw;
    void *draw_arg;
    EVP_MAC *hmac;
};

/* Draws from the generator of libcrypto, which the operating system seeds. The program ends when that fails:
 * no key may be made then. */
crypto_draw_fn crypto_draw_system;

/* crypto must live as long as the context. Returns false when libcrypto lacks an algorithm. */
bool crypto_begin(struct crypto *, signal_context *);
void crypto_end(struct crypto *);

/* AES-128-GCM. out has room for n bytes. crypto_open() returns false when the tag does not fit. */
bool crypto_seal(const uint8_t key[CRYPTO_KEY], const uint8_t iv[CRYPTO_IV], const uint8_t *text, size_t n,
                 uint8_t *out, uint8_t tag[CRYPTO_TAG]);
bool crypto_open(const uint8_t key[CRYPTO_KEY], const uint8_t *iv, size_t iv_len, const uint8_t *sealed,
                 size_t n, const uint8_t tag[CRYPTO_TAG], uint8_t *out);

/* Derives a key from a secret of any length (HKDF-SHA256, RFC 5869). purpose: another one gives another key. */
bool crypto_derive(const void *secret, size_t n, const char *purpose, uint8_t key[CRYPTO_LOCK_KEY]);
/* AES-256-GCM. name is authenticated beside the text. out has room for n bytes. crypto_unlock() returns false when the tag
 * does not fit. */
bool crypto_lock(const uint8_t key[CRYPTO_LOCK_KEY], const uint8_t iv[CRYPTO_IV], const char *name,
                 const uint8_t *text, size_t n, uint8_t *out, uint8_t tag[CRYPTO_TAG]);
bool crypto_unlock(const uint8_t key[CRYPTO_LOCK_KEY], const uint8_t iv[CRYPTO_IV], const char *name,
                   const uint8_t *locked, size_t n, const uint8_t tag[CRYPTO_TAG], uint8_t *out);

#endif
