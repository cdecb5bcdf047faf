/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bundle: the keys of somebody's device, from which a session is begun: as the element <bundle/>, and as a line of text in
 * which they are kept: identity, number and key of the signed prekey, its signature, then number and key of each prekey. One
 * that was used has "-" for its key: the person's server may have it for a while, until the message with it has arrived. */
#include "omemo/omemo_inside.h"

#include <stdlib.h>
#include <string.h>

#include <session_builder.h>
#include <session_pre_key.h>

#include "xml/stanza.h"

enum { KEY_MAX = 96 /* bytes of a key or signature */ };
enum { WORDS = 4 + 2 * OMEMO_SHARED_PREKEYS /* of a line; clients publish at most 100 prekeys */ };

/* Keys are copied as texts, and looked at when they are used. */
struct bundle {
    const char *identity, *signed_id, *signed_key, *signature;
    const char *prekey_id[OMEMO_SHARED_PREKEYS], *prekey[OMEMO_SHARED_PREKEYS],
        *used_id[OMEMO_SHARED_PREKEYS];
    size_t n, n_used; /* together at most OMEMO_SHARED_PREKEYS */
};

static const char used[] = "-";

/* Base64 without white space, so that it is a word. */
static const char *word_in(struct omemo *o, const xmpp_stanza_t *element)
{
    size_t n;
    const uint8_t *bytes = omemo_bytes_in(o, element, &n);
    return bytes != NULL && n > 0 && n <= KEY_MAX ? omemo_text(o, bytes, n) : NULL;
}

static bool read_element(struct omemo *o, const xmpp_stanza_t *element, struct bundle *b)
{
    const xmpp_stanza_t *signed_key = st_child(element, "signedPreKeyPublic", NS_OMEMO);
    *b = (struct bundle){
        .identity = word_in(o, st_child(element, "identityKey", NS_OMEMO)),
        .signed_id = st_attr(signed_key, "signedPreKeyId"),
        .signed_key = word_in(o, signed_key),
        .signature = word_in(o, st_child(element, "signedPreKeySignature", NS_OMEMO)),
    };
    const xmpp_stanza_t *prekeys = st_child(element, "prekeys", NS_OMEMO);
    xmpp_stanza_t *key = prekeys != NULL ? st_first(prekeys) : NULL;
    for (; key != NULL && b->n < OMEMO_SHARED_PREKEYS; key = st_next(key)) {
        b->prekey_id[b->n] = st_attr(key, "preKeyId");
        b->prekey[b->n] = word_in(o, key);
        b->n += omemo_number(b->prekey_id[b->n]) != 0 && b->prekey[b->n] != NULL;
    }
    return b->identity != NULL && b->signed_id != NULL && strlen(b->signed_id) < KEY_MAX &&
           strspn(b->signed_id, "0123456789") == strlen(b->signed_id) && b->signed_id[0] != '\0' &&
           b->signed_key != NULL && b->signature != NULL && b->n > 0;
}

static const char *write_line(struct omemo *o, const struct bundle *b)
{
    const char *line =
        arena_printf(o->arena, "%s %s %s %s", b->identity, b->signed_id, b->signed_key, b->signature);
    for (size_t i = 0; i < b->n; i++)
        line = arena_printf(o->arena, "%s %s %s", line, b->prekey_id[i], b->prekey[i]);
    for (size_t i = 0; i < b->n_used; i++)
        line = arena_printf(o->arena, "%s %s %s", line, b->used_id[i], used);
    return line;
}

static bool read_line(struct omemo *o, const char *line, struct bundle *b)
{
    char *rest = arena_strdup(o->arena, line), *word[WORDS];
    size_t n = 0;
    for (char *one; n < WORDS && (one = strsep(&rest, " ")) != NULL;)
        word[n++] = one;
    if (n < 6)
        return false;
    *b = (struct bundle){
        .identity = word[0], .signed_id = word[1], .signed_key = word[2], .signature = word[3]};
    for (size_t i = 4; i + 1 < n; i += 2) {
        if (strcmp(word[i + 1], used) == 0) {
            b->used_id[b->n_used++] = word[i];
            continue;
        }
        b->prekey_id[b->n] = word[i];
        b->prekey[b->n++] = word[i + 1];
    }
    return true;
}

static void drop_prekey(struct bundle *b, size_t i)
{
    b->n--;
    b->prekey_id[i] = b->prekey_id[b->n];
    b->prekey[i] = b->prekey[b->n];
}

static void set_used(struct bundle *b, size_t i)
{
    b->used_id[b->n_used++] = b->prekey_id[i];
    drop_prekey(b, i);
}

/* Those that the device has published again, although they were used. */
static void set_used_before(struct bundle *b, const struct bundle *before)
{
    if (strcmp(b->identity, before->identity) != 0)
        return;
    for (size_t i = 0; i < before->n_used; i++)
        for (size_t k = b->n; k-- > 0;)
            if (strcmp(b->prekey_id[k], before->used_id[i]) == 0)
                set_used(b, k);
}

static ec_public_key *key_of(struct omemo *o, const char *text)
{
    size_t n;
    const uint8_t *bytes = base64_decode(o->arena, text, &n);
    ec_public_key *key = NULL;
    return bytes != NULL && curve_decode_point(&key, bytes, n, o->context) == 0 ? key : NULL;
}

static session_pre_key_bundle *keys_of(struct omemo *o, uint32_t device, const struct bundle *b, size_t i)
{
    session_pre_key_bundle *made = NULL;
    size_t n;
    const uint8_t *signature = base64_decode(o->arena, b->signature, &n);
    ec_public_key *identity = key_of(o, b->identity), *signed_key = key_of(o, b->signed_key),
                  *prekey = key_of(o, b->prekey[i]);
    if (identity != NULL && signed_key != NULL && prekey != NULL && signature != NULL)
        session_pre_key_bundle_create(&made, device, (int)device, omemo_number(b->prekey_id[i]), prekey,
                                      omemo_number(b->signed_id), signed_key, signature, n, identity);
    if (identity != NULL)
        SIGNAL_UNREF(identity);
    if (signed_key != NULL)
        SIGNAL_UNREF(signed_key);
    if (prekey != NULL)
        SIGNAL_UNREF(prekey);
    return made;
}

static bool build(struct omemo *o, const signal_protocol_address *address, session_pre_key_bundle *keys)
{
    session_builder *builder = NULL;
    o->grown = false;
    if (session_builder_create(&builder, o->keys, address, o->context) != 0)
        return false;
    session_builder_set_version(builder, OMEMO_VERSION);
    bool good = session_builder_process_pre_key_bundle(builder, keys) == 0;
    session_builder_free(builder);
    return good;
}

static bool begin_session(struct omemo *o, const struct omemo_pair *pair, uint32_t device,
                          const struct bundle *b, size_t i)
{
    omemo_begin_call(o, pair, true);
    o->fetched = true;
    session_pre_key_bundle *keys = keys_of(o, device, b, i);
    if (keys == NULL)
        return false;
    signal_protocol_address address = omemo_address(o, device);
    bool good = build(o, &address, keys);
    if (!good && o->grown) { /* the one before is part of it */
        store_run(o->store, SQL_omemo_session_drop, TEXT(pair->own), TEXT(pair->peer), INT(device));
        good = build(o, &address, keys);
    }
    SIGNAL_UNREF(keys);
    return good;
}

/* By chance: two people who pick the same prekey disturb each other. */
static size_t picked(struct omemo *o, const struct bundle *b)
{
    uint32_t some;
    o->crypto.draw(o->crypto.draw_arg, (uint8_t *)&some, sizeof some);
    return some % b->n;
}

bool omemo_take_bundle(struct omemo *o, const struct omemo_pair *pair, uint32_t device,
                       const xmpp_stanza_t *element)
{
    struct bundle b;
    return element != NULL && read_element(o, element, &b) &&
           begin_session(o, pair, device, &b, picked(o, &b));
}

const char *omemo_bundle_text(struct omemo *o, const xmpp_stanza_t *element, const char *before, size_t most)
{
    struct bundle b, old;
    if (element == NULL || !read_element(o, element, &b))
        return NULL;
    if (read_line(o, before, &old))
        set_used_before(&b, &old);
    while (b.n > most)
        drop_prekey(&b, picked(o, &b));
    return write_line(o, &b);
}

bool omemo_take_bundle_text(struct omemo *o, const struct omemo_pair *pair, uint32_t device, const char *text,
                            const char **rest)
{
    struct bundle b;
    *rest = NULL;
    if (!read_line(o, text, &b))
        return false;
    if (b.n == 0) {
        *rest = text;
        return false;
    }
    size_t i = picked(o, &b);
    bool good = begin_session(o, pair, device, &b, i);
    set_used(&b, i);
    if (good)
        *rest = write_line(o, &b);
    return good;
}
