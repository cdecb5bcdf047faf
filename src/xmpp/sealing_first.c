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

/* The id of our question. Only an agent's own devices are believed, whatever the id. */
#define ASKS_CLIENT "sealing-client"

static bool may_encrypt(const struct agent *a)
{
    return a->conf != NULL && a->conf->omemo != ENCRYPTION_OFF;
}

static bool prefers(const struct agent *a)
{
    return a->conf != NULL && a->conf->omemo == ENCRYPTION_PREFER;
}

/* Only an agent's device that is in the store is asked, and each once. */
void sealing_first_device(struct desk *d, const struct agent *a, const char *resource)
{
    if (!may_encrypt(a) || resource[0] == '\0' ||
        store_run(d->store, SQL_omemo_client_ask, INT(a->id), TEXT(resource)) == 0)
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "id", ASKS_CLIENT);
    xml_attr(x, "from", desk_address(d, a->house));
    xml_attr(x, "to", arena_printf(d->arena, "%s/%s", a->jid, resource));
    xml_leaf(x, "query", NS_INFO, NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
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

/* ---- answers ---- */

static bool announces(const xmpp_stanza_t *query)
{
    for (xmpp_stanza_t *f = st_first(query); f != NULL; f = st_next(f))
        if (strcmp(st_attr_or(f, "var", ""), LIST "+notify") == 0)
            return true;
    return false;
}

void sealing_first_answer(struct desk *d, xmpp_stanza_t *iq, const struct jid *from)
{
    if (strcmp(st_attr_or(iq, "id", ""), ASKS_CLIENT) != 0 ||
        strcmp(st_attr_or(iq, "type", ""), "result") != 0)
        return;
    struct agent a = agent_find(d, from->bare);
    if (!may_encrypt(&a))
        return;
    bool knows = announces(st_child(iq, "query", NS_INFO));
    store_run(d->store, SQL_omemo_client_knows, INT(a.id), TEXT(from->resource), TEXT(knows ? "yes" : "no"));
    if (!knows)
        return;
    sealing_first_show(d, &a, desk_house(d));
    contacts_tell(d, &a);
    if (prefers(&a))
        keyring_ask_now(d, &(struct omemo_pair){"", a.jid, d->now_ms, true});
}

/* Whether every device of the agent that is online announces OMEMO. */
static bool may_write_first(struct desk *d, const struct agent *a)
{
    return prefers(a) && announced_by(d, a) &&
           store_int(d->store, SQL_omemo_client_none, 0, INT(a->id)) == 0;
}

void sealing_first_begin(struct desk *d, const struct omemo_pair *pair)
{
    struct agent a = {0};
    if (pair->agent)
        a = agent_find(d, pair->peer);
    bool knows = omemo_knows(d->omemo, pair);
    if (!knows && !may_write_first(d, &a))
        return;
    if (!knows)
        keyring_ask(d, pair); /* it may have been unreadable when the agent came */
    if (knows || keyring_is_complete(d, a.jid))
        keyring_begin(d, pair);
}
