/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trust in people's OMEMO keys: which keys of an agent's devices are taken with trust "first" and "blind", what is told about
 * them, and that nothing is encrypted for a device whose key waits. */
#include "omemo/omemo.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"
#include "t/fresh.h"
#include "t/tap.h"
#include "xml/stanza.h"
#include "xml/xml.h"

static struct arena *arena;
static xmpp_ctx_t *ctx;
static const int64_t now_ms = 1772445600000;

struct side {
    struct store *store;
    struct omemo *keys;
};

static struct side side(void)
{
    const char *why = "";
    struct side s = {.store = store_open(":memory:", STORE_DAEMON, arena, &why)};
    if (s.store == NULL)
        fatal("%s", why);
    s.keys = omemo_new(s.store, arena);
    return s;
}

/* A device of somebody, with that number: another key each time. */
static struct side device(int number)
{
    struct side s = side();
    omemo_device(s.keys, now_ms);
    omemo_free(s.keys);
    store_exec(s.store, arena_printf(arena, "UPDATE omemo_identity SET device = %d", number));
    s.keys = omemo_new(s.store, arena);
    return s;
}

static void end(struct side *s)
{
    omemo_free(s->keys);
    store_close(s->store);
}

static struct omemo_pair person(const char *who, bool first)
{
    return (struct omemo_pair){
        .own = "sales", .peer = who, .now_ms = now_ms, .agent = strcmp(who, "bob@e") == 0, .first = first};
}

/* What the desk makes of a first message from that device. */
static enum omemo_outcome hello(struct side *desk, struct side *from, const struct omemo_pair *p)
{
    struct xml *x = xml_new(arena);
    struct omemo_pair there = {.own = "", .peer = "sales@desk", .now_ms = now_ms};
    uint32_t number = omemo_device(desk->keys, now_ms);
    omemo_write_bundle(desk->keys, x, p->peer, now_ms);
    xmpp_stanza_t *item = xmpp_stanza_new_from_string(ctx, xml_string(x));
    omemo_take_bundle(from->keys, &there, number, st_child(item, "bundle", NS_OMEMO));
    xmpp_stanza_release(item);
    xmpp_stanza_t *encrypted = xmpp_stanza_new_from_string(ctx, omemo_seal(from->keys, &there, "Hello"));
    enum omemo_outcome outcome = omemo_read(desk->keys, p, encrypted).outcome;
    xmpp_stanza_release(encrypted);
    return outcome;
}

/* "": nothing is told; else "new" or "changed", and "trusted" or "waits". */
static const char *told(struct side *desk)
{
    struct omemo_news n;
    const char *all = "";
    while (omemo_next_news(desk->keys, &n))
        all = arena_printf(arena, "%s%s%s %s", all, all[0] != '\0' ? ", " : "",
                           n.was[0] != '\0' ? "changed" : "new", n.trusted ? "trusted" : "waits");
    return all;
}

static int keys_in(const char *sealed)
{
    int n = 0;
    for (const char *at = sealed; at != NULL && (at = strstr(at, "<key ")) != NULL; at++)
        n++;
    return n;
}

static void test_first(void)
{
    struct side desk = side(), one = device(1), two = device(2), other = device(1);
    struct omemo_pair bob = person("bob@e", true);
    struct omemo_key key[OMEMO_KNOWN];
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "first: the first device is read");
    is_str(told(&desk), "", "and nothing is told");
    is_int(hello(&desk, &two, &bob), OMEMO_UNTRUSTED, "a further device is not");
    is_str(told(&desk), "new waits", "it is told");
    is_int(hello(&desk, &two, &bob), OMEMO_UNTRUSTED, "nor is its next message");
    is_str(told(&desk), "", "which is not told again");
    is_int(hello(&desk, &other, &bob), OMEMO_UNTRUSTED, "another key of the first device is not");
    is_str(told(&desk), "changed waits", "it is told");
    is_str(omemo_seal(desk.keys, &bob, "Hi"), NULL,
           "nothing is encrypted for a device whose key waits, not even with the old one");
    ok(omemo_waits(desk.keys, "bob@e"), "none is trusted now");
    is_int((long long)omemo_keys_of(desk.keys, "bob@e", key), 2, "two devices");
    ok(key[0].device == 1 && key[0].trusted[0] != '\0' &&
           strcmp(key[0].waiting, omemo_fingerprint(other.keys, now_ms)) == 0,
       "the first with both keys");
    ok(omemo_trust(desk.keys, "bob@e", 2) && !omemo_trust(desk.keys, "bob@e", 2),
       "the second is confirmed, once");
    ok(omemo_waits(desk.keys, "bob@e"), "the new key of the first one waits still");
    is_int(hello(&desk, &two, &bob), OMEMO_TEXT, "it is read");
    is_int(keys_in(omemo_seal(desk.keys, &bob, "Hi")), 1, "and written to, it alone");
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "the old key of the first device is trusted still");
    ok(omemo_trust(desk.keys, "bob@e", 1), "until the new one is confirmed");
    is_int(hello(&desk, &one, &bob), OMEMO_UNTRUSTED, "then the old one is another key");
    is_str(told(&desk), "changed waits", "it is told");
    end(&other);
    end(&two);
    end(&one);
    end(&desk);
}

/* Devices that are in the agent's list before anything is known of them are the first. */
static void test_listed(void)
{
    struct side desk = side(), one = device(1), two = device(2), three = device(3);
    struct omemo_pair bob = person("bob@e", true);
    omemo_expect(desk.keys, "bob@e", 1, now_ms);
    omemo_expect(desk.keys, "bob@e", 2, now_ms);
    ok(!omemo_waits(desk.keys, "bob@e"), "listed: nothing waits");
    is_int(hello(&desk, &two, &bob), OMEMO_TEXT, "the second of the list is read");
    omemo_expect(desk.keys, "bob@e", 3, now_ms);
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "and the first");
    is_int(hello(&desk, &three, &bob), OMEMO_UNTRUSTED, "but not one that came into the list later");
    is_str(told(&desk), "new waits", "it alone is told");
    end(&three);
    end(&two);
    end(&one);
    end(&desk);
}

static void test_blind(void)
{
    struct side desk = side(), one = device(1), two = device(2), other = device(1);
    struct omemo_pair bob = person("bob@e", false), first = person("bob@e", true);
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "blind: the first device is read");
    is_int(hello(&desk, &two, &bob), OMEMO_TEXT, "and a further one");
    is_str(told(&desk), "new trusted", "it is told");
    is_int(hello(&desk, &other, &bob), OMEMO_TEXT, "and another key of the first");
    is_str(told(&desk), "changed trusted", "it is told");
    is_int(keys_in(omemo_seal(desk.keys, &bob, "Hi")), 2, "both devices are written to");
    is_int(hello(&desk, &other, &first), OMEMO_TEXT, "with first from now on, what was accepted stays so");
    is_int(hello(&desk, &one, &first), OMEMO_UNTRUSTED, "and an older key is not");
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "with blind again, it is");
    ok(!omemo_waits(desk.keys, "bob@e"), "and nothing waits");
    end(&other);
    end(&two);
    end(&one);
    end(&desk);
}

static void test_customer(void)
{
    struct side desk = side(), one = device(1), two = device(2), other = device(1);
    struct omemo_pair jane = person("jane@c", false);
    is_int(hello(&desk, &one, &jane), OMEMO_TEXT, "a customer");
    is_int(hello(&desk, &one, &jane), OMEMO_TEXT, "once more");
    is_str(told(&desk), "", "nothing is told");
    is_int(hello(&desk, &two, &jane), OMEMO_TEXT, "from another device");
    is_str(told(&desk), "new trusted", "it is told");
    is_int(hello(&desk, &other, &jane), OMEMO_TEXT, "with another key of the first");
    is_str(told(&desk), "changed trusted", "it is told");
    is_int(hello(&desk, &other, &jane), OMEMO_TEXT, "again");
    is_str(told(&desk), "", "once");
    store_exec(desk.store, "UPDATE omemo_session SET record = 'AAAA'");
    is_int(hello(&desk, &other, &jane), OMEMO_BROKEN, "after the session was damaged");
    is_str(told(&desk), "", "nothing is told");
    is_str(store_ask(desk.store, "SELECT count(*) FROM omemo_known"), "0", "and nothing is kept");
    end(&other);
    end(&two);
    end(&one);
    end(&desk);
}

/* An account with ever new devices fills no store, and does not drive out keys that are trusted. */
static void test_many(void)
{
    struct side desk = side(), one = device(1);
    struct omemo_pair bob = person("bob@e", true);
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "many: the first device");
    for (int i = 2; i < OMEMO_KNOWN + 10; i++) {
        struct side more = device(i);
        bob.now_ms++;
        hello(&desk, &more, &bob);
        end(&more);
    }
    is_str(store_ask(desk.store, "SELECT count(*) FROM omemo_known"), arena_printf(arena, "%d", OMEMO_KNOWN),
           "the last ones are kept");
    is_int(hello(&desk, &one, &bob), OMEMO_TEXT, "and the first");
    end(&one);
    end(&desk);
}

int main(void)
{
    plan_none();
    arena = arena_new();
    fresh_use();
    xmpp_initialize();
    ctx = xmpp_ctx_new(NULL, NULL);
    log_set_level(LOG_LEVEL_ERROR);
    test_first();
    test_listed();
    test_blind();
    test_customer();
    test_many();
    arena_free(arena);
    xmpp_ctx_free(ctx);
    xmpp_shutdown();
    return done();
}
