/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing_first: see sealing_first.h. */
#include "xmpp/sealing_first.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/contact.h"
#include "desk/core.h"
#include "omemo/omemo.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/keyring.h"
#include "xmpp/live.h"
#include "xmpp/sealing.h"

#define LIST NS_OMEMO ".devicelist"
#define NS_INFO "http://jabber.org/protocol/disco#info"

/* The id of our question. Only devices that were asked are believed, whatever the id. */
#define ASKS_CLIENT "sealing-client"

static bool may_encrypt(const struct agent *a)
{
    return a->conf != NULL && a->conf->omemo != ENCRYPTION_OFF;
}

static bool prefers(const struct agent *a)
{
    return a->conf != NULL && (a->conf->omemo == ENCRYPTION_PREFER || a->conf->omemo == ENCRYPTION_REQUIRE);
}

static void ask_client(struct desk *d, const char *own, const char *full_jid)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "id", ASKS_CLIENT);
    xml_attr(x, "from", desk_address(d, own));
    xml_attr(x, "to", full_jid);
    xml_leaf(x, "query", NS_INFO, NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

/* Only an agent's device that is in the store is asked, and each once. */
void sealing_first_device(struct desk *d, const struct agent *a, const char *resource)
{
    if (!may_encrypt(a) || resource[0] == '\0' ||
        store_run(d->store, SQL_omemo_client_ask, INT(a->id), TEXT(resource)) == 0)
        return;
    ask_client(d, a->house, arena_printf(d->arena, "%s/%s", a->jid, resource));
}

/* ---- our devices, for agents ---- */

static bool announced_by(struct desk *d, const struct agent *a)
{
    return store_int(d->store, SQL_omemo_client_some, 0, INT(a->id)) != 0;
}

void sealing_first_show(struct desk *d, const struct agent *a, const char *own)
{
    if (a->conf == NULL || !announced_by(d, a))
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "headline");
    xml_attr(x, "from", desk_address(d, own));
    xml_attr(x, "to", a->jid);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "event", "http://jabber.org/protocol/pubsub#event");
    xml_open(x, "items", NULL);
    xml_attr(x, "node", LIST);
    if (sealing_is_on(d, own, a->jid))
        omemo_write_devices(d->omemo, x, d->now_ms);
    else
        omemo_write_no_devices(x);
    for (int i = 0; i < 3; i++)
        xml_close(x);
    desk_send(d, xml_string(x));
}

void sealing_first_link_up(struct desk *d)
{
    size_t n;
    struct agent *all = agents_all(d, &n);
    store_run(d->store, SQL_omemo_client_unasked);
    keyring_link_up(d);
    for (size_t i = 0; i < n; i++)
        sealing_first_show(d, &all[i], desk_house(d));
}

static bool announces(const xmpp_stanza_t *query)
{
    for (xmpp_stanza_t *f = st_first(query); f != NULL; f = st_next(f))
        if (strcmp(st_attr_or(f, "var", ""), LIST "+notify") == 0)
            return true;
    return false;
}

/* ---- customers ---- */

/* What is known of customers' clients is kept for a day, in a table that forgets when it is full: then they are asked again, and
 * meanwhile written to in plain text. */
enum {
    KNOWN_MS = 24 * 60 * 60 * 1000,
    CLIENTS = 20,
    CLIENTS_OF_DOMAIN = 60,
    SECOND_MS = 1000,
    MINUTE_MS = 60 * 1000
};

static int64_t mark(struct desk *d, const char *what, const char *jid)
{
    return flood_number(&d->flood_key, arena_printf(d->arena, "client %s %s", what, jid));
}

static bool is_marked(struct desk *d, const char *what, const char *jid)
{
    return flood_holds(&d->refused, mark(d, what, jid), d->now_ms, KNOWN_MS);
}

static bool set_mark(struct desk *d, const char *what, const char *jid)
{
    return flood_pass(&d->refused, mark(d, what, jid), d->now_ms, 1, KNOWN_MS);
}

void sealing_first_customer(struct desk *d, const struct omemo_pair *pair, const struct jid *from)
{
    if (from->resource[0] == '\0' || is_marked(d, "asked", from->full) ||
        !flood_pass(&d->refused, mark(d, "of", from->domain), d->now_ms, CLIENTS_OF_DOMAIN, MINUTE_MS) ||
        !flood_pass(&d->refused, mark(d, "of", ""), d->now_ms, CLIENTS, SECOND_MS) ||
        !set_mark(d, "asked", from->full))
        return;
    ask_client(d, pair->own, from->full);
}

static void customer_answered(struct desk *d, const xmpp_stanza_t *iq, const struct jid *from, bool knows)
{
    struct jid to;
    if (!is_marked(d, "asked", from->full) || !jid_parse(d->arena, st_attr_or(iq, "to", ""), &to))
        return;
    set_mark(d, knows ? "yes" : "no", from->bare);
    if (knows)
        keyring_ask(d, &(struct omemo_pair){.own = to.local, .peer = from->bare, .now_ms = d->now_ms});
}

/* Whether every device that the desk has heard of announces OMEMO. */
static bool may_begin_with(struct desk *d, const struct omemo_pair *pair)
{
    const struct conf_queue *q = conf_queue(d->conf, pair->own);
    return q != NULL && q->omemo == ENCRYPTION_PREFER && is_marked(d, "yes", pair->peer) &&
           !is_marked(d, "no", pair->peer);
}

/* ---- answers ---- */

void sealing_first_answer(struct desk *d, xmpp_stanza_t *iq, const struct jid *from)
{
    if (strcmp(st_attr_or(iq, "id", ""), ASKS_CLIENT) != 0 ||
        strcmp(st_attr_or(iq, "type", ""), "result") != 0)
        return;
    struct agent a = agent_find(d, from->bare);
    bool knows = announces(st_child(iq, "query", NS_INFO));
    if (a.id == 0)
        customer_answered(d, iq, from, knows);
    if (!may_encrypt(&a))
        return;
    store_run(d->store, SQL_omemo_client_knows, INT(a.id), TEXT(from->resource), TEXT(knows ? "yes" : "no"));
    if (!knows)
        return;
    sealing_first_show(d, &a, desk_house(d));
    contacts_tell(d, &a);
    if (prefers(&a))
        keyring_ask_now(d,
                        &(struct omemo_pair){.own = "", .peer = a.jid, .now_ms = d->now_ms, .agent = true});
}

/* ---- sessions ---- */

/* Whether every device of the agent that is online announces OMEMO. Where encryption is required, one device that can read is
 * better than none. */
static bool may_write_first(struct desk *d, const struct agent *a)
{
    return prefers(a) &&
           (a->conf->omemo == ENCRYPTION_REQUIRE ||
            (announced_by(d, a) && store_int(d->store, SQL_omemo_client_none, 0, INT(a->id)) == 0));
}

static bool may_write_to(struct desk *d, const struct omemo_pair *pair, bool *at_once)
{
    struct agent a = {0};
    if (!pair->agent)
        return may_begin_with(d, pair);
    a = agent_find(d, pair->peer);
    *at_once = prefers(&a) && a.conf->omemo == ENCRYPTION_REQUIRE;
    return may_write_first(d, &a);
}

bool sealing_first_begin(struct desk *d, const struct omemo_pair *pair)
{
    bool knows = omemo_knows(d->omemo, pair), at_once = knows;
    if (!knows && !may_write_to(d, pair, &at_once))
        return false;
    if (!knows)
        keyring_ask(d, pair); /* the list may have been unreadable before */
    if (at_once || keyring_is_complete(d, pair->peer))
        keyring_begin(d, pair);
    return knows || omemo_knows(d->omemo, pair);
}
