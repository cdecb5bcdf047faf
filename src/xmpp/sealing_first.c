/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing_first: see sealing_first.h. */
#include "xmpp/sealing_first.h"

#include <stdlib.h>
#include <string.h>

#include "desk/agent.h"
#include "desk/core.h"
#include "omemo/omemo.h"
#include "xml/stanza.h"
#include "xml/xml.h"

#define NS_PUBSUB "http://jabber.org/protocol/pubsub"
#define NS_EVENT "http://jabber.org/protocol/pubsub#event"
#define NS_INFO "http://jabber.org/protocol/disco#info"
#define LIST NS_OMEMO ".devicelist"
#define BUNDLES NS_OMEMO ".bundles:"

/* The ids of our questions. Only an agent's own server and devices are believed, whatever the id. */
#define ASKS_CLIENT "sealing-client"
#define ASKS_LIST "sealing-list"
#define ASKS_KEYS "sealing-keys"

enum {
    KEYS_AGAIN_MS = 60 * 1000, /* keys of a device are not asked for again before */
    LISTS = 6,                 /* lists asked for in a minute, for one agent */
    MINUTE_MS = 60 * 1000,
};

static bool prefers(const struct agent *a)
{
    return a->conf != NULL && a->conf->omemo == ENCRYPTION_PREFER;
}

/* ---- questions ---- */

static struct xml *begin(struct desk *d, const struct agent *a, const char *to, const char *id)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "id", id);
    xml_attr(x, "from", desk_address(d, a->house));
    xml_attr(x, "to", to);
    return x;
}

static void ask_node(struct desk *d, const struct agent *a, const char *id, const char *node)
{
    struct xml *x = begin(d, a, a->jid, id);
    xml_open(x, "pubsub", NS_PUBSUB);
    xml_open(x, "items", NULL);
    xml_attr(x, "node", node);
    xml_close(x);
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

static void ask_list(struct desk *d, const struct agent *a)
{
    int64_t number = flood_number(&d->flood_key, arena_printf(d->arena, "list of %s", a->jid));
    if (flood_pass(&d->refused, number, d->now_ms, LISTS, MINUTE_MS))
        ask_node(d, a, ASKS_LIST, LIST);
}

static void ask_keys(struct desk *d, const struct agent *a, uint32_t device, int64_t asked_ms)
{
    int64_t since_ms = d->now_ms - asked_ms; /* negative when the clock was set back */
    if (since_ms >= 0 && since_ms < KEYS_AGAIN_MS)
        return;
    store_run(d->store, SQL_omemo_theirs_asked, TEXT(a->jid), INT(device), INT(d->now_ms));
    ask_node(d, a, ASKS_KEYS, arena_printf(d->arena, "%s%lu", BUNDLES, (unsigned long)device));
}

void sealing_first_device(struct desk *d, const struct agent *a, const char *resource)
{
    if (!prefers(a) || resource[0] == '\0' ||
        store_run(d->store, SQL_omemo_client_ask, INT(a->id), TEXT(resource)) == 0)
        return;
    struct xml *x = begin(d, a, arena_printf(d->arena, "%s/%s", a->jid, resource), ASKS_CLIENT);
    xml_leaf(x, "query", NS_INFO, NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

void sealing_first_link_up(struct desk *d)
{
    store_run(d->store, SQL_omemo_client_unasked);
}

/* ---- answers ---- */

static bool announces(const xmpp_stanza_t *query)
{
    for (xmpp_stanza_t *f = st_first(query); f != NULL; f = st_next(f))
        if (strcmp(st_attr_or(f, "var", ""), LIST "+notify") == 0)
            return true;
    return false;
}

static void client_says(struct desk *d, const struct agent *a, xmpp_stanza_t *iq, const char *resource)
{
    bool knows = announces(st_child(iq, "query", NS_INFO));
    store_run(d->store, SQL_omemo_client_knows, INT(a->id), TEXT(resource), TEXT(knows ? "yes" : "no"));
    if (knows)
        ask_list(d, a);
}

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
    for (xmpp_stanza_t *one = st_first(list); one != NULL; one = st_next(one))
        if (omemo_number(st_attr(one, "id")) == device)
            return true;
    return false;
}

/* Takes the list as it is now: devices that left it are forgotten, and the keys of new ones are asked for. */
static void take_list(struct desk *d, const struct agent *a, const xmpp_stanza_t *items)
{
    const xmpp_stanza_t *list = st_child(st_first(items), "list", NS_OMEMO);
    struct theirs all[OMEMO_DEVICES];
    size_t n = theirs_of(d, a->jid, all), added = 0;
    for (size_t i = 0; i < n; i++)
        if (!is_listed(list, all[i].device))
            store_run(d->store, SQL_omemo_theirs_drop, TEXT(a->jid), INT(all[i].device));
    for (xmpp_stanza_t *one = list != NULL ? st_first(list) : NULL; one != NULL && added < OMEMO_DEVICES;
         one = st_next(one)) {
        uint32_t device = omemo_number(st_attr(one, "id"));
        if (device == 0)
            continue;
        added++;
        store_run(d->store, SQL_omemo_theirs_list, TEXT(a->jid), INT(device));
    }
    n = theirs_of(d, a->jid, all);
    for (size_t i = 0; i < n; i++)
        ask_keys(d, a, all[i].device, all[i].asked_ms);
}

static void take_keys(struct desk *d, const struct agent *a, const xmpp_stanza_t *items)
{
    const char *node = st_attr_or(items, "node", "");
    size_t len = sizeof BUNDLES - 1;
    uint32_t device = strncmp(node, BUNDLES, len) == 0 ? omemo_number(node + len) : 0;
    const char *bundle = omemo_bundle_text(d->omemo, st_child(st_first(items), "bundle", NS_OMEMO));
    if (device != 0 && bundle != NULL)
        store_run(d->store, SQL_omemo_theirs_bundle, TEXT(a->jid), INT(device), TEXT(bundle));
}

void sealing_first_answer(struct desk *d, xmpp_stanza_t *iq, const struct jid *from)
{
    const char *id = st_attr_or(iq, "id", "");
    if (strncmp(id, "sealing-", 8) != 0 || strcmp(st_attr_or(iq, "type", ""), "result") != 0)
        return;
    struct agent a = agent_find(d, from->bare);
    if (!prefers(&a))
        return;
    const xmpp_stanza_t *items = st_child(st_child(iq, "pubsub", NS_PUBSUB), "items", NS_PUBSUB);
    if (strcmp(id, ASKS_CLIENT) == 0)
        client_says(d, &a, iq, from->resource);
    else if (from->resource[0] == '\0' && strcmp(id, ASKS_LIST) == 0)
        take_list(d, &a, items);
    else if (from->resource[0] == '\0' && strcmp(id, ASKS_KEYS) == 0)
        take_keys(d, &a, items);
}

void sealing_first_news(struct desk *d, xmpp_stanza_t *message, const struct jid *from)
{
    const xmpp_stanza_t *items = st_child(st_child(message, "event", NS_EVENT), "items", NS_EVENT);
    struct agent a = agent_find(d, from->bare);
    if (prefers(&a) && from->resource[0] == '\0' && strcmp(st_attr_or(items, "node", ""), LIST) == 0)
        take_list(d, &a, items);
}

/* ---- sessions ---- */

static bool may_begin(struct desk *d, const struct agent *a, const struct omemo_pair *pair)
{
    if (omemo_knows(d->omemo, pair))
        return true;
    return store_int(d->store, SQL_omemo_client_some, 0, INT(a->id)) != 0 &&
           store_int(d->store, SQL_omemo_client_none, 0, INT(a->id)) == 0;
}

void sealing_first_begin(struct desk *d, const struct omemo_pair *pair)
{
    struct theirs all[OMEMO_DEVICES];
    if (conf_agent(d->conf, pair->peer) == NULL)
        return;
    struct agent a = agent_find(d, pair->peer);
    if (!prefers(&a) || !may_begin(d, &a, pair))
        return;
    size_t n = theirs_of(d, a.jid, all);
    if (n == 0)
        ask_list(d, &a);
    for (size_t i = 0; i < n; i++) {
        const char *rest;
        if (all[i].bundle[0] == '\0')
            ask_keys(d, &a, all[i].device, all[i].asked_ms);
        if (all[i].bundle[0] == '\0' || omemo_has_session(d->omemo, pair, all[i].device) ||
            !omemo_take_bundle_text(d->omemo, pair, all[i].device, all[i].bundle, &rest))
            continue;
        store_run(d->store, SQL_omemo_theirs_bundle, TEXT(a.jid), INT(all[i].device), TEXT(rest));
        ask_keys(d, &a, all[i].device, all[i].asked_ms);
    }
}
