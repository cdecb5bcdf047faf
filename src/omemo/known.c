/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * known: the identity keys of people's devices: whether one is trusted, and what is new about it. Those of agents are rows; those
 * of others are only compared with the session that there is. */
#include "omemo/omemo_inside.h"

#include <string.h>

#include <session_record.h>
#include <session_state.h>

struct row {
    bool found;
    const char *identity, *waiting;
};

static struct row row_of(struct omemo *o, const char *peer, uint32_t device)
{
    struct row r = {.identity = "", .waiting = ""};
    struct cursor *c = store_query(o->store, SQL_omemo_known, TEXT(peer), INT(device));
    r.found = cursor_next(c);
    if (r.found) {
        r.identity = cursor_text(c, 0);
        r.waiting = cursor_text(c, 1);
    }
    cursor_end(c);
    return r;
}

static void put(struct omemo *o, uint32_t device, const char *identity, const char *waiting)
{
    store_run(o->store, SQL_omemo_known_put, TEXT(o->pair.peer), INT(device), TEXT(identity), TEXT(waiting),
              INT(o->pair.now_ms));
    store_run(o->store, SQL_omemo_known_drop_more, TEXT(o->pair.peer), INT(OMEMO_KNOWN));
}

static bool has_session(struct omemo *o, const signal_protocol_address *address)
{
    return signal_protocol_session_contains_session(o->keys, address) == 1;
}

/* Returns the key of the other side of a session; "": there is no session, or it is damaged. */
static const char *session_identity(struct omemo *o, const signal_protocol_address *address)
{
    session_record *record = NULL;
    signal_buffer *key = NULL;
    if (!has_session(o, address) ||
        signal_protocol_session_load_session(o->keys, &record, address, OMEMO_VERSION) != 0)
        return "";
    ec_public_key *identity = session_state_get_remote_identity_key(session_record_get_state(record));
    if (identity != NULL)
        ec_public_key_serialize(&key, identity);
    SIGNAL_UNREF(record);
    return omemo_take_text(o, key);
}

/* ---- what is new ---- */

static void note(struct omemo *o, uint32_t device, const char *was, const char *is, bool trusted)
{
    if (o->n_news == OMEMO_NEWS)
        return;
    o->news[o->n_news++] = (struct omemo_news){
        .pair = o->pair,
        .device = device,
        .was = was[0] != '\0' ? omemo_fingerprint_of(o, was) : "",
        .is = omemo_fingerprint_of(o, is),
        .trusted = trusted,
    };
}

bool omemo_next_news(struct omemo *o, struct omemo_news *news)
{
    if (o->n_news == 0)
        return false;
    *news = o->news[0];
    o->n_news--;
    memmove(o->news, o->news + 1, o->n_news * sizeof *o->news);
    return true;
}

void omemo_forget_news(struct omemo *o)
{
    o->n_news = 0;
}

/* ---- whether a key is trusted ---- */

/* A device that was fetched has not written anything yet. */
static bool trusts_stranger(struct omemo *o, const signal_protocol_address *address, const char *is)
{
    const char *was = session_identity(o, address);
    bool is_new = !o->fetched && !has_session(o, address) && omemo_knows(o, &o->pair);
    if (is_new || (was[0] != '\0' && strcmp(was, is) != 0))
        note(o, (uint32_t)address->device_id, was, is, true);
    return true;
}

/* Whether the device may come with any key: it was in the agent's list before one was known, or it is the first. */
static bool is_expected(struct omemo *o, const struct row *r)
{
    return r->found ? r->identity[0] == '\0' && r->waiting[0] == '\0'
                    : store_int(o->store, SQL_omemo_known_some, 0, TEXT(o->pair.peer)) == 0;
}

static bool trusts_agent(struct omemo *o, const signal_protocol_address *address, const char *is)
{
    uint32_t device = (uint32_t)address->device_id;
    struct row r = row_of(o, o->pair.peer, device);
    if (r.found && strcmp(r.identity, is) == 0) {
        if (r.waiting[0] != '\0' && !o->pair.first)
            put(o, device, is, "");
        return true;
    }
    /* A session from before the keys were rows. */
    const char *was = r.found ? r.identity : session_identity(o, address);
    if (is_expected(o, &r) || (!r.found && strcmp(was, is) == 0)) {
        put(o, device, is, "");
        return true;
    }
    if (!o->pair.first) {
        put(o, device, is, "");
        note(o, device, was, is, true);
        return true;
    }
    if (strcmp(r.waiting, is) != 0) {
        put(o, device, was, is);
        note(o, device, was, is, false);
    }
    return false;
}

int known_trusts(const signal_protocol_address *address, uint8_t *key, size_t n, void *omemo)
{
    struct omemo *o = omemo;
    const char *is = omemo_text(o, key, n);
    return o->pair.agent ? trusts_agent(o, address, is) : trusts_stranger(o, address, is);
}

bool known_waits(struct omemo *o, const char *peer, uint32_t device)
{
    return row_of(o, peer, device).waiting[0] != '\0';
}

void omemo_expect(struct omemo *o, const char *peer, uint32_t device, int64_t now_ms)
{
    if (store_int(o->store, SQL_omemo_known_some, 0, TEXT(peer)) == 0)
        store_run(o->store, SQL_omemo_known_expect, TEXT(peer), INT(device), INT(now_ms));
}

/* ---- for people ---- */

size_t omemo_keys_of(struct omemo *o, const char *peer, struct omemo_key all[OMEMO_KNOWN])
{
    size_t n = 0;
    struct cursor *c = store_query(o->store, SQL_omemo_known_of, TEXT(peer), INT(OMEMO_KNOWN));
    for (; n < OMEMO_KNOWN && cursor_next(c); n++)
        all[n] = (struct omemo_key){
            .device = (uint32_t)cursor_int(c, 0),
            .trusted = omemo_fingerprint_of(o, cursor_text(c, 1)),
            .waiting = omemo_fingerprint_of(o, cursor_text(c, 2)),
            .seen_ms = cursor_int(c, 3),
        };
    cursor_end(c);
    return n;
}

bool omemo_waits(struct omemo *o, const char *peer)
{
    return store_int(o->store, SQL_omemo_known_waits, 0, TEXT(peer)) != 0;
}

/* What sessions there are with the device is with its old key: messages are not decrypted with the new one before. */
bool omemo_trust(struct omemo *o, const char *peer, uint32_t device)
{
    if (store_run(o->store, SQL_omemo_known_trust, TEXT(peer), INT(device)) == 0)
        return false;
    store_run(o->store, SQL_omemo_session_drop_device, TEXT(peer), INT(device));
    store_run(o->store, SQL_omemo_theirs_again, TEXT(peer),
              INT(device)); /* they were refused when they came */
    return true;
}
