/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * at_rest: how private keys and sessions are written into the store: as base64, or with a key file encrypted by AES-256-GCM.
 * The name of the row is authenticated with it, so a value that was moved to another row is not read. */
#include "omemo/omemo_inside.h"

#include <string.h>

#include <openssl/crypto.h>

#include "base/log.h"

#define LOCKED "1:" /* how an encrypted value begins; base64 has no colon */
#define PURPOSE "frontdesk omemo keys at rest 1"

enum { SOME = 200 /* rows that are read at once */ };

void omemo_lock(struct omemo *o, const void *secret, size_t n)
{
    if (!crypto_derive(secret, n, PURPOSE, o->lock))
        fatal("omemo: libcrypto lacks HKDF");
    o->locks = true;
}

static bool is_locked(const char *text)
{
    return strncmp(text, LOCKED, sizeof LOCKED - 1) == 0;
}

const char *rest_text(struct omemo *o, const char *name, const uint8_t *bytes, size_t n)
{
    if (!o->locks)
        return omemo_text(o, bytes, n);
    uint8_t *all = arena_alloc(o->arena, CRYPTO_IV + n + CRYPTO_TAG);
    crypto_draw_system(NULL, all, CRYPTO_IV);
    if (!crypto_lock(o->lock, all, name, bytes, n, all + CRYPTO_IV, all + CRYPTO_IV + n))
        fatal("omemo: libcrypto cannot encrypt");
    return arena_printf(o->arena, LOCKED "%s", omemo_text(o, all, CRYPTO_IV + n + CRYPTO_TAG));
}

static signal_buffer *unlocked(struct omemo *o, const char *name, const char *text)
{
    size_t n;
    const uint8_t *all = base64_decode(o->arena, text + sizeof LOCKED - 1, &n);
    if (all == NULL || n < CRYPTO_IV + CRYPTO_TAG)
        return NULL;
    n -= CRYPTO_IV + CRYPTO_TAG;
    signal_buffer *out = signal_buffer_alloc(n);
    if (out == NULL)
        fatal("omemo: out of memory");
    if (crypto_unlock(o->lock, all, name, all + CRYPTO_IV, n, all + CRYPTO_IV + n, signal_buffer_data(out)))
        return out;
    signal_buffer_bzero_free(out);
    return NULL;
}

signal_buffer *rest_bytes(struct omemo *o, const char *name, const char *text)
{
    if (is_locked(text) != o->locks)
        return NULL;
    return o->locks ? unlocked(o, name, text) : omemo_bytes(o, text);
}

const char *rest_take(struct omemo *o, const char *name, signal_buffer *buffer)
{
    const char *text = rest_text(o, name, signal_buffer_const_data(buffer), signal_buffer_len(buffer));
    signal_buffer_bzero_free(buffer);
    return text;
}

const char *rest_numbered(struct omemo *o, const char *kind, int64_t id)
{
    return arena_printf(o->arena, "%s %lld", kind, (long long)id);
}

const char *rest_session(struct omemo *o, const char *own, const char *peer, int64_t device)
{
    return arena_printf(o->arena, "session %s/%s/%lld", own, peer, (long long)device);
}

/* ---- a store from before there was a key file ---- */

/* Returns the value encrypted; NULL when it is damaged, and stays as it is. */
static const char *relocked(struct omemo *o, const char *name, const char *text)
{
    size_t n;
    uint8_t *bytes = !is_locked(text) ? base64_decode(o->arena, text, &n) : NULL;
    if (bytes == NULL)
        return NULL;
    const char *locked = rest_text(o, name, bytes, n);
    OPENSSL_cleanse(bytes, n);
    return locked;
}

/* Encrypts the next rows of a table with numbers. Returns the last number; 0: there are no more. */
static int64_t lock_numbered(struct omemo *o, const char *kind, enum sql some, enum sql set, int64_t after)
{
    int64_t id[SOME];
    const char *record[SOME];
    size_t n = 0;
    struct cursor *c = store_query_values(o->store, some, VALUES(INT(after), INT(SOME)));
    for (; n < SOME && cursor_next(c); n++) {
        id[n] = cursor_int(c, 0);
        record[n] = relocked(o, rest_numbered(o, kind, id[n]), cursor_text(c, 1));
    }
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        if (record[i] != NULL)
            store_run_values(o->store, set, VALUES(INT(id[i]), TEXT(record[i])));
    arena_reset(o->arena);
    return n > 0 ? id[n - 1] : 0;
}

static int64_t lock_sessions(struct omemo *o, int64_t after)
{
    int64_t id[SOME];
    const char *record[SOME];
    size_t n = 0;
    struct cursor *c = store_query(o->store, SQL_omemo_session_some, INT(after), INT(SOME));
    for (; n < SOME && cursor_next(c); n++) {
        id[n] = cursor_int(c, 0);
        const char *name = rest_session(o, cursor_text(c, 1), cursor_text(c, 2), cursor_int(c, 3));
        record[n] = relocked(o, name, cursor_text(c, 4));
    }
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        if (record[i] != NULL)
            store_run(o->store, SQL_omemo_session_set, INT(id[i]), TEXT(record[i]));
    arena_reset(o->arena);
    return n > 0 ? id[n - 1] : 0;
}

/* The identity is encrypted in one transaction with all the rest, so it stands for all. */
static const char *identity_secret(struct omemo *o, int64_t *device)
{
    struct cursor *c = store_query(o->store, SQL_omemo_identity);
    const char *secret = cursor_next(c) ? cursor_text(c, 2) : NULL;
    *device = secret != NULL ? cursor_int(c, 0) : 0;
    cursor_end(c);
    return secret;
}

enum omemo_fit omemo_fit(struct omemo *o)
{
    int64_t device;
    const char *secret = identity_secret(o, &device);
    if (secret == NULL || (!is_locked(secret) && !o->locks))
        return OMEMO_FITS;
    if (!is_locked(secret))
        return OMEMO_PLAIN;
    if (!o->locks)
        return OMEMO_LOCKED;
    signal_buffer *bytes = rest_bytes(o, rest_numbered(o, "identity", device), secret);
    signal_buffer_bzero_free(bytes);
    return bytes != NULL ? OMEMO_FITS : OMEMO_OTHER_LOCK;
}

static void lock_rows(struct omemo *o)
{
    int64_t device, id = 0;
    const char *secret = identity_secret(o, &device),
               *locked = relocked(o, rest_numbered(o, "identity", device), secret != NULL ? secret : "");
    if (locked != NULL)
        store_run(o->store, SQL_omemo_identity_set, TEXT(locked));
    do
        id = lock_numbered(o, "signed", SQL_omemo_signed_some, SQL_omemo_signed_set, id);
    while (id != 0);
    do
        id = lock_numbered(o, "prekey", SQL_omemo_prekey_some, SQL_omemo_prekey_set, id);
    while (id != 0);
    do
        id = lock_sessions(o, id);
    while (id != 0);
}

void omemo_encrypt_all(struct omemo *o)
{
    struct arena *arena = o->arena;
    o->arena = arena_new(); /* there may be 70,000 rows */
    lock_rows(o);
    arena_free(o->arena);
    o->arena = arena;
}
