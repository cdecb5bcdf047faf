/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contact: see contact.h. */
#include "xmpp/contact.h"

#include "desk/contact.h"

#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "xeps/route.h"
#include "xml/xml.h"
#include "xmpp/live.h"
#include "xmpp/roster.h"

/* What the agent reads beside the name. */
static const char *status_of(struct desk *d, const struct contact *c)
{
    const struct conversation *t = c->conversation;
    switch (c->state) {
    case CONTACT_OFFERED:
        return arena_printf(d->arena, "Offered to you, #%lld", (long long)t->id);
    case CONTACT_HELD:
        return arena_printf(d->arena, "With you, #%lld", (long long)t->id);
    case CONTACT_CLOSED:
    case CONTACT_STATES:
        break;
    }
    return t->state == CONVERSATION_CLOSED ? arena_printf(d->arena, "Closed, #%lld", (long long)t->id)
                                           : "Not with you any more";
}

static void show_presence(struct desk *d, const struct contact *c)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "presence", NULL);
    xml_attr(x, "from", arena_printf(d->arena, "%s/%s", desk_address(d, c->localpart), DESK_RESOURCE));
    xml_attr(x, "to", c->agent->jid);
    if (c->state == CONTACT_CLOSED)
        xml_attr(x, "type", "unavailable");
    if (c->state == CONTACT_OFFERED)
        xml_leaf(x, "show", NULL, "away");
    xml_leaf(x, "status", NULL, status_of(d, c));
    if (c->state != CONTACT_CLOSED)
        xep_presence(d, x, c->localpart);
    xml_close(x);
    desk_send(d, xml_string(x));
}

/* XEP-0172 section 4.4. */
static void show_name(struct desk *d, const struct contact *c)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "headline");
    xml_attr(x, "from", desk_address(d, c->localpart));
    xml_attr(x, "to", c->agent->jid);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "event", "http://jabber.org/protocol/pubsub#event");
    xml_open(x, "items", NULL);
    xml_attr(x, "node", "http://jabber.org/protocol/nick");
    xml_open(x, "item", NULL);
    xml_attr(x, "id", "current");
    xml_leaf(x, "nick", "http://jabber.org/protocol/nick", c->name);
    for (int i = 0; i < 4; i++)
        xml_close(x);
    desk_send(d, xml_string(x));
}

void contact_show(struct desk *d, const struct contact *c)
{
    roster_note(d, c);
    if (c->state != CONTACT_CLOSED)
        show_name(d, c);
    show_presence(d, c);
}
