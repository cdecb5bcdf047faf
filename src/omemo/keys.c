/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys: the identity of the desk, its signed prekey, and the prekeys that are given to those who ask.
 *
 * Each asker gets keys of its own, because two people who are given the same prekey would both use it, and the second
 * message could not be decrypted: a key is removed when it was used. */
#include "omemo/omemo_inside.h"

#include <string.h>

#include <key_helper.h>
#include <openssl/crypto.h>
#include <session_pre_key.h>

#include "base/log.h"
#include "xml/xml.h"

enum {
    DAY_MS = 24 * 60 * 60 * 1000,
    DEVICE_MAX = 0x7fffffff,
    PREKEY_BITS = 0xffffff,
    PREKEY_MAX = 0xfffffe, /* the library does not remove the one above, when it was used */
    OLD_SETS = 20,         /* removed whenever a new one is made */
};

const char *omemo_text(struct omemo *o, const uint8_t *bytes, size_t n)
{
    return base64_encode(o->arena, bytes, n);
}

signal_buffer *omemo_bytes(struct omemo *o, const char *text)
{
    size_t n;
    uint8_t *bytes = base64_decode(o->arena, text, &n);
    return bytes != NULL ? signal_buffer_create(bytes, n) : NULL;
}

const char *omemo_take_text(struct omemo *o, signal_buffer *buffer)
{
    if (buffer == NULL)
        return "";
    const char *text = omemo_text(o, signal_buffer_const_data(buffer), signal_buffer_len(buffer));
    signal_buffer_bzero_free(buffer);
    return text;
}

static const char *public_text(struct omemo *o, const ec_public_key *key)
{
    signal_buffer *buffer = NULL;
    ec_public_key_serialize(&buffer, key);
    return omemo_take_text(o, buffer);
}

/* Returns a random number from 1 to max. */
static uint32_t drawn(struct omemo *o, uint32_t max)
{
    uint32_t n = 0;
    while (n < 1 || n > max) {
        o->crypto.draw(o->crypto.draw_arg, (uint8_t *)&n, sizeof n);
        n &= max;
    }
    return n;
}

/* ---- the identity ---- */

static ratchet_identity_key_pair *read_identity(struct omemo *o, uint32_t device, const char *public,
                                                const char *secret)
{
    ratchet_identity_key_pair *pair = NULL;
    ec_public_key *out = NULL;
    ec_private_key *in = NULL;
    signal_buffer *p = omemo_bytes(o, public),
                  *s = rest_bytes(o, rest_numbered(o, "identity", device), secret);
    if (p != NULL && s != NULL &&
        curve_decode_point(&out, signal_buffer_data(p), signal_buffer_len(p), o->context) == 0 &&
        curve_decode_private_point(&in, signal_buffer_data(s), signal_buffer_len(s), o->context) == 0)
        ratchet_identity_key_pair_create(&pair, out, in);
    if (out != NULL)
        SIGNAL_UNREF(out);
    if (in != NULL)
        SIGNAL_UNREF(in);
    signal_buffer_bzero_free(p);
    signal_buffer_bzero_free(s);
    return pair;
}

static void make_signed(struct omemo *o, uint32_t id, int64_t now_ms)
{
    session_signed_pre_key *key = NULL;
    signal_buffer *record = NULL;
    if (signal_protocol_key_helper_generate_signed_pre_key(&key, o->identity, id, (uint64_t)now_ms,
                                                           o->context) != 0 ||
        session_signed_pre_key_serialize(&record, key) != 0)
        fatal("omemo: a signed prekey cannot be made");
    store_run(o->store, SQL_omemo_signed_add, INT(id),
              TEXT(rest_take(o, rest_numbered(o, "signed", id), record)), INT(now_ms));
    SIGNAL_UNREF(key);
}

static void make_identity(struct omemo *o, int64_t now_ms)
{
    signal_buffer *public = NULL, *secret = NULL;
    if (signal_protocol_key_helper_generate_identity_key_pair(&o->identity, o->context) != 0 ||
        ec_public_key_serialize(&public, ratchet_identity_key_pair_get_public(o->identity)) != 0 ||
        ec_private_key_serialize(&secret, ratchet_identity_key_pair_get_private(o->identity)) != 0)
        fatal("omemo: an identity cannot be made");
    o->device = drawn(o, DEVICE_MAX);
    store_run(o->store, SQL_omemo_identity_add, INT(o->device), TEXT(omemo_take_text(o, public)),
              TEXT(rest_take(o, rest_numbered(o, "identity", o->device), secret)), INT(now_ms));
    make_signed(o, 1, now_ms);
    log_info("omemo: made the identity of this desk; `frontdesk omemo fingerprint` prints its fingerprint");
}

bool keys_find(struct omemo *o)
{
    if (o->device != 0)
        return true;
    struct cursor *c = store_query(o->store, SQL_omemo_identity);
    bool found = cursor_next(c);
    uint32_t device = 0;
    if (found) {
        device = (uint32_t)cursor_int(c, 0);
        o->identity = read_identity(o, device, cursor_text(c, 1), cursor_text(c, 2));
    }
    cursor_end(c);
    if (found && o->identity == NULL)
        store_fail(o->store, "the identity of OMEMO in it is damaged, or was encrypted with another key");
    o->device = device;
    return found;
}

void keys_load(struct omemo *o, int64_t now_ms)
{
    if (!keys_find(o))
        make_identity(o, now_ms);
}

uint32_t omemo_device(struct omemo *o, int64_t now_ms)
{
    keys_load(o, now_ms);
    return o->device;
}

uint32_t omemo_device_found(struct omemo *o)
{
    return keys_find(o) ? o->device : 0;
}

const char *omemo_fingerprint_of(struct omemo *o, const char *key)
{
    enum { GROUP = 4 /* bytes */ };
    size_t n = 0;
    const uint8_t *bytes = base64_decode(o->arena, key, &n);
    const char *text = "";
    for (size_t i = 1; bytes != NULL && i < n; i++) /* the first byte names the kind of the key */
        text = arena_printf(o->arena, "%s%s%02x", text, i > 1 && (i - 1) % GROUP == 0 ? " " : "", bytes[i]);
    return text;
}

const char *omemo_fingerprint_found(struct omemo *o)
{
    struct cursor *c = store_query(o->store, SQL_omemo_identity);
    const char *key = cursor_next(c) ? cursor_text(c, 1) : "";
    cursor_end(c);
    return omemo_fingerprint_of(o, key);
}

const char *omemo_fingerprint(struct omemo *o, int64_t now_ms)
{
    keys_load(o, now_ms);
    return omemo_fingerprint_found(o);
}

void omemo_rotate(struct omemo *o, int64_t now_ms)
{
    static const enum sql forget[] = {SQL_omemo_repair_forget, SQL_omemo_session_forget,
                                      SQL_omemo_asker_forget, SQL_omemo_signed_forget,
                                      SQL_omemo_identity_forget};
    for (size_t i = 0; i < sizeof forget / sizeof forget[0]; i++)
        store_run_values(o->store, forget[i], NULL, 0);
    if (o->identity != NULL)
        SIGNAL_UNREF(o->identity);
    o->device = 0;
    keys_load(o, now_ms);
}

/* ---- the prekeys ---- */

static void make_prekey(struct omemo *o, int64_t asker)
{
    ec_key_pair *pair = NULL;
    session_pre_key *key = NULL;
    signal_buffer *record = NULL;
    uint32_t id;
    do
        id = drawn(o, PREKEY_BITS);
    while (id > PREKEY_MAX || store_int(o->store, SQL_omemo_prekey_is, 0, INT(id)) != 0);
    if (curve_generate_key_pair(o->context, &pair) != 0 || session_pre_key_create(&key, id, pair) != 0 ||
        session_pre_key_serialize(&record, key) != 0)
        fatal("omemo: a prekey cannot be made");
    store_run(o->store, SQL_omemo_prekey_add, INT(id), INT(asker),
              TEXT(rest_take(o, rest_numbered(o, "prekey", id), record)));
    SIGNAL_UNREF(key);
    SIGNAL_UNREF(pair);
}

bool omemo_has_set(struct omemo *o, const char *asker)
{
    return store_int(o->store, SQL_omemo_asker, 0, TEXT(asker)) != 0;
}

/* Returns the number of the asker's set, and fills it up. */
static int64_t set_of(struct omemo *o, const char *asker, int64_t now_ms)
{
    int64_t set = store_int(o->store, SQL_omemo_asker, 0, TEXT(asker));
    if (set == 0 && asker[0] != '\0') {
        store_run(o->store, SQL_omemo_asker_drop, INT(now_ms - (int64_t)OMEMO_SET_KEPT_DAYS * DAY_MS),
                  INT(OLD_SETS));
        if (store_int(o->store, SQL_omemo_askers, 0, INT(OMEMO_SETS)) == OMEMO_SETS &&
            store_run(o->store, SQL_omemo_asker_drop_most, INT(OLD_SETS), INT(OMEMO_CROWD)) == 0)
            return set_of(o, "", now_ms);
    }
    if (set != 0) {
        store_run(o->store, SQL_omemo_asker_asked, INT(set), INT(now_ms));
    } else {
        store_run(o->store, SQL_omemo_asker_add, TEXT(asker), INT(now_ms));
        set = store_last_id(o->store);
    }
    int64_t want = asker[0] != '\0' ? OMEMO_PREKEYS : OMEMO_SHARED_PREKEYS;
    for (int64_t n = store_int(o->store, SQL_omemo_prekey_count, 0, INT(set)); n < want; n++)
        make_prekey(o, set);
    return set;
}

static void write_prekey(struct omemo *o, struct xml *x, int64_t id, const char *record)
{
    session_pre_key *key = NULL;
    signal_buffer *bytes = rest_bytes(o, rest_numbered(o, "prekey", id), record);
    if (bytes != NULL && session_pre_key_deserialize(&key, signal_buffer_data(bytes),
                                                     signal_buffer_len(bytes), o->context) == 0) {
        xml_open(x, "preKeyPublic", NULL);
        xml_attr_int(x, "preKeyId", session_pre_key_get_id(key));
        xml_text(x, public_text(o, ec_key_pair_get_public(session_pre_key_get_key_pair(key))));
        xml_close(x);
        SIGNAL_UNREF(key);
    }
    signal_buffer_bzero_free(bytes);
}

/* The signed prekey is made anew after a while, and when it was made while the clock was ahead; older ones are kept for
 * those who were given them. */
static void renew_signed(struct omemo *o, int64_t now_ms)
{
    struct cursor *c = store_query(o->store, SQL_omemo_signed_last);
    bool found = cursor_next(c);
    int64_t id = found ? cursor_int(c, 1) : 0, made_ms = found ? cursor_int(c, 2) : 0;
    cursor_end(c);
    bool fresh = now_ms >= made_ms && now_ms - made_ms < (int64_t)OMEMO_SIGNED_DAYS * DAY_MS;
    if (fresh || id >= PREKEY_MAX)
        return;
    make_signed(o, (uint32_t)id + 1, now_ms);
    store_run(o->store, SQL_omemo_signed_drop, INT(id + 1),
              INT(now_ms - (int64_t)OMEMO_SIGNED_KEPT_DAYS * DAY_MS));
}

static void write_signed(struct omemo *o, struct xml *x)
{
    session_signed_pre_key *key = NULL;
    struct cursor *c = store_query(o->store, SQL_omemo_signed_last);
    signal_buffer *bytes =
        cursor_next(c) ? rest_bytes(o, rest_numbered(o, "signed", cursor_int(c, 1)), cursor_text(c, 0))
                       : NULL;
    cursor_end(c);
    if (bytes == NULL || session_signed_pre_key_deserialize(&key, signal_buffer_data(bytes),
                                                            signal_buffer_len(bytes), o->context) != 0) {
        signal_buffer_bzero_free(bytes);
        store_fail(o->store, "the signed prekey of OMEMO in it is damaged");
        return;
    }
    xml_open(x, "signedPreKeyPublic", NULL);
    xml_attr_int(x, "signedPreKeyId", session_signed_pre_key_get_id(key));
    xml_text(x, public_text(o, ec_key_pair_get_public(session_signed_pre_key_get_key_pair(key))));
    xml_close(x);
    xml_leaf(x, "signedPreKeySignature", NULL,
             omemo_text(o, session_signed_pre_key_get_signature(key),
                        session_signed_pre_key_get_signature_len(key)));
    SIGNAL_UNREF(key);
    signal_buffer_bzero_free(bytes);
}

void omemo_write_bundle(struct omemo *o, struct xml *x, const char *asker, int64_t now_ms)
{
    keys_load(o, now_ms);
    int64_t set = set_of(o, asker, now_ms);
    renew_signed(o, now_ms);
    xml_open(x, "item", NULL);
    xml_attr(x, "id", "current");
    xml_open(x, "bundle", NS_OMEMO);
    write_signed(o, x);
    xml_leaf(x, "identityKey", NULL, public_text(o, ratchet_identity_key_pair_get_public(o->identity)));
    xml_open(x, "prekeys", NULL);
    struct cursor *c = store_query(o->store, SQL_omemo_prekeys, INT(set), INT(OMEMO_SHARED_PREKEYS));
    while (cursor_next(c))
        write_prekey(o, x, cursor_int(c, 0), cursor_text(c, 1));
    cursor_end(c);
    xml_close(x);
    xml_close(x);
    xml_close(x);
}

static void begin_devices(struct xml *x)
{
    xml_open(x, "item", NULL);
    xml_attr(x, "id", "current");
    xml_open(x, "list", NS_OMEMO);
}

void omemo_write_devices(struct omemo *o, struct xml *x, int64_t now_ms)
{
    begin_devices(x);
    xml_open(x, "device", NULL);
    xml_attr_int(x, "id", omemo_device(o, now_ms));
    xml_close(x);
    xml_close(x);
    xml_close(x);
}

void omemo_write_no_devices(struct xml *x)
{
    begin_devices(x);
    xml_close(x);
    xml_close(x);
}

/* ---- for the library ---- */

static int identity_pair(signal_buffer **public, signal_buffer **secret, void *omemo)
{
    struct omemo *o = omemo;
    if (ec_public_key_serialize(public, ratchet_identity_key_pair_get_public(o->identity)) != 0 ||
        ec_private_key_serialize(secret, ratchet_identity_key_pair_get_private(o->identity)) != 0)
        return SG_ERR_NOMEM;
    return 0;
}

static int registration(void *omemo, uint32_t *id)
{
    *id = ((struct omemo *)omemo)->device;
    return 0;
}

/* A session holds the identity of its device. */
static int save_identity(const signal_protocol_address *address, uint8_t *key, size_t n, void *omemo)
{
    (void)address, (void)key, (void)n, (void)omemo;
    return 0;
}

static int load_record(struct omemo *o, enum sql sql, const char *kind, uint32_t id, signal_buffer **record)
{
    struct cursor *c = store_query_values(o->store, sql, VALUES(INT(id)));
    *record = cursor_next(c) ? rest_bytes(o, rest_numbered(o, kind, id), cursor_text(c, 0)) : NULL;
    cursor_end(c);
    return *record != NULL ? SG_SUCCESS : SG_ERR_INVALID_KEY_ID;
}

static int load_prekey(signal_buffer **record, uint32_t id, void *omemo)
{
    return load_record(omemo, SQL_omemo_prekey, "prekey", id, record);
}

/* Prekeys are made by make_prekey() alone. */
static int store_prekey(uint32_t id, uint8_t *record, size_t n, void *omemo)
{
    (void)id, (void)record, (void)n, (void)omemo;
    return SG_ERR_INVAL;
}

static int has_prekey(uint32_t id, void *omemo)
{
    return store_int(((struct omemo *)omemo)->store, SQL_omemo_prekey_is, 0, INT(id)) != 0;
}

static int drop_prekey(uint32_t id, void *omemo)
{
    store_run(((struct omemo *)omemo)->store, SQL_omemo_prekey_drop, INT(id));
    return 0;
}

static int load_signed(signal_buffer **record, uint32_t id, void *omemo)
{
    return load_record(omemo, SQL_omemo_signed, "signed", id, record);
}

static int has_signed(uint32_t id, void *omemo)
{
    signal_buffer *record;
    bool has = load_signed(&record, id, omemo) == SG_SUCCESS;
    signal_buffer_bzero_free(record);
    return has;
}

static int drop_signed(uint32_t id, void *omemo)
{
    (void)id, (void)omemo;
    return SG_ERR_INVAL;
}

bool keys_begin(struct omemo *o)
{
    signal_protocol_identity_key_store identity = {
        .get_identity_key_pair = identity_pair,
        .get_local_registration_id = registration,
        .save_identity = save_identity,
        .is_trusted_identity = known_trusts,
        .user_data = o,
    };
    signal_protocol_pre_key_store prekeys = {
        .load_pre_key = load_prekey,
        .store_pre_key = store_prekey,
        .contains_pre_key = has_prekey,
        .remove_pre_key = drop_prekey,
        .user_data = o,
    };
    signal_protocol_signed_pre_key_store signeds = {
        .load_signed_pre_key = load_signed,
        .store_signed_pre_key = store_prekey,
        .contains_signed_pre_key = has_signed,
        .remove_signed_pre_key = drop_signed,
        .user_data = o,
    };
    return signal_protocol_store_context_set_identity_key_store(o->keys, &identity) == 0 &&
           signal_protocol_store_context_set_pre_key_store(o->keys, &prekeys) == 0 &&
           signal_protocol_store_context_set_signed_pre_key_store(o->keys, &signeds) == 0;
}
