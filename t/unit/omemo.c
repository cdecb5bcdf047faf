/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * omemo: encrypted messages and keys as a hostile or broken client makes them: forms, sizes, replays, and what strangers
 * make grow. Two of the room omemo stand for the desk and for a device; the last part has a whole desk. */
#include "omemo/omemo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/log.h"
#include "base/rng.h"
#include "store/store.h"
#include "t/tap.h"
#include "t/world.h"
#include "xml/stanza.h"
#include "xml/xml.h"

enum { KEY = 16, TAG = 16 };

#define START_MS 1772445600000 /* 2026-03-02T10:00:00Z */
#define PUBSUB "http://jabber.org/protocol/pubsub"

struct end {
    struct store *store;
    struct omemo *keys;
};

struct lab {
    struct arena *arena;
    xmpp_ctx_t *ctx;
    struct rng rng;
    uint8_t secret[KEY]; /* the first bytes that were drawn since forget_secret(): the key of a message */
    bool drawn;
    struct end desk, device;
};

static const struct omemo_pair to_desk = {.own = "", .peer = "sales@desk", .now_ms = START_MS};
static const struct omemo_pair from_device = {.own = "sales", .peer = "jane@x", .now_ms = START_MS};

static void draw(void *arg, uint8_t *bytes, size_t n)
{
    struct lab *l = arg;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)rng_next(&l->rng);
    if (!l->drawn && n == KEY)
        memcpy(l->secret, bytes, KEY);
    l->drawn = true;
}

static struct end end_new(struct lab *l)
{
    const char *why = "";
    struct end e = {.store = store_open(":memory:", STORE_DAEMON, l->arena, &why)};
    if (e.store == NULL)
        fatal("%s", why);
    e.keys = omemo_new(e.store, l->arena);
    omemo_draw_from(e.keys, draw, l);
    store_begin(e.store);
    return e;
}

static void end_free(struct end *e)
{
    omemo_free(e->keys);
    store_rollback(e->store);
    store_close(e->store);
}

static struct lab *lab_new(void)
{
    struct lab *l = xcalloc(1, sizeof *l);
    l->arena = arena_new();
    l->ctx = xmpp_ctx_new(NULL, NULL);
    rng_seed(&l->rng, 5);
    l->desk = end_new(l);
    l->device = end_new(l);
    return l;
}

static void lab_free(struct lab *l)
{
    end_free(&l->desk);
    end_free(&l->device);
    xmpp_ctx_free(l->ctx);
    arena_free(l->arena);
    free(l);
}

/* ---- the keys ---- */

static const char *bundle_xml(struct lab *l, const struct end *e)
{
    struct xml *x = xml_new(l->arena);
    omemo_write_bundle(e->keys, x, "jane@x", START_MS);
    const char *item = xml_string(x), *at = strstr(item, "<bundle");
    return arena_strndup(l->arena, at, (size_t)(strstr(at, "</bundle>") + strlen("</bundle>") - at));
}

static bool takes(struct lab *l, const char *bundle)
{
    xmpp_stanza_t *st = st_parse(l->ctx, bundle);
    bool taken = omemo_take_bundle(l->device.keys, &to_desk, omemo_device(l->desk.keys, START_MS), st);
    if (st != NULL)
        xmpp_stanza_release(st);
    return taken;
}

/* The text with what stands between two words (the first `from`, and then `to`) replaced. */
static const char *with(struct lab *l, const char *xml, const char *from, const char *to, const char *inside)
{
    const char *begin = strstr(xml, from), *end = begin != NULL ? strstr(begin + strlen(from), to) : NULL;
    if (end == NULL)
        fatal("there is no %s in %s", from, xml);
    return arena_printf(l->arena, "%.*s%s%s", (int)(begin + strlen(from) - xml), xml, inside, end);
}

static const char *base64_of(struct lab *l, uint8_t first, uint8_t others, size_t n)
{
    uint8_t *bytes = arena_alloc(l->arena, n);
    memset(bytes, others, n);
    bytes[0] = first;
    return base64_encode(l->arena, bytes, n);
}

static void test_bundles(struct lab *l)
{
    enum { LARGE = 150 * 1000 };
    const char *good = bundle_xml(l, &l->desk);
    const struct {
        const char *what, *xml;
    } bad[] = {
        {"a signature of other bytes", with(l, good, "<signedPreKeySignature>", "<", base64_of(l, 7, 7, 64))},
        {"a short signature", with(l, good, "<signedPreKeySignature>", "<", base64_of(l, 7, 7, 63))},
        {"no signature", with(l, good, "<signedPreKeySignature>", "<", "")},
        {"a huge signature", with(l, good, "<signedPreKeySignature>", "<", base64_of(l, 7, 7, LARGE))},
        {"another identity", with(l, good, "<identityKey>", "<", base64_of(l, 5, 9, 33))},
        {"an identity of another kind", with(l, good, "<identityKey>", "<", base64_of(l, 6, 9, 33))},
        {"an identity of 32 bytes", with(l, good, "<identityKey>", "<", base64_of(l, 5, 9, 32))},
        {"a huge identity", with(l, good, "<identityKey>", "<", base64_of(l, 5, 9, LARGE))},
        {"an identity that is not base64", with(l, good, "<identityKey>", "<", "***")},
        {"another signed prekey", with(l, good, "signedPreKeyId=\"1\">", "<", base64_of(l, 5, 9, 33))},
        {"no prekeys", with(l, good, "<prekeys>", "</prekeys>", "")},
        {"prekeys without a number",
         with(l, good, "<prekeys>", "</prekeys>", "<preKeyPublic>BQ==</preKeyPublic>")},
        {"prekeys of one byte",
         with(l, good, "<prekeys>", "</prekeys>", "<preKeyPublic preKeyId='3'>BQ==</preKeyPublic>")},
        {"nothing in it", "<bundle xmlns='" NS_OMEMO "'/>"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ok(!takes(l, bad[i].xml) && !omemo_knows(l->device.keys, &to_desk), "a bundle with %s: no session",
           bad[i].what);
    ok(takes(l, good), "the bundle as it is: a session");
}

/* A prekey that was used is in the device's bundle until the message with it has arrived there: it is not used again. */
static void test_used(struct lab *l)
{
    xmpp_stanza_t *bundle = st_parse(l->ctx, bundle_xml(l, &l->desk));
    const char *text = omemo_bundle_text(l->device.keys, bundle, "", OMEMO_SHARED_PREKEYS);
    int begun = 0;
    for (; begun <= OMEMO_PREKEYS; begun++) {
        const struct omemo_pair pair = {.own = "",
                                        .peer = arena_printf(l->arena, "face%d@desk", begun),
                                        .now_ms = START_MS};
        if (!omemo_take_bundle_text(l->device.keys, &pair, 1, text, &text))
            break;
        if (begun % 2 == 0)
            text = omemo_bundle_text(l->device.keys, bundle, text, OMEMO_SHARED_PREKEYS);
    }
    is_int(begun, OMEMO_PREKEYS, "each prekey of a bundle begins one session");
    ok(omemo_bundle_text(l->device.keys, bundle, "", OMEMO_SHARED_PREKEYS) != NULL &&
           strstr(text, " -") != NULL,
       "those that were used are kept");
    xmpp_stanza_release(bundle);
    struct lab *other = lab_new();
    rng_seed(&other->rng, 6);
    omemo_device(other->device.keys, START_MS);
    bundle = st_parse(other->ctx, bundle_xml(other, &other->device));
    ok(strstr(omemo_bundle_text(l->device.keys, bundle, text, OMEMO_SHARED_PREKEYS), " -") == NULL,
       "another identity has used none");
    xmpp_stanza_release(bundle);
    lab_free(other);
}

/* ---- messages ---- */

static const char *sealed(struct lab *l, const char *text)
{
    l->drawn = false;
    return omemo_seal(l->device.keys, &to_desk, text);
}

static struct omemo_reading read_from(struct lab *l, const struct omemo_pair *pair, const char *xml)
{
    xmpp_stanza_t *st = st_parse(l->ctx, xml);
    if (st == NULL)
        fatal("not well-formed: %.200s", xml);
    struct omemo_reading r = omemo_read(l->desk.keys, pair, st);
    xmpp_stanza_release(st);
    return r;
}

static bool is_read(struct lab *l, const char *xml, const char *text)
{
    struct omemo_reading r = read_from(l, &from_device, xml);
    return r.outcome == OMEMO_TEXT && strcmp(r.text, text) == 0;
}

static const char *const outcomes[] = {[OMEMO_TEXT] = "text",
                                       [OMEMO_EMPTY] = "empty",
                                       [OMEMO_AGAIN] = "again",
                                       [OMEMO_FOREIGN] = "foreign",
                                       [OMEMO_BROKEN] = "broken"};

/* As older clients encrypt it: the tag stands behind the text, and not with the key. */
static const char *older(struct lab *l, const char *text, size_t n, size_t iv_len, size_t tag_len)
{
    const char *empty = sealed(l, NULL);
    uint8_t iv[32], *out = arena_alloc(l->arena, n + TAG);
    int some = 0, rest = 0;
    memset(iv, 3, sizeof iv);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    if (EVP_EncryptInit_ex(c, EVP_aes_128_gcm(), NULL, NULL, NULL) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_IVLEN, iv_len != 0 ? (int)iv_len : 12, NULL) != 1 ||
        EVP_EncryptInit_ex(c, NULL, NULL, l->secret, iv) != 1 ||
        EVP_EncryptUpdate(c, out, &some, (const uint8_t *)text, (int)n) != 1 ||
        EVP_EncryptFinal_ex(c, out + some, &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, out + n) != 1)
        fatal("libcrypto cannot encrypt");
    EVP_CIPHER_CTX_free(c);
    const char *payload =
        arena_printf(l->arena, "</header><payload>%s</payload>", base64_encode(l->arena, out, n + tag_len));
    empty = with(l, empty, "<iv>", "<", base64_encode(l->arena, iv, iv_len));
    const char *at = strstr(empty, "</header>");
    return arena_printf(l->arena, "%.*s%s%s", (int)(at - empty), empty, payload, at + strlen("</header>"));
}

static void test_forms(struct lab *l)
{
    static const char hello[] = "Grüße 你好";
    ok(is_read(l, older(l, hello, strlen(hello), 12, TAG), hello), "the tag behind the text, 12 bytes of IV");
    ok(is_read(l, older(l, hello, strlen(hello), 16, TAG), hello), "16 bytes of IV");
    ok(is_read(l, older(l, "", 0, 12, TAG), ""), "an empty text");
    static const struct {
        const char *what, *text;
        size_t n, iv_len, tag_len;
    } bad[] = {
        {"an IV of 15 bytes", "x", 1, 15, TAG},
        {"an IV of 32 bytes", "x", 1, 32, TAG},
        {"an IV of 1 byte", "x", 1, 1, TAG},
        {"no IV", "x", 1, 0, TAG},
        {"a tag of 15 bytes", "x", 0, 12, 15},
        {"no tag", "", 0, 12, 0},
        {"a tag that was cut", "xyz", 3, 12, 12},
        {"a NUL in the text", "a\0b", 3, 12, TAG},
        {"text that is not UTF-8", "a\xff", 2, 12, TAG},
        {"a surrogate", "\xed\xa0\x80", 3, 12, TAG},
        {"a letter that was cut", "\xc3", 1, 12, TAG},
        {"a control character", "\x1b", 1, 12, TAG},
        {"U+FFFF", "\xef\xbf\xbf", 3, 12, TAG},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *xml = older(l, bad[i].text, bad[i].n, bad[i].iv_len, bad[i].tag_len);
        is_str(outcomes[read_from(l, &from_device, xml).outcome], "broken", "%s", bad[i].what);
    }
    const char *last = sealed(l, "after all of these");
    ok(is_read(l, last, "after all of these"), "the session goes on");
}

/* Our device stands in the header once more, or another does. */
static void test_devices(struct lab *l)
{
    static const char *const foreign[] = {
        "0",  "-1", "2147483648", "4294967297", "99999999999999999999", "0x10",
        " 7", "7 ", "",           "seven",      "18446744073709551617"};
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        const char *good = sealed(l, "One");
        is_str(outcomes[read_from(l, &from_device, with(l, good, "sid=\"", "\"", foreign[i])).outcome],
               "foreign", "a message of device \"%s\"", foreign[i]);
        is_str(outcomes[read_from(l, &from_device, with(l, good, "rid=\"", "\"", foreign[i])).outcome],
               "foreign", "a message for device \"%s\"", foreign[i]);
    }
    const char *good = sealed(l, "Two");
    const char *other = arena_printf(l->arena, "%lu", (unsigned long)omemo_device(l->desk.keys, START_MS));
    is_str(outcomes[read_from(l, &from_device, with(l, good, "sid=\"", "\"", other)).outcome], "broken",
           "a message of our own device's number, which has no session there");
    ok(is_read(l, good, "Two"), "it is read as it was sent");
}

/* What somebody has recorded is of no use elsewhere. */
static void test_replays(struct lab *l, const char *first)
{
    static const struct omemo_pair elsewhere = {.own = "billing", .peer = "jane@x", .now_ms = START_MS},
                                   somebody = {.own = "sales", .peer = "mallory@evil", .now_ms = START_MS};
    is_str(outcomes[read_from(l, &from_device, first).outcome], "again", "the first message again");
    is_str(outcomes[read_from(l, &from_device, with(l, first, "sid=\"", "\"", "77")).outcome], "broken",
           "… of another device: its prekey was used");
    is_str(outcomes[read_from(l, &elsewhere, first).outcome], "broken", "… to another address of the desk");
    is_str(outcomes[read_from(l, &somebody, first).outcome], "broken", "… of another person");
    is_str(store_ask(l->desk.store, "SELECT count(*) FROM omemo_session"), "1",
           "… none of them made a session");
    const char *next = sealed(l, "Next");
    is_str(outcomes[read_from(l, &somebody, next).outcome], "broken", "a later message of another person");
    ok(is_read(l, next, "Next"), "and then as it was sent");
    is_str(outcomes[read_from(l, &from_device, next).outcome], "again", "twice");
}

/* The key in the header, as bytes; and the message with another one. */
struct key {
    const char *xml, *at;
    const uint8_t *bytes;
    size_t n;
};

static struct key key_in(struct lab *l, const char *xml)
{
    struct key k = {.xml = xml, .at = strchr(strstr(xml, "<key"), '>') + 1};
    k.bytes = base64_decode(l->arena, arena_strndup(l->arena, k.at, strcspn(k.at, "<")), &k.n);
    return k;
}

static enum omemo_outcome read_with(struct lab *l, const struct key *k, const uint8_t *bytes, size_t n)
{
    const char *xml = arena_printf(l->arena, "%.*s%s%s", (int)(k->at - k->xml), k->xml,
                                   base64_encode(l->arena, bytes, n), k->at + strcspn(k->at, "<"));
    return read_from(l, &from_device, xml).outcome;
}

/* Of a first message the version, the number of the prekey, the identity, the number of the device and that of the signed
 * prekey stand outside of what the MAC covers: when there is a session already, nothing depends on them. */
enum { OUTSIDE = 1 + 5 + 35 + 10 };

static void test_cuts(struct lab *l, const char *what, int outside)
{
    struct key k = key_in(l, sealed(l, "Whole"));
    int cut = 0, changed = 0;
    for (size_t i = 0; i < k.n; i++)
        cut += read_with(l, &k, k.bytes, i) == OMEMO_TEXT;
    ok(cut == 0, "%s that was cut is not read", what);
    for (size_t i = 0; i < k.n; i++) {
        uint8_t *bytes = arena_alloc(l->arena, k.n);
        memcpy(bytes, k.bytes, k.n);
        bytes[i] ^= (uint8_t)(1u << (i % 8));
        if (read_with(l, &k, bytes, k.n) != OMEMO_TEXT)
            continue;
        changed++;
        k = key_in(l, sealed(l, "Whole"));
    }
    ok(changed <= outside, "%s that was changed is not read, but for %d bytes of at most %d", what, changed,
       outside);
    ok(is_read(l, k.xml, "Whole"), "and as it was sent it is");
}

static void test_room(void)
{
    struct lab *l = lab_new();
    omemo_device(l->desk.keys, START_MS);
    test_used(l);
    test_bundles(l);
    const char *first = sealed(l, "First");
    ok(is_read(l, first, "First"), "a first message");
    test_replays(l, first);
    const char *answer = omemo_seal(l->desk.keys, &from_device, "Answer");
    xmpp_stanza_t *st = st_parse(l->ctx, answer);
    ok(omemo_read(l->device.keys, &to_desk, st).outcome == OMEMO_TEXT, "the answer is read");
    xmpp_stanza_release(st);
    test_forms(l);
    test_devices(l);
    test_cuts(l, "a later message", 0);
    lab_free(l);
    l = lab_new();
    omemo_device(l->desk.keys, START_MS);
    takes(l, bundle_xml(l, &l->desk));
    test_cuts(l, "a first message", OUTSIDE);
    lab_free(l);
}

int main(void)
{
    plan_none();
    test_room();
    return done();
}
