/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keyring: see keyring.h. */
#include "xmpp/keyring.h"

#include <stdlib.h>
#include <string.h>

#include "conf/notice.h"
#include "desk/agent.h"
#include "desk/channel.h"
#include "desk/core.h"
#include "desk/customer.h"
#include "desk/letter.h"
#include "desk/party.h"
#include "desk/voice.h"
#include "omemo/omemo.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/sealing.h"

#define NS_PUBSUB "http://jabber.org/protocol/pubsub"
#define NS_EVENT "http://jabber.org/protocol/pubsub#event"
#define LIST NS_OMEMO ".devicelist"
#define BUNDLES NS_OMEMO ".bundles:"

/* The ids of our questions. An answer is believed only where the person was asked. */
#define ASKS_LIST "keyring-list"
#define ASKS_KEYS "keyring-keys-" /* the device follows */

/* A device without keys, as the server says. An empty bundle: not fetched yet. */
#define NO_KEYS "-"

enum {
    SECOND_MS = 1000,
    MINUTE_MS = 60 * SECOND_MS,
    AGAIN_MS = 10 * MINUTE_MS, /* a list is not asked for again before */
    OLD_MS =
        24 * 60 * MINUTE_MS, /* a customer's list is asked for again after; agents' servers report changes */
    KEYS_AGAIN_MS = MINUTE_MS, /* keys of a device are not asked for again before */
    NO_KEYS_AGAIN_MS = 60 * MINUTE_MS,
    WAIT_MS = 10 * SECOND_MS, /* for a list or a key, before the desk writes first without it */
    AGENT_LISTS = 6,          /* lists asked for in a minute, for one agent */
    CUSTOMER_LISTS = 20,      /* in a second, for all who are not agents */
    DOMAIN_LISTS = 60,        /* in a minute, for those of one domain */
    CUSTOMERS = 5000,         /* lists that are kept of people who are not agents, the newest */
    CUSTOMER_PREKEYS = 4,     /* kept of a device of a customer; each conversation needs one */
    SOME = 20,                /* rows removed at a time */
};

static bool passes(struct desk *d, const char *what, int64_t limit, int64_t period_ms)
{
    return flood_pass(&d->refused, flood_number(&d->flood_key, what), d->now_ms, limit, period_ms);
}

/* ---- questions ---- */

static const char *asker_of(struct desk *d, const char *own, const char *peer)
{
    struct agent a = agent_find(d, peer);
    return desk_address(d, a.id != 0 ? a.house : own);
}

static void ask_node(struct desk *d, const char *own, const char *peer, const char *id, const char *node)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "id", id);
    xml_attr(x, "from", asker_of(d, own, peer));
    xml_attr(x, "to", peer);
    xml_open(x, "pubsub", NS_PUBSUB);
    xml_open(x, "items", NULL);
    xml_attr(x, "node", node);
    for (int i = 0; i < 3; i++)
        xml_close(x);
    desk_send(d, xml_string(x));
}

struct person {
    const char *own, *list; /* list NULL: never asked for */
    bool plain;
    int64_t asked_ms;
};

static struct person person_of(struct desk *d, const char *peer)
{
    struct person p = {.own = ""};
    struct cursor *c = store_query(d->store, SQL_omemo_person, TEXT(peer));
    if (cursor_next(c))
        p = (struct person){cursor_text(c, 0), cursor_text(c, 1), cursor_int(c, 2) != 0, cursor_int(c, 3)};
    cursor_end(c);
    return p;
}

/* Whether that was less than so long ago. A time in the future is from before the clock was set back. */
static bool is_within(const struct desk *d, int64_t then_ms, int64_t period_ms)
{
    return d->now_ms >= then_ms && d->now_ms - then_ms < period_ms;
}

static void ask_list(struct desk *d, const struct omemo_pair *pair, bool plain)
{
    store_run(d->store, SQL_omemo_person_ask, TEXT(pair->peer), TEXT(pair->own), INT(plain), INT(d->now_ms));
    if (store_int(d->store, SQL_omemo_person_full, 0, INT(CUSTOMERS)) != 0)
        store_run(d->store, SQL_omemo_person_drop, INT(SOME), INT(CUSTOMERS));
    ask_node(d, pair->own, pair->peer, ASKS_LIST, LIST);
}

static bool may_ask(struct desk *d, const struct omemo_pair *pair)
{
    const char *at = strchr(pair->peer, '@'), *domain = at != NULL ? at + 1 : pair->peer;
    if (pair->agent)
        return passes(d, arena_printf(d->arena, "list of %s", pair->peer), AGENT_LISTS, MINUTE_MS);
    return passes(d, arena_printf(d->arena, "lists of %s", domain), DOMAIN_LISTS, MINUTE_MS) &&
           passes(d, "lists", CUSTOMER_LISTS, SECOND_MS);
}

void keyring_ask_now(struct desk *d, const struct omemo_pair *pair)
{
    if (may_ask(d, pair))
        ask_list(d, pair, false);
}

static void ask(struct desk *d, const struct omemo_pair *pair, int64_t again_ms, bool plain)
{
    struct person p = person_of(d, pair->peer);
    bool lately = p.list != NULL && is_within(d, p.asked_ms, again_ms) && (!plain || p.plain);
    if (!lately && may_ask(d, pair))
        ask_list(d, pair, plain);
}

void keyring_ask(struct desk *d, const struct omemo_pair *pair)
{
    ask(d, pair, AGAIN_MS, false);
}

static bool is_known(struct desk *d, const char *peer, uint32_t device)
{
    return store_int(d->store, SQL_omemo_theirs_is, 0, TEXT(peer), INT(device)) != 0;
}

void keyring_heard(struct desk *d, const struct omemo_pair *pair, uint32_t device)
{
    ask(d, pair, is_known(d, pair->peer, device) ? OLD_MS : AGAIN_MS, false);
}

void keyring_heard_plain(struct desk *d, const struct omemo_pair *pair)
{
    ask(d, pair, AGAIN_MS, true);
}

static void ask_keys(struct desk *d, const char *own, const char *peer, uint32_t device, const char *bundle,
                     int64_t asked_ms)
{
    int64_t again_ms = strcmp(bundle, NO_KEYS) == 0 ? NO_KEYS_AGAIN_MS : KEYS_AGAIN_MS;
    if (asked_ms != 0 && is_within(d, asked_ms, again_ms))
        return;
    unsigned long number = device;
    store_run(d->store, SQL_omemo_theirs_asked, TEXT(peer), INT(device), INT(d->now_ms));
    ask_node(d, own, peer, arena_printf(d->arena, "%s%lu", ASKS_KEYS, number),
             arena_printf(d->arena, "%s%lu", BUNDLES, number));
}

void keyring_link_up(struct desk *d)
{
    store_run(d->store, SQL_omemo_person_unasked);
    store_run(d->store, SQL_omemo_theirs_unasked);
}

/* ---- answers ---- */

struct theirs {
    uint32_t device;
    const char *bundle;
    int64_t asked_ms;
};

static size_t theirs_of(struct desk *d, const char *peer, struct theirs all[OMEMO_DEVICES])
{
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_omemo_theirs, TEXT(peer), INT(OMEMO_DEVICES));
    for (; n < OMEMO_DEVICES && cursor_next(c); n++)
        all[n] = (struct theirs){(uint32_t)cursor_int(c, 0), cursor_text(c, 1), cursor_int(c, 2)};
    cursor_end(c);
    return n;
}

static bool is_listed(const xmpp_stanza_t *list, uint32_t device)
{
    for (xmpp_stanza_t *one = list != NULL ? st_first(list) : NULL; one != NULL; one = st_next(one))
        if (omemo_number(st_attr(one, "id")) == device)
            return true;
    return false;
}

/* A list may have more devices than are kept here, so this looks at the sessions. A device that was heard of after the
 * question has written since, whatever the list says: some clients do not publish theirs. */
static void note_sessions(struct desk *d, const char *peer, const xmpp_stanza_t *list, int64_t asked_ms)
{
    enum { MANY = 100 };
    uint32_t device[MANY];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_omemo_session_of, TEXT(peer), INT(MANY));
    while (n < MANY && cursor_next(c))
        device[n++] = (uint32_t)cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        store_run(d->store, SQL_omemo_session_gone, TEXT(peer), INT(device[i]),
                  INT(!is_listed(list, device[i])), INT(asked_ms));
}

/* Whether the device is one of the first of the list, whose keys are kept. */
static bool is_kept(const xmpp_stanza_t *list, uint32_t device)
{
    size_t n = 0;
    for (xmpp_stanza_t *one = list != NULL ? st_first(list) : NULL; one != NULL && n < OMEMO_DEVICES;
         one = st_next(one)) {
        uint32_t listed = omemo_number(st_attr(one, "id"));
        if (listed == device)
            return true;
        n += listed != 0;
    }
    return false;
}

/* Takes the list as it is now: devices that left it are forgotten, and the keys of new ones are asked for. */
static void take_list(struct desk *d, const char *own, const char *peer, const xmpp_stanza_t *list,
                      int64_t asked_ms)
{
    struct theirs all[OMEMO_DEVICES];
    size_t n = theirs_of(d, peer, all), added = 0;
    for (size_t i = 0; i < n; i++)
        if (!is_kept(list, all[i].device))
            store_run(d->store, SQL_omemo_theirs_drop, TEXT(peer), INT(all[i].device));
    for (xmpp_stanza_t *one = list != NULL ? st_first(list) : NULL; one != NULL && added < OMEMO_DEVICES;
         one = st_next(one)) {
        uint32_t device = omemo_number(st_attr(one, "id"));
        if (device == 0)
            continue;
        added++;
        store_run(d->store, SQL_omemo_theirs_list, TEXT(peer), INT(device));
        if (conf_agent(d->conf, peer) != NULL)
            omemo_expect(d->omemo, peer, device, d->now_ms);
    }
    store_run(d->store, SQL_omemo_person_list, TEXT(peer), TEXT(added > 0 ? "some" : "none"));
    note_sessions(d, peer, list, asked_ms);
    n = theirs_of(d, peer, all);
    for (size_t i = 0; i < n; i++)
        ask_keys(d, own, peer, all[i].device, all[i].bundle, all[i].asked_ms);
}

/* Goes out in plain text, as all that follows. */
static void tell_plain(struct desk *d, const struct omemo_pair *pair)
{
    const struct conf_queue *q = conf_queue(d->conf, pair->own);
    struct letter l = {.from = pair->own, .to = pair->peer};
    struct party party = party_of(d->arena, CHANNEL_XMPP, pair->peer, NULL);
    if (pair->agent) {
        l.body = arena_printf(
            d->arena, "%sNone of your devices has OMEMO any more, so this chat goes on without encryption.",
            desk_is_house(d, pair->own) ? "" : VOICE_SIGN);
    } else if (q != NULL) {
        struct customer u = customer_find(d, &party);
        l.lang = customer_language(d, &u, q);
        l.body = notice_say(d->arena, d->conf, NOTICE_ENCRYPTION_ENDED, l.lang, NULL);
    }
    if (l.body != NULL)
        letter_send(d, &l);
}

static const xmpp_stanza_t *list_in(const xmpp_stanza_t *items)
{
    return st_child(st_first(items), "list", NS_OMEMO);
}

static bool is_missing(const xmpp_stanza_t *iq)
{
    return st_child(st_child(iq, "error", NS_COMPONENT), "item-not-found",
                    "urn:ietf:params:xml:ns:xmpp-stanzas") != NULL;
}

/* Without a list, the sessions stay: some clients write encrypted and publish nothing. Only if the person has written in plain
 * text since, a missing list is an empty one. */
static void list_came(struct desk *d, const xmpp_stanza_t *iq, const char *peer, bool good,
                      const xmpp_stanza_t *items)
{
    struct person p = person_of(d, peer);
    if (p.list == NULL || strcmp(p.list, "asked") != 0)
        return;
    if (!good && !(p.plain && is_missing(iq))) {
        store_run(d->store, SQL_omemo_person_list, TEXT(peer), TEXT("closed"));
        return;
    }
    bool agent = conf_agent(d->conf, peer) != NULL;
    struct omemo_pair pair = {.own = p.own, .peer = peer, .now_ms = d->now_ms, .agent = agent};
    bool knew = omemo_knows(d->omemo, &pair);
    take_list(d, p.own, peer, good ? list_in(items) : NULL, p.asked_ms);
    if (knew && !omemo_knows(d->omemo, &pair) && !sealing_is_required(d, p.own, peer))
        tell_plain(d, &pair);
}

static const char *bundle_before(struct desk *d, const char *peer, uint32_t device)
{
    struct theirs all[OMEMO_DEVICES];
    size_t n = theirs_of(d, peer, all);
    for (size_t i = 0; i < n; i++)
        if (all[i].device == device)
            return all[i].bundle;
    return "";
}

/* An error that may pass, such as a server that is away, takes nothing from what is known. */
static void keys_came(struct desk *d, const xmpp_stanza_t *iq, const char *peer, uint32_t device, bool good,
                      const xmpp_stanza_t *items)
{
    if (!good && !is_missing(iq)) {
        store_run(d->store, SQL_omemo_theirs_none, TEXT(peer), INT(device), TEXT(NO_KEYS));
        return;
    }
    size_t most = conf_agent(d->conf, peer) != NULL ? OMEMO_SHARED_PREKEYS : CUSTOMER_PREKEYS;
    const char *bundle = good ? omemo_bundle_text(d->omemo, st_child(st_first(items), "bundle", NS_OMEMO),
                                                  bundle_before(d, peer, device), most)
                              : NULL;
    if (device != 0)
        store_run(d->store, SQL_omemo_theirs_bundle, TEXT(peer), INT(device),
                  TEXT(bundle != NULL ? bundle : NO_KEYS));
}

/* An answer from a full address is not the server's. */
void keyring_answer(struct desk *d, xmpp_stanza_t *iq, const struct jid *from)
{
    const char *id = st_attr_or(iq, "id", ""), *type = st_attr_or(iq, "type", "");
    bool good = strcmp(type, "result") == 0;
    if (strncmp(id, "keyring-", 8) != 0 || from->resource[0] != '\0' || (!good && strcmp(type, "error") != 0))
        return;
    const xmpp_stanza_t *items = st_child(st_child(iq, "pubsub", NS_PUBSUB), "items", NS_PUBSUB);
    size_t len = sizeof ASKS_KEYS - 1;
    if (strcmp(id, ASKS_LIST) == 0)
        list_came(d, iq, from->bare, good, items);
    else if (strncmp(id, ASKS_KEYS, len) == 0)
        keys_came(d, iq, from->bare, omemo_number(id + len), good, items);
}

void keyring_news(struct desk *d, xmpp_stanza_t *message, const struct jid *from)
{
    const xmpp_stanza_t *items = st_child(st_child(message, "event", NS_EVENT), "items", NS_EVENT);
    const struct conf_agent *a = conf_agent(d->conf, from->bare);
    if (a == NULL || a->omemo == ENCRYPTION_OFF || from->resource[0] != '\0' ||
        strcmp(st_attr_or(items, "node", ""), LIST) != 0)
        return;
    store_run(d->store, SQL_omemo_person_ask, TEXT(from->bare), TEXT(""), INT(0), INT(d->now_ms));
    take_list(d, "", from->bare, list_in(items), d->now_ms);
}

/* ---- sessions ---- */

bool keyring_take(struct desk *d, const struct omemo_pair *pair, uint32_t device, const xmpp_stanza_t *bundle)
{
    size_t most = pair->agent ? OMEMO_SHARED_PREKEYS : CUSTOMER_PREKEYS;
    const char *before = bundle_before(d, pair->peer, device), *rest,
               *text = omemo_bundle_text(d->omemo, bundle, before, most);
    if (text == NULL || !omemo_take_bundle_text(d->omemo, pair, device, text, &rest))
        return false;
    store_run(d->store, SQL_omemo_theirs_bundle, TEXT(pair->peer), INT(device), TEXT(rest));
    return true;
}

bool keyring_is_complete(struct desk *d, const char *peer)
{
    struct person p = person_of(d, peer);
    if (p.list == NULL || (strcmp(p.list, "asked") == 0 && is_within(d, p.asked_ms, WAIT_MS)))
        return false;
    return store_int(d->store, SQL_omemo_theirs_awaited, 0, TEXT(peer), INT(d->now_ms - WAIT_MS),
                     INT(d->now_ms)) == 0;
}

void keyring_begin(struct desk *d, const struct omemo_pair *pair)
{
    struct theirs all[OMEMO_DEVICES];
    size_t n = theirs_of(d, pair->peer, all), room = OMEMO_DEVICES;
    room -= (size_t)store_int(d->store, SQL_omemo_session_count, 0, TEXT(pair->own), TEXT(pair->peer),
                              INT(OMEMO_DEVICES));
    for (size_t i = 0; i < n && room > 0; i++) {
        const char *rest = NO_KEYS, *bundle = all[i].bundle;
        bool has_keys = bundle[0] != '\0' && strcmp(bundle, NO_KEYS) != 0;
        if (omemo_has_session(d->omemo, pair, all[i].device))
            continue;
        if (has_keys) { /* they are looked at here first, and may be nonsense */
            if (omemo_take_bundle_text(d->omemo, pair, all[i].device, bundle, &rest))
                room--;
            else if (rest == NULL)
                rest = NO_KEYS;
            store_run(d->store, SQL_omemo_theirs_bundle, TEXT(pair->peer), INT(all[i].device), TEXT(rest));
        }
        ask_keys(d, pair->own, pair->peer, all[i].device, has_keys ? rest : bundle, all[i].asked_ms);
    }
}
