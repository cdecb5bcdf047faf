/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * omemo: what strangers and their servers may send with OMEMO (XEP-0384). The first letter of the input says what it is:
 *
 *     b    the inside of a <bundle/>, from which a device begins a session
 *     B    the keys of the desk, changed: pairs of bytes, where and by what
 *     e    the inside of an <encrypted/>
 *     p, k the key of a first or a later message, as bytes
 *     m, n a first or a later message that is sound: its key, IV and text changed, as for B
 *     d    to a whole desk: an <encrypted/> of a customer, with this inside
 *     l, i to a whole desk: a list of devices, and keys, that an agent's server gives
 *
 * Whatever it is: nothing but what the device has written is ever read, and what it has written can be read afterwards. */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/log.h"
#include "base/rng.h"
#include "desk.h"
#include "fuzz.h"
#include "omemo/omemo.h"
#include "xml/stanza.h"

#define START_MS 1772445600000
#define WORDS "Do you ship to Norway?"
#define PUBSUB "http://jabber.org/protocol/pubsub"

struct end {
    struct store *store;
    struct omemo *keys;
};

static const struct omemo_pair to_desk = {.own = "", .peer = "sales@desk", .now_ms = START_MS, .agent = true},
                               to_fresh = {.own = "",
                                           .peer = "sales@fresh",
                                           .now_ms = START_MS,
                                           .agent = true},
                               from_device = {.own = "sales", .peer = "jane@x", .now_ms = START_MS};
static struct end desk, fresh, device; /* fresh: another desk, which has read nothing yet */
static struct end *reader;
static struct arena *arena, *kept; /* of an input; of all of them */
static xmpp_ctx_t *ctx;
static struct rng rng;
static const char *bundle, *first,
    *later; /* of the desk; messages of the device, the first one to the fresh desk */

static void draw(void *arg, uint8_t *bytes, size_t n)
{
    (void)arg;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)rng_next(&rng);
}

static struct end end_new(void)
{
    const char *why = "";
    struct end e = {.store = store_open(":memory:", STORE_DAEMON, arena, &why)};
    if (e.store == NULL)
        fatal("%s", why);
    e.keys = omemo_new(e.store, arena);
    omemo_draw_from(e.keys, draw, NULL);
    store_begin(e.store);
    return e;
}

static struct omemo_reading read_xml(const char *xml)
{
    xmpp_stanza_t *st = st_parse(ctx, xml);
    if (st == NULL)
        return (struct omemo_reading){.outcome = OMEMO_FOREIGN};
    struct omemo_reading r = omemo_read(reader->keys, &from_device, st);
    xmpp_stanza_release(st);
    return r;
}

static bool take_xml(const char *xml)
{
    xmpp_stanza_t *st = st_parse(ctx, xml);
    bool taken = st != NULL && omemo_take_bundle(device.keys, &to_desk, 7, st);
    if (st != NULL)
        xmpp_stanza_release(st);
    return taken;
}

static const char *bundle_of(struct end *e)
{
    struct xml *x = xml_new(arena);
    omemo_write_bundle(e->keys, x, "jane@x", START_MS);
    const char *item = xml_string(x), *at = strstr(item, "<bundle"), *end = strstr(at, "</bundle>");
    return arena_strndup(kept, at, (size_t)(end - at) + strlen("</bundle>"));
}

static const char *begun(struct end *e, const struct omemo_pair *pair, const char *keys)
{
    xmpp_stanza_t *st = st_parse(ctx, keys);
    fuzz_check(omemo_take_bundle(device.keys, pair, omemo_device(e->keys, START_MS), st), "no session");
    xmpp_stanza_release(st);
    return arena_strdup(kept, omemo_seal(device.keys, pair, WORDS));
}

/* The device has a session with both desks. One has read a message, and answered it. */
static void make(void)
{
    arena = arena_new();
    kept = arena_new();
    ctx = xmpp_ctx_new(NULL, NULL);
    rng_seed(&rng, 7);
    log_set_level(LOG_LEVEL_ERROR);
    desk = end_new();
    fresh = end_new();
    device = end_new();
    bundle = bundle_of(&desk);
    reader = &desk;
    fuzz_check(read_xml(begun(&desk, &to_desk, bundle)).outcome == OMEMO_TEXT,
               "the first message is not read");
    xmpp_stanza_t *st = st_parse(ctx, omemo_seal(desk.keys, &from_device, "Yes"));
    fuzz_check(omemo_read(device.keys, &to_desk, st).outcome == OMEMO_TEXT, "the answer is not read");
    xmpp_stanza_release(st);
    later = arena_strdup(kept, omemo_seal(device.keys, &to_desk, WORDS));
    first = begun(&fresh, &to_fresh, bundle_of(&fresh));
}

static void rollback(struct end *e)
{
    store_exec(e->store, "ROLLBACK TO input");
    store_exec(e->store, "RELEASE input");
}

/* A key that was read is used up, although the text was not. And a first message begins a session even when a bit of its key
 * was changed that does not count (the highest one of Curve25519): then its prekey is used. */
static void look_after(const char *sent, enum omemo_outcome outcome)
{
    bool begun = sent == first && omemo_knows(reader->keys, &from_device);
    struct omemo_reading r = read_xml(sent);
    if (outcome == OMEMO_TEXT || outcome == OMEMO_EMPTY || r.outcome == OMEMO_AGAIN || begun)
        return;
    fuzz_check(r.outcome == OMEMO_TEXT && strcmp(r.text, WORDS) == 0, "what is sound is %d", (int)r.outcome);
}

static void read_text(const char *xml, const char *sent)
{
    struct omemo_reading r = read_xml(xml);
    fuzz_check(r.outcome != OMEMO_TEXT || strcmp(r.text, WORDS) == 0, "a text that nobody wrote: %s", r.text);
    look_after(sent, r.outcome);
}

/* What stands between two words in base64, changed by pairs of bytes: the place, and what is added there. */
static const char *changed(const char *xml, const char *from, const uint8_t *pairs, size_t n)
{
    const char *at = strstr(xml, from), *begin = at != NULL ? strchr(at, '>') + 1 : NULL;
    size_t len = 0;
    if (begin == NULL)
        return xml;
    uint8_t *bytes = base64_decode(arena, arena_strndup(arena, begin, strcspn(begin, "<")), &len);
    for (size_t i = 0; i + 1 < n && bytes != NULL && len > 0; i += 2) {
        if (pairs[i] == 0xff)
            len = pairs[i + 1] % (len + 1); /* cut */
        else if (pairs[i] < len)
            bytes[pairs[i]] ^= pairs[i + 1];
    }
    return arena_printf(arena, "%.*s%s%s", (int)(begin - xml), xml, base64_encode(arena, bytes, len),
                        begin + strcspn(begin, "<"));
}

static const char *all_changed(const char *xml, const char *const *names, const uint8_t *data, size_t n)
{
    for (; *names != NULL && n > 0; names++) {
        size_t some = 1 + 2 * (data[0] % 8);
        some = some < n ? some : n;
        xml = changed(xml, *names, data + 1, some - 1);
        data += some;
        n -= some;
    }
    return xml;
}

/* A message with this key. */
static const char *with_key(const char *xml, const uint8_t *data, size_t n)
{
    const char *at = strchr(strstr(xml, "<key"), '>') + 1;
    return arena_printf(arena, "%.*s%s%s", (int)(at - xml), xml, base64_encode(arena, data, n),
                        at + strcspn(at, "<"));
}

static void in_rooms(char kind, const uint8_t *data, size_t n)
{
    static const char *const in_bundle[] = {"<signedPreKeyPublic", "<signedPreKeySignature", "<identityKey",
                                            "<preKeyPublic", NULL},
                             *const in_message[] = {"<key", "<iv", "<payload", NULL};
    const char *raw = arena_strndup(arena, (const char *)data, n),
               *sent = kind == 'p' || kind == 'm' ? first : later;
    reader = sent == first ? &fresh : &desk;
    if (kind == 'b')
        (void)take_xml(arena_printf(arena, "<bundle xmlns='" NS_OMEMO "'>%s</bundle>", raw));
    else if (kind == 'B')
        (void)take_xml(all_changed(bundle, in_bundle, data, n));
    else if (kind == 'e')
        read_text(arena_printf(arena, "<encrypted xmlns='" NS_OMEMO "'>%s</encrypted>", raw), later);
    else if (kind == 'p' || kind == 'k')
        read_text(with_key(sent, data, n), sent);
    else if (kind == 'm' || kind == 'n')
        read_text(all_changed(sent, in_message, data, n), sent);
}

/* desk.c looks at what is sent. */
static void after(const struct fuzz_sent *in, const struct fuzz_sent *sent)
{
    (void)in, (void)sent;
}

static void in_desk(char kind, const char *inside)
{
    const char *xml;
    fuzz_desk_begin(after);
    struct arena *a = fuzz_desk_arena();
    if (kind == 'd')
        xml = arena_printf(a,
                           "<message type='chat' id='m' from='%s/x' to='%s'><encrypted xmlns='" NS_OMEMO
                           "'>%s</encrypted><body>Fallback</body></message>",
                           fuzz_address[TOM], fuzz_address[SALES], inside);
    else if (kind == 'l')
        xml = arena_printf(a,
                           "<message type='headline' from='%s' to='%s'><event xmlns='" PUBSUB
                           "#event'><items node='" NS_OMEMO ".devicelist'><item><list xmlns='" NS_OMEMO
                           "'>%s</list></item></items></event></message>",
                           fuzz_address[BOB], fuzz_address[HOUSE], inside);
    else
        xml = arena_printf(a,
                           "<iq type='result' id='keyring-keys-7' from='%s' to='%s'><pubsub xmlns='" PUBSUB
                           "'><items><item><bundle xmlns='" NS_OMEMO
                           "'>%s</bundle></item></items></pubsub></iq>",
                           fuzz_address[BOB], fuzz_address[HOUSE], inside);
    fuzz_desk_feed(xml, strlen(xml));
    fuzz_desk_end();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (arena == NULL)
        make();
    if (size == 0)
        return 0;
    arena_reset(arena);
    if (strchr("dli", data[0]) != NULL && data[0] != '\0') {
        in_desk((char)data[0], arena_strndup(arena, (const char *)data + 1, size - 1));
        return 0;
    }
    struct end *const all[] = {&desk, &fresh, &device};
    for (size_t i = 0; i < 3; i++)
        store_exec(all[i]->store, "SAVEPOINT input");
    in_rooms((char)data[0], data + 1, size - 1);
    for (size_t i = 0; i < 3; i++)
        rollback(all[i]);
    return 0;
}
