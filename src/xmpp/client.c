/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * client: see client.h. */
#include "xmpp/client.h"

#include <stdlib.h>
#include <string.h>

#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/mail.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/contact.h"

#define NS_INFO "http://jabber.org/protocol/disco#info"

/* Begins the id of the query; the number of the conversation follows. */
static const char mark[] = "features-";

void client_ask_corrections(struct desk *d, const struct conversation *t, const char *device)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "get");
    xml_attr(x, "id", arena_printf(d->arena, "%s%lld", mark, (long long)t->id));
    xml_attr(x, "from", desk_address(d, t->queue_address));
    xml_attr(x, "to", device);
    xml_leaf(x, "query", NS_INFO, NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

static const char here[] = "here-";

void client_ask_here(struct desk *d, const struct conversation *t)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "id", arena_printf(d->arena, "%s%s", here, desk_new_id(d)));
    xml_attr(x, "from", arena_printf(d->arena, "%s/%s", desk_address(d, t->queue_address), DESK_RESOURCE));
    xml_attr(x, "to", t->customer_address);
    xml_leaf(x, "active", "http://jabber.org/protocol/chatstates", NULL);
    xml_leaf(x, "no-store", "urn:xmpp:hints", NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

bool client_is_here(const char *id)
{
    return strncmp(id, here, sizeof here - 1) == 0;
}

static bool has_corrections(xmpp_stanza_t *query)
{
    for (xmpp_stanza_t *f = query == NULL ? NULL : st_first(query); f != NULL; f = st_next(f))
        if (strcmp(st_attr_or(f, "var", ""), "urn:xmpp:message-correct:0") == 0)
            return true;
    return false;
}

void client_features(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from)
{
    const char *id = st_attr_or(stanza, "id", "");
    if (strncmp(id, mark, sizeof mark - 1) != 0 || strcmp(st_attr_or(stanza, "type", ""), "result") != 0)
        return;
    struct conversation t = conversation_by_id(d, strtoll(id + sizeof mark - 1, NULL, 10));
    /* Only the customer of the conversation was asked. */
    if (t.id != 0 && strcmp(from->bare, t.customer_jid) == 0 &&
        has_corrections(st_child(stanza, "query", NS_INFO)))
        store_run(d->store, SQL_bot_corrects, INT(t.id));
}
