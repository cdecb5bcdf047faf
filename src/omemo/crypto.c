/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * crypto: see crypto.h. */
#include "omemo/crypto.h"

#include <limits.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/log.h"

enum { SHA256_BYTES = 32, SHA512_BYTES = 64, AES_BLOCK = 16 };

void crypto_draw_system(void *arg, uint8_t *bytes, size_t n)
{
    (void)arg;
    if (n > INT_MAX || RAND_priv_bytes(bytes, (int)n) != 1)
        fatal("omemo: the system gives no random bytes, so no keys can be made");
}

static int draw(uint8_t *bytes, size_t n, void *crypto)
{
    struct crypto *c = crypto;
    c->draw(c->draw_arg, bytes, n);
    return 0;
}

/* ---- HMAC-SHA256 ---- */

static int hmac_init(void **context, const uint8_t *key, size_t len, void *crypto)
{
    struct crypto *c = crypto;
    static char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    EVP_MAC_CTX *mac = EVP_MAC_CTX_new(c->hmac);
    if (mac != NULL && EVP_MAC_init(mac, key, len, params) == 1) {
        *context = mac;
        return 0;
    }
    EVP_MAC_CTX_free(mac);
    return SG_ERR_NOMEM;
}

static int hmac_update(void *context, const uint8_t *data, size_t n, void *crypto)
{
    (void)crypto;
    return EVP_MAC_update(context, data, n) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_final(void *context, signal_buffer **output, void *crypto)
{
    (void)crypto;
    uint8_t bytes[SHA256_BYTES];
    size_t n = 0;
    if (EVP_MAC_final(context, bytes, &n, sizeof bytes) != 1)
        return SG_ERR_UNKNOWN;
    *output = signal_buffer_create(bytes, n);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return *output != NULL ? 0 : SG_ERR_NOMEM;
}

static void hmac_cleanup(void *context, void *crypto)
{
    (void)crypto;
    EVP_MAC_CTX_free(context);
}

/* ---- SHA-512 ---- */

static int sha512_init(void **context, void *crypto)
{
    (void)crypto;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (md != NULL && EVP_DigestInit_ex(md, EVP_sha512(), NULL) == 1) {
        *context = md;
        return 0;
    }
    EVP_MD_CTX_free(md);
    return SG_ERR_NOMEM;
}

static int sha512_update(void *context, const uint8_t *data, size_t n, void *crypto)
{
    (void)crypto;
    return EVP_DigestUpdate(context, data, n) == 1 ? 0 : SG_ERR_UNKNOWN;
}

/* The context must be ready for another digest afterwards. */
static int sha512_final(void *context, signal_buffer **output, void *crypto)
{
    (void)crypto;
    uint8_t bytes[SHA512_BYTES];
    unsigned n = 0;
    if (EVP_DigestFinal_ex(context, bytes, &n) != 1 || EVP_DigestInit_ex(context, EVP_sha512(), NULL) != 1)
        return SG_ERR_UNKNOWN;
    *output = signal_buffer_create(bytes, n);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return *output != NULL ? 0 : SG_ERR_NOMEM;
}

static void sha512_cleanup(void *context, void *crypto)
{
    (void)crypto;
    EVP_MD_CTX_free(context);
}

/* ---- AES-256 of the ratchet's messages ---- */

static const EVP_CIPHER *cipher_of(int cipher, size_t key_len)
{
    if (key_len != 32)
        return NULL;
    return cipher == SG_CIPHER_AES_CBC_PKCS5       ? EVP_aes_256_cbc()
           : cipher == SG_CIPHER_AES_CTR_NOPADDING ? EVP_aes_256_ctr()
                                                   : NULL;
}

static int transform(bool encrypt, signal_buffer **output, int cipher, const uint8_t *key, size_t key_len,
                     const uint8_t *iv, size_t iv_len, const uint8_t *in, size_t n)
{
    const EVP_CIPHER *kind = cipher_of(cipher, key_len);
    if (kind == NULL || iv_len != AES_BLOCK || n > INT_MAX - 2 * AES_BLOCK)
        return SG_ERR_INVAL;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    signal_buffer *out = signal_buffer_alloc(n + 2 * AES_BLOCK);
    int some = 0, rest = 0;
    bool good = c != NULL && out != NULL && EVP_CipherInit_ex(c, kind, NULL, key, iv, encrypt) == 1 &&
                (cipher == SG_CIPHER_AES_CBC_PKCS5 || EVP_CIPHER_CTX_set_padding(c, 0) == 1) &&
                EVP_CipherUpdate(c, signal_buffer_data(out), &some, in, (int)n) == 1 &&
                EVP_CipherFinal_ex(c, signal_buffer_data(out) + some, &rest) == 1;
    if (good)
        *output = signal_buffer_n_copy(out, (size_t)(some + rest));
    EVP_CIPHER_CTX_free(c);
    if (out != NULL)
        signal_buffer_bzero_free(out);
    return !good ? SG_ERR_UNKNOWN : *output != NULL ? 0 : SG_ERR_NOMEM;
}

static int encrypt(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                   size_t iv_len, const uint8_t *in, size_t n, void *crypto)
{
    (void)crypto;
    return transform(true, output, cipher, key, key_len, iv, iv_len, in, n);
}

static int decrypt(signal_buffer **output, int cipher, const uint8_t *key, size_t key_len, const uint8_t *iv,
                   size_t iv_len, const uint8_t *in, size_t n, void *crypto)
{
    (void)crypto;
    return transform(false, output, cipher, key, key_len, iv, iv_len, in, n);
}

bool crypto_begin(struct crypto *c, signal_context *context)
{
    c->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    signal_crypto_provider provider = {
        .random_func = draw,
        .hmac_sha256_init_func = hmac_init,
        .hmac_sha256_update_func = hmac_update,
        .hmac_sha256_final_func = hmac_final,
        .hmac_sha256_cleanup_func = hmac_cleanup,
        .sha512_digest_init_func = sha512_init,
        .sha512_digest_update_func = sha512_update,
        .sha512_digest_final_func = sha512_final,
        .sha512_digest_cleanup_func = sha512_cleanup,
        .encrypt_func = encrypt,
        .decrypt_func = decrypt,
        .user_data = c,
    };
    return c->hmac != NULL && signal_context_set_crypto_provider(context, &provider) == 0;
}

void crypto_end(struct crypto *c)
{
    EVP_MAC_free(c->hmac);
    c->hmac = NULL;
}

/* ---- AES-GCM: the text of a message, and keys in the store ---- */

static bool gcm_seal(const EVP_CIPHER *kind, const uint8_t *key, const uint8_t iv[CRYPTO_IV],
                     const char *name, const uint8_t *text, size_t n, uint8_t *out, uint8_t tag[CRYPTO_TAG])
{
    int some = 0, rest = 0;
    EVP_CIPHER_CTX *c = n <= INT_MAX ? EVP_CIPHER_CTX_new() : NULL;
    bool good = c != NULL && EVP_EncryptInit_ex(c, kind, NULL, key, iv) == 1 &&
                EVP_EncryptUpdate(c, NULL, &some, (const uint8_t *)name, (int)strlen(name)) == 1 &&
                EVP_EncryptUpdate(c, out, &some, text, (int)n) == 1 &&
                EVP_EncryptFinal_ex(c, out + some, &rest) == 1 &&
                EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, CRYPTO_TAG, tag) == 1;
    EVP_CIPHER_CTX_free(c);
    return good;
}

static bool gcm_open(const EVP_CIPHER *kind, const uint8_t *key, const uint8_t *iv, size_t iv_len,
                     const char *name, const uint8_t *sealed, size_t n, const uint8_t tag[CRYPTO_TAG],
                     uint8_t *out)
{
    int some = 0, rest = 0;
    uint8_t expected[CRYPTO_TAG];
    memcpy(expected, tag, CRYPTO_TAG);
    EVP_CIPHER_CTX *c = n <= INT_MAX && (iv_len == CRYPTO_IV || iv_len == 16) ? EVP_CIPHER_CTX_new() : NULL;
    bool good = c != NULL && EVP_DecryptInit_ex(c, kind, NULL, NULL, NULL) == 1 &&
                EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_IVLEN, (int)iv_len, NULL) == 1 &&
                EVP_DecryptInit_ex(c, NULL, NULL, key, iv) == 1 &&
                EVP_DecryptUpdate(c, NULL, &some, (const uint8_t *)name, (int)strlen(name)) == 1 &&
                EVP_DecryptUpdate(c, out, &some, sealed, (int)n) == 1 &&
                EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, CRYPTO_TAG, expected) == 1 &&
                EVP_DecryptFinal_ex(c, out + some, &rest) == 1;
    EVP_CIPHER_CTX_free(c);
    return good;
}

bool crypto_seal(const uint8_t key[CRYPTO_KEY], const uint8_t iv[CRYPTO_IV], const uint8_t *text, size_t n,
                 uint8_t *out, uint8_t tag[CRYPTO_TAG])
{
    return gcm_seal(EVP_aes_128_gcm(), key, iv, "", text, n, out, tag);
}

bool crypto_open(const uint8_t key[CRYPTO_KEY], const uint8_t *iv, size_t iv_len, const uint8_t *sealed,
                 size_t n, const uint8_t tag[CRYPTO_TAG], uint8_t *out)
{
    return gcm_open(EVP_aes_128_gcm(), key, iv, iv_len, "", sealed, n, tag, out);
}

bool crypto_lock(const uint8_t key[CRYPTO_LOCK_KEY], const uint8_t iv[CRYPTO_IV], const char *name,
                 const uint8_t *text, size_t n, uint8_t *out, uint8_t tag[CRYPTO_TAG])
{
    return gcm_seal(EVP_aes_256_gcm(), key, iv, name, text, n, out, tag);
}

bool crypto_unlock(const uint8_t key[CRYPTO_LOCK_KEY], const uint8_t iv[CRYPTO_IV], const char *name,
                   const uint8_t *locked, size_t n, const uint8_t tag[CRYPTO_TAG], uint8_t *out)
{
    return gcm_open(EVP_aes_256_gcm(), key, iv, CRYPTO_IV, name, locked, n, tag, out);
}

bool crypto_derive(const void *secret, size_t n, const char *purpose, uint8_t key[CRYPTO_LOCK_KEY])
{
    static char digest[] = "SHA256";
    EVP_KDF *kind = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *c = kind != NULL ? EVP_KDF_CTX_new(kind) : NULL;
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                           OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, n),
                           OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)purpose,
                                                             strlen(purpose)),
                           OSSL_PARAM_construct_end()};
    bool good = c != NULL && EVP_KDF_derive(c, key, CRYPTO_LOCK_KEY, params) == 1;
    EVP_KDF_CTX_free(c);
    EVP_KDF_free(kind);
    return good;
}
