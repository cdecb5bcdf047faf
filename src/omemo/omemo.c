/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * omemo: see omemo.h. The element <encrypted/> of version 0.3: the text is encrypted once with a new key (AES-128-GCM),
 * and that key once for each device by the ratchet of its session. */
#include "omemo/omemo.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <protocol.h>
#include <session_cipher.h>
#include <session_record.h>
#include <session_state.h>

#include "base/log.h"
#include "base/utf8.h"
#include "omemo/omemo_inside.h"
#include "xml/stanza.h"
#include "xml/xml.h"

enum { ID_DIGITS = 10 };

struct omemo *omemo_new(struct store *store, struct arena *arena)
{
    struct omemo *o = xcalloc(1, sizeof *o);
    o->store = store;
    o->arena = arena;
    o->crypto.draw = crypto_draw_system;
    if (signal_context_create(&o->context, o) != 0 || !crypto_begin(&o->crypto, o->context) ||
        signal_protocol_store_context_create(&o->keys, o->context) != 0 || !keys_begin(o) ||
        !session_begin(o))
        fatal("omemo: libomemo-c or libcrypto lacks what is needed");
    return o;
}

void omemo_free(struct omemo *o)
{
    if (o == NULL)
        return;
    if (o->identity != NULL)
        SIGNAL_UNREF(o->identity);
    signal_protocol_store_context_destroy(o->keys);
    signal_context_destroy(o->context);
    crypto_end(&o->crypto);
    OPENSSL_cleanse(o, sizeof *o);
    free(o);
}

void omemo_draw_from(struct omemo *o, void (*draw)(void *arg, uint8_t *bytes, size_t n), void *arg)
{
    o->crypto.draw = draw;
    o->crypto.draw_arg = arg;
}

void omemo_begin_call(struct omemo *o, const struct omemo_pair *pair, bool hears)
{
    keys_load(o, pair->now_ms);
    o->pair = *pair;
    o->hears = hears;
    o->fetched = false;
}

signal_protocol_address omemo_address(const struct omemo *o, uint32_t device)
{
    return (signal_protocol_address){o->pair.peer, strlen(o->pair.peer), (int32_t)device};
}

static session_cipher *cipher_for(struct omemo *o, const signal_protocol_address *address)
{
    session_cipher *cipher = NULL;
    if (session_cipher_create(&cipher, o->keys, address, o->context) != 0)
        fatal("omemo: out of memory");
    session_cipher_set_version(cipher, OMEMO_VERSION);
    return cipher;
}

/* Also for the number of a key. */
uint32_t omemo_number(const char *text)
{
    if (text == NULL || text[0] == '\0' || strlen(text) > ID_DIGITS ||
        text[strspn(text, "0123456789")] != '\0')
        return 0;
    long long n = strtoll(text, NULL, 10);
    return n <= INT32_MAX ? (uint32_t)n : 0;
}

uint32_t omemo_sender(const xmpp_stanza_t *encrypted)
{
    return omemo_number(st_attr(st_child(encrypted, "header", NS_OMEMO), "sid"));
}

uint8_t *omemo_bytes_in(struct omemo *o, const xmpp_stanza_t *element, size_t *n)
{
    *n = 0;
    return element != NULL ? base64_decode(o->arena, st_text(o->arena, element), n) : NULL;
}

/* ---- reading ---- */

/* Whether the state has the chain of keys of this message; *index: the key that comes next there. */
static bool has_chain(session_state *state, const signal_message *message, uint32_t *index)
{
    const ratchet_chain_key *chain =
        session_state_get_receiver_chain_key(state, signal_message_get_sender_ratchet_key(message));
    if (chain != NULL)
        *index = ratchet_chain_key_get_index(chain);
    return chain != NULL;
}

/* The library makes and keeps a key for each message that is missing, before it knows whether the message is sound. */
static bool is_far_ahead(struct omemo *o, const signal_protocol_address *address,
                         const signal_message *message)
{
    uint32_t counter = signal_message_get_counter(message), index = 0;
    session_record *record = NULL;
    if (o->pair.agent || counter <= OMEMO_AHEAD ||
        signal_protocol_session_load_session(o->keys, &record, address, OMEMO_VERSION) != 0)
        return false;
    bool found = has_chain(session_record_get_state(record), message, &index);
    for (session_record_state_node *one = session_record_get_previous_states_head(record);
         one != NULL && !found; one = session_record_get_previous_states_next(one))
        found = has_chain(session_record_get_previous_states_element(one), message, &index);
    SIGNAL_UNREF(record);
    return counter > index && counter - index > OMEMO_AHEAD;
}

/* The library's messages begin with their type. */
static int open_first(struct omemo *o, const signal_protocol_address *address, session_cipher *cipher,
                      const uint8_t *bytes, size_t n, signal_buffer **key, uint32_t *counter)
{
    pre_key_signal_message *message = NULL;
    int result = pre_key_signal_message_deserialize(&message, bytes, n, o->context);
    if (result != 0)
        return result;
    const signal_message *inner = pre_key_signal_message_get_signal_message(message);
    *counter = signal_message_get_counter(inner);
    result = is_far_ahead(o, address, inner)
                 ? SG_ERR_INVALID_MESSAGE
                 : session_cipher_decrypt_pre_key_signal_message(cipher, message, NULL, key);
    SIGNAL_UNREF(message);
    return result;
}

static int open_next(struct omemo *o, const signal_protocol_address *address, session_cipher *cipher,
                     const uint8_t *bytes, size_t n, signal_buffer **key, uint32_t *counter)
{
    signal_message *message = NULL;
    int result = signal_message_deserialize(&message, bytes, n, o->context);
    if (result != 0)
        return result;
    *counter = signal_message_get_counter(message);
    result = is_far_ahead(o, address, message)
                 ? SG_ERR_INVALID_MESSAGE
                 : session_cipher_decrypt_signal_message(cipher, message, NULL, key);
    SIGNAL_UNREF(message);
    return result;
}

static bool is_true(const char *value)
{
    return value != NULL && (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

/* Decrypts the key of the message. */
static int open_key(struct omemo *o, uint32_t device, const xmpp_stanza_t *element, signal_buffer **key,
                    uint32_t *counter)
{
    size_t n;
    const uint8_t *bytes = omemo_bytes_in(o, element, &n);
    if (bytes == NULL || n == 0)
        return SG_ERR_INVALID_MESSAGE;
    signal_protocol_address address = omemo_address(o, device);
    session_cipher *cipher = cipher_for(o, &address);
    int result = is_true(st_attr(element, "prekey")) ? open_first(o, &address, cipher, bytes, n, key, counter)
                                                     : open_next(o, &address, cipher, bytes, n, key, counter);
    session_cipher_free(cipher);
    return result;
}

/* A text that XML does not allow, or with a NUL, is not a message of any client. */
static bool is_sound(const char *text, size_t n)
{
    uint32_t cp;
    for (size_t i = 0, len; i < n; i += len) {
        len = utf8_decode(text + i, n - i, &cp);
        if (!utf8_is_xml(cp))
            return false;
    }
    return true;
}

/* Decrypts the text. Old clients append the tag to the text, instead of the key. */
static const char *open_text(struct omemo *o, const signal_buffer *key, const xmpp_stanza_t *iv_element,
                             const xmpp_stanza_t *payload)
{
    size_t n, iv_len, key_len = signal_buffer_len(key);
    const uint8_t *bytes = omemo_bytes_in(o, payload, &n), *iv = omemo_bytes_in(o, iv_element, &iv_len);
    const uint8_t *secret = signal_buffer_const_data(key), *tag = secret + CRYPTO_KEY;
    if (bytes == NULL || iv == NULL || (key_len != CRYPTO_KEY && key_len != CRYPTO_KEY + CRYPTO_TAG))
        return NULL;
    if (key_len == CRYPTO_KEY) {
        if (n < CRYPTO_TAG)
            return NULL;
        n -= CRYPTO_TAG;
        tag = bytes + n;
    }
    char *text = arena_alloc(o->arena, n + 1);
    if (!crypto_open(secret, iv, iv_len, bytes, n, tag, (uint8_t *)text) || !is_sound(text, n))
        return NULL;
    return text;
}

static const xmpp_stanza_t *key_for(const struct omemo *o, const xmpp_stanza_t *header)
{
    for (xmpp_stanza_t *key = st_first(header); key != NULL; key = st_next(key))
        if (st_is(key, "key", NS_OMEMO) && omemo_number(st_attr(key, "rid")) == o->device)
            return key;
    return NULL;
}

/* A stranger's element does not make the identity: what is not for a device of ours cannot be read. */
struct omemo_reading omemo_read(struct omemo *o, const struct omemo_pair *pair,
                                const xmpp_stanza_t *encrypted)
{
    const xmpp_stanza_t *header = st_child(encrypted, "header", NS_OMEMO),
                        *payload = st_child(encrypted, "payload", NS_OMEMO);
    struct omemo_reading r = {.outcome = OMEMO_FOREIGN, .device = omemo_sender(encrypted)};
    const xmpp_stanza_t *element = r.device != 0 && keys_find(o) ? key_for(o, header) : NULL;
    if (element == NULL)
        return r;
    omemo_begin_call(o, pair, true);
    signal_buffer *key = NULL;
    uint32_t counter = 0;
    size_t n_news = o->n_news;
    int result = open_key(o, r.device, element, &key, &counter);
    r.outcome = result == SG_ERR_DUPLICATE_MESSAGE    ? OMEMO_AGAIN
                : result == SG_ERR_UNTRUSTED_IDENTITY ? OMEMO_UNTRUSTED
                                                      : OMEMO_BROKEN;
    if (r.outcome == OMEMO_BROKEN && result != 0)
        o->n_news = n_news; /* whoever sent it may not have the key that it names */
    if (result == 0) {
        r.text = payload != NULL ? open_text(o, key, st_child(header, "iv", NS_OMEMO), payload) : NULL;
        r.outcome = payload == NULL ? OMEMO_EMPTY : r.text != NULL ? OMEMO_TEXT : OMEMO_BROKEN;
        r.beat = counter > 0 && counter % OMEMO_HEARTBEAT == 0;
    }
    signal_buffer_bzero_free(key);
    return r;
}

/* ---- writing ---- */

/* Returns false when the session is damaged. It is forgotten then: no message can be sent with it any more. */
static bool write_key(struct omemo *o, struct xml *x, uint32_t device, const uint8_t *secret, size_t n)
{
    signal_protocol_address address = omemo_address(o, device);
    session_cipher *cipher = cipher_for(o, &address);
    ciphertext_message *message = NULL;
    bool good = session_cipher_encrypt(cipher, secret, n, &message) == 0;
    if (good) {
        signal_buffer *bytes = ciphertext_message_get_serialized(message);
        xml_open(x, "key", NULL);
        xml_attr_int(x, "rid", device);
        if (ciphertext_message_get_type(message) == CIPHERTEXT_PREKEY_TYPE)
            xml_attr(x, "prekey", "true");
        xml_text(x, omemo_text(o, signal_buffer_const_data(bytes), signal_buffer_len(bytes)));
        xml_close(x);
        SIGNAL_UNREF(message);
    } else {
        log_warn("omemo: the session with device %lu of %s is damaged and was removed", (unsigned long)device,
                 o->pair.peer);
        store_run(o->store, SQL_omemo_session_drop, TEXT(o->pair.own), TEXT(o->pair.peer), INT(device));
    }
    session_cipher_free(cipher);
    return good;
}

/* The devices that a message is encrypted for. */
static size_t devices_of(struct omemo *o, const struct omemo_pair *pair, uint32_t devices[OMEMO_DEVICES])
{
    size_t n = 0;
    struct cursor *c = store_query(o->store, SQL_omemo_session_devices, TEXT(pair->own), TEXT(pair->peer),
                                   INT(OMEMO_DEVICES));
    while (n < OMEMO_DEVICES && cursor_next(c)) {
        devices[n] = (uint32_t)cursor_int(c, 0);
        n += !pair->first || !known_waits(o, pair->peer, devices[n]);
    }
    cursor_end(c);
    return n;
}

bool omemo_knows(struct omemo *o, const struct omemo_pair *pair)
{
    uint32_t devices[OMEMO_DEVICES];
    return devices_of(o, pair, devices) > 0;
}

const char *omemo_seal(struct omemo *o, const struct omemo_pair *pair, const char *text)
{
    uint8_t secret[CRYPTO_KEY + CRYPTO_TAG], iv[CRYPTO_IV];
    uint32_t devices[OMEMO_DEVICES];
    if (!omemo_knows(o, pair))
        return NULL;
    omemo_begin_call(o, pair, false);
    size_t n_devices = devices_of(o, pair, devices), n = text != NULL ? strlen(text) : 0;
    o->crypto.draw(o->crypto.draw_arg, secret, CRYPTO_KEY);
    o->crypto.draw(o->crypto.draw_arg, iv, sizeof iv);
    uint8_t *sealed = arena_alloc(o->arena, n + 1);
    if (!crypto_seal(secret, iv, (const uint8_t *)(text != NULL ? text : ""), n, sealed, secret + CRYPTO_KEY))
        fatal("omemo: libcrypto cannot encrypt");
    struct xml *x = xml_new(o->arena);
    xml_open(x, "encrypted", NS_OMEMO);
    xml_open(x, "header", NULL);
    xml_attr_int(x, "sid", o->device);
    size_t written = 0;
    for (size_t i = 0; i < n_devices; i++)
        written += write_key(o, x, devices[i], secret, text != NULL ? sizeof secret : CRYPTO_KEY);
    xml_leaf(x, "iv", NULL, omemo_text(o, iv, sizeof iv));
    xml_close(x);
    if (text != NULL)
        xml_leaf(x, "payload", NULL, omemo_text(o, sealed, n));
    xml_close(x);
    OPENSSL_cleanse(secret, sizeof secret);
    return written > 0 ? xml_string(x) : NULL;
}
