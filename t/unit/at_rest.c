/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OMEMO keys at rest: with a key file no private key and no session can be read in the store, a value that was moved to another
 * row is not taken, a wrong key is noticed, and rotating leaves nothing of the old identity. */
#include "omemo/omemo.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "omemo/crypto.h"
#include "store/store.h"
#include "t/tap.h"
#include "xml/stanza.h"
#include "xml/xml.h"

static struct arena *arena;
static xmpp_ctx_t *ctx;
static char directory[] = "/tmp/frontdesk-omemo.XXXXXX";
static const char secret[] = "a secret of more than thirty-two bytes";
static const int64_t now_ms = 1772445600000;

/* One side: a store and its keys. */
struct side {
    const char *path;
    struct store *store;
    struct omemo *keys;
};

static struct side side(const char *name, const char *lock)
{
    const char *why = "";
    struct side s = {.path = arena_printf(arena, "%s/%s.db", directory, name)};
    s.store = store_open(s.path, STORE_DAEMON, arena, &why);
    if (s.store == NULL)
        fatal("%s", why);
    s.keys = omemo_new(s.store, arena);
    if (lock != NULL)
        omemo_lock(s.keys, lock, strlen(lock));
    return s;
}

static void end(struct side *s)
{
    omemo_free(s->keys);
    store_close(s->store);
    *s = (struct side){.path = s->path};
}

static struct omemo_pair pair(const char *own, const char *peer)
{
    return (struct omemo_pair){.own = own, .peer = peer, .now_ms = now_ms, .agent = true};
}

/* Begins a session of jane with the desk. */
static bool meet(struct side *jane, struct side *desk)
{
    struct xml *x = xml_new(arena);
    struct omemo_pair p = pair("", "sales@desk");
    uint32_t device = omemo_device(desk->keys, now_ms);
    omemo_write_bundle(desk->keys, x, "jane@c", now_ms);
    xmpp_stanza_t *item = xmpp_stanza_new_from_string(ctx, xml_string(x));
    bool good = omemo_take_bundle(jane->keys, &p, device, st_child(item, "bundle", NS_OMEMO));
    xmpp_stanza_release(item);
    return good;
}

/* Whether the text can be read from what was sealed; NULL: nothing was. */
static bool reads(struct side *reader, const struct omemo_pair *p, const char *sealed, const char *text)
{
    if (sealed == NULL)
        return false;
    xmpp_stanza_t *encrypted = xmpp_stanza_new_from_string(ctx, sealed);
    struct omemo_reading r = omemo_read(reader->keys, p, encrypted);
    xmpp_stanza_release(encrypted);
    return r.outcome == OMEMO_TEXT && strcmp(r.text, text) == 0;
}

static bool to_desk(struct side *jane, struct side *desk, const char *text)
{
    struct omemo_pair there = pair("", "sales@desk"), here = pair("sales", "jane@c");
    return reads(desk, &here, omemo_seal(jane->keys, &there, text), text);
}

static bool to_jane(struct side *jane, struct side *desk, const char *text)
{
    struct omemo_pair there = pair("", "sales@desk"), here = pair("sales", "jane@c");
    return reads(jane, &there, omemo_seal(desk->keys, &here, text), text);
}

static bool both_ways(struct side *jane, struct side *desk)
{
    return to_desk(jane, desk, "Hello") && to_jane(jane, desk, "Good morning") && to_desk(jane, desk, "Bye");
}

static const char *const everything =
    "SELECT (SELECT count(*) FROM omemo_identity WHERE secret NOT LIKE '1:%') || ' ' || "
    "(SELECT count(*) FROM omemo_signed WHERE record NOT LIKE '1:%') || ' ' || "
    "(SELECT count(*) FROM omemo_prekey WHERE record NOT LIKE '1:%') || ' ' || "
    "(SELECT count(*) FROM omemo_session WHERE record NOT LIKE '1:%')";

static void test_locked(void)
{
    struct side jane = side("jane1", NULL), desk = side("desk1", secret);
    ok(meet(&jane, &desk) && both_ways(&jane, &desk), "with a key file, both sides understand each other");
    is_str(store_ask(desk.store, everything), "0 0 0 0", "nothing secret is plain in the store");
    is_int(omemo_fit(desk.keys), OMEMO_FITS, "the key fits");
    const char *fingerprint = omemo_fingerprint(desk.keys, now_ms);
    end(&desk);
    desk = side("desk1", secret);
    ok(both_ways(&jane, &desk), "and after a restart");
    is_str(omemo_fingerprint(desk.keys, now_ms), fingerprint, "with the same identity");
    end(&desk);
    desk = side("desk1", "a secret of more than thirty-two bytes, another");
    is_int(omemo_fit(desk.keys), OMEMO_OTHER_LOCK, "another key does not fit");
    end(&desk);
    desk = side("desk1", NULL);
    is_int(omemo_fit(desk.keys), OMEMO_LOCKED, "nor does none");
    is_str(omemo_fingerprint_found(desk.keys), fingerprint, "the fingerprint can be read without it");
    end(&desk);
    end(&jane);
}

/* Whoever can write to the store cannot make the desk use one row's key for another. */
static void test_swapped(void)
{
    struct side jane = side("jane2", NULL), desk = side("desk2", secret);
    ok(meet(&jane, &desk) && both_ways(&jane, &desk), "a session");
    struct omemo_pair other = pair("sales", "mallory@c"), own = pair("sales", "jane@c");
    store_exec(desk.store, "INSERT INTO omemo_session (own, peer, device, record, heard_ms) "
                           "SELECT own, 'mallory@c', device, record, heard_ms FROM omemo_session");
    ok(omemo_seal(desk.keys, &other, "for Jane") == NULL,
       "a session that was copied to another person is not used");
    store_exec(desk.store, "UPDATE omemo_session SET device = device + 1");
    ok(omemo_seal(desk.keys, &own, "for Jane") == NULL, "nor one of another device");
    struct xml *before = xml_new(arena), *after = xml_new(arena);
    omemo_write_bundle(desk.keys, before, "jane@c", now_ms);
    store_exec(desk.store, "UPDATE omemo_prekey SET record = (SELECT record FROM omemo_prekey LIMIT 1)");
    omemo_write_bundle(desk.keys, after, "jane@c", now_ms);
    ok(strlen(xml_string(after)) < strlen(xml_string(before)) / 2,
       "nor is a prekey under another number given out");
    store_exec(desk.store, "UPDATE omemo_identity SET device = device + 1");
    is_int(omemo_fit(desk.keys), OMEMO_OTHER_LOCK, "nor the identity as another device");
    end(&desk);
    end(&jane);
}

static bool file_has(const char *path, const char *text)
{
    size_t len = strlen(text), n;
    FILE *f = fopen(path, "rb");
    char *all = f != NULL ? arena_alloc(arena, 64 << 20) : NULL;
    n = all != NULL ? fread(all, 1, 64 << 20, f) : 0;
    if (f != NULL)
        fclose(f);
    return all != NULL && memmem(all, n, text, len) != NULL;
}

/* A key file is set for a store that had none: afterwards neither the file nor its log has a key in clear. */
static void test_later(void)
{
    struct side jane = side("jane3", NULL), desk = side("desk3", NULL);
    ok(meet(&jane, &desk) && both_ways(&jane, &desk), "without a key file");
    const char *identity = store_ask(desk.store, "SELECT secret FROM omemo_identity"),
               *prekey = store_ask(desk.store, "SELECT record FROM omemo_prekey"),
               *session = store_ask(desk.store, "SELECT record FROM omemo_session"),
               *wal = arena_printf(arena, "%s-wal", desk.path);
    end(&desk);
    ok(file_has(desk.path, identity) && file_has(desk.path, prekey), "its keys are readable in the file");
    desk = side("desk3", secret);
    is_int(omemo_fit(desk.keys), OMEMO_PLAIN, "then there is one");
    store_begin(desk.store);
    omemo_encrypt_all(desk.keys);
    ok(store_commit(desk.store), "all is encrypted, in one transaction");
    store_checkpoint(desk.store);
    is_str(store_ask(desk.store, everything), "0 0 0 0", "nothing secret is plain in the store");
    is_int(omemo_fit(desk.keys), OMEMO_FITS, "the key fits");
    ok(both_ways(&jane, &desk), "the session goes on");
    ok(!file_has(desk.path, identity) && !file_has(desk.path, prekey) && !file_has(desk.path, session) &&
           !file_has(wal, identity) && !file_has(wal, prekey),
       "what was deleted is not in the file or its log");
    struct side other = side("jane4", NULL);
    ok(meet(&other, &desk), "and new keys can be had");
    end(&other);
    end(&desk);
    end(&jane);
}

static void test_rotate(void)
{
    struct side jane = side("jane5", NULL), desk = side("desk5", secret);
    ok(meet(&jane, &desk) && both_ways(&jane, &desk), "a session");
    uint32_t device = omemo_device(desk.keys, now_ms);
    const char *was = omemo_fingerprint(desk.keys, now_ms);
    end(&desk);
    desk = side("desk5", NULL); /* the key file is lost */
    store_begin(desk.store);
    omemo_rotate(desk.keys, now_ms);
    ok(store_commit(desk.store), "the identity is rotated, though the old one cannot be read");
    ok(omemo_device(desk.keys, now_ms) != device && strcmp(omemo_fingerprint(desk.keys, now_ms), was) != 0,
       "another device with another fingerprint");
    is_str(store_ask(
               desk.store,
               "SELECT (SELECT count(*) FROM omemo_session) || ' ' || (SELECT count(*) FROM omemo_prekey)"),
           "0 0", "sessions and prekeys are gone");
    is_int(omemo_fit(desk.keys), OMEMO_FITS, "the desk can start");
    ok(!to_desk(&jane, &desk, "Hello"), "what is for the old device is not read");
    ok(meet(&jane, &desk) && to_desk(&jane, &desk, "Hello"), "with the new keys it is");
    end(&desk);
    end(&jane);
}

/* RFC 5869, appendix A.3: no salt, no purpose; the first 32 bytes. */
static void test_derived(void)
{
    static const uint8_t want[CRYPTO_LOCK_KEY] = {0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f,
                                                  0x71, 0x5f, 0x80, 0x2a, 0x06, 0x3c, 0x5a, 0x31,
                                                  0xb8, 0xa1, 0x1f, 0x5c, 0x5e, 0xe1, 0x87, 0x9e,
                                                  0xc3, 0x45, 0x4e, 0x5f, 0x3c, 0x73, 0x8d, 0x2d};
    uint8_t in[22], key[CRYPTO_LOCK_KEY], other[CRYPTO_LOCK_KEY];
    memset(in, 0x0b, sizeof in);
    ok(crypto_derive(in, sizeof in, "", key) && memcmp(key, want, sizeof key) == 0,
       "HKDF-SHA256 as published");
    ok(crypto_derive(in, sizeof in, "x", other) && memcmp(key, other, sizeof key) != 0,
       "another purpose, another key");
}

/* Not a point, because machines differ: what a message there and back costs. */
static void measure(const char *what, const char *lock)
{
    enum { TIMES = 500 };
    struct side jane = side(arena_printf(arena, "jane %s", what), NULL),
                desk = side(arena_printf(arena, "desk %s", what), lock);
    struct timespec begin, stop;
    meet(&jane, &desk);
    both_ways(&jane, &desk);
    store_begin(desk.store);
    store_begin(jane.store);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (int i = 0; i < TIMES; i++)
        if (!to_desk(&jane, &desk, "Hello") || !to_jane(&jane, &desk, "Good morning"))
            diag("a message was lost");
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &stop);
    diag("%s: %.0f µs for two messages, both sides", what,
         ((double)(stop.tv_sec - begin.tv_sec) * 1e9 + (double)(stop.tv_nsec - begin.tv_nsec)) / TIMES /
             1000);
    store_commit(desk.store);
    store_commit(jane.store);
    end(&desk);
    end(&jane);
}

static void tidy(void)
{
    DIR *all = opendir(directory);
    for (struct dirent *e; all != NULL && (e = readdir(all)) != NULL;)
        if (e->d_name[0] != '.')
            unlink(arena_printf(arena, "%s/%s", directory, e->d_name));
    if (all != NULL)
        closedir(all);
    rmdir(directory);
}

int main(void)
{
    plan_none();
    if (mkdtemp(directory) == NULL)
        fatal("%s: %m", directory);
    arena = arena_new();
    xmpp_initialize();
    ctx = xmpp_ctx_new(NULL, NULL);
    log_set_level(LOG_LEVEL_ERROR);
    test_derived();
    test_locked();
    test_swapped();
    test_later();
    test_rotate();
    measure("without a key file", NULL);
    measure("with a key file", secret);
    tidy();
    arena_free(arena);
    xmpp_ctx_free(ctx);
    xmpp_shutdown();
    return done();
}
