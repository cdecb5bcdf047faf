/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signature: see signature.h. */
#include "base/signature.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/log.h"

static const char prefix[] = "whsec_";

/* Returns the bytes of the secret, in the arena; NULL if it is not a good one. */
static const unsigned char *key_of(struct arena *arena, const char *secret, size_t *n)
{
    if (strncmp(secret, prefix, sizeof prefix - 1) != 0 || strpbrk(secret, " \t\r\n") != NULL)
        return NULL;
    unsigned char *key = base64_decode(arena, secret + sizeof prefix - 1, n);
    return key != NULL && *n >= SIGNATURE_KEY_LEAST && *n <= SIGNATURE_KEY_MOST ? key : NULL;
}

bool signature_secret_is_good(struct arena *arena, const char *secret)
{
    size_t n = 0;
    return key_of(arena, secret, &n) != NULL;
}

/* Computes the HMAC-SHA256 of two pieces of bytes. */
static void mac_of(unsigned char out[32], const unsigned char *key, size_t key_len, const char *head,
                   const char *body, size_t len)
{
    static char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    size_t n = 0;
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *mac = hmac != NULL ? EVP_MAC_CTX_new(hmac) : NULL;
    if (mac == NULL || EVP_MAC_init(mac, key, key_len, params) != 1 ||
        EVP_MAC_update(mac, (const unsigned char *)head, strlen(head)) != 1 ||
        EVP_MAC_update(mac, (const unsigned char *)body, len) != 1 || EVP_MAC_final(mac, out, &n, 32) != 1)
        fatal("signature: OpenSSL has no HMAC-SHA256");
    EVP_MAC_CTX_free(mac);
    EVP_MAC_free(hmac);
}

void signature_write(char out[SIGNATURE_SIZE], const char *secret, const char *id, int64_t at_s,
                     const char *body, size_t len)
{
    struct arena *arena = arena_new(); /* the shell, which signs, has none */
    unsigned char mac[32];
    size_t key_len = 0;
    const unsigned char *key = key_of(arena, secret, &key_len);
    assert(key != NULL);
    mac_of(mac, key, key_len, arena_printf(arena, "%s.%lld.", id, (long long)at_s), body, len);
    snprintf(out, SIGNATURE_SIZE, "v1,%s", base64_encode(arena, mac, sizeof mac));
    OPENSSL_cleanse((void *)key, key_len);
    arena_free(arena);
}
