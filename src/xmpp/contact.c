/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contact: see contact.h. */
#include "xmpp/contact.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "xeps/route.h"
#include "xml/xml.h"
#include "xmpp/live.h"
#include "xmpp/presence.h"
#include "xmpp/roster.h"
#include "xmpp/sealing_first.h"

/* Why it was closed, where the agent has not done it. */
static const char *end_of(struct desk *d, const struct conversation *t)
{
    static const struct {
        const char *reason, *is;
    } ends[] = {
        {"customer", "the customer has ended it"},
        {"abandoned", "the customer has left"},
        {"idle", "nobody has written for a while"},
        {"blocked", "the customer is blocked"},
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (strcmp(t->reason, ends[i].reason) == 0)
            return arena_printf(d->arena, ": %s", ends[i].is);
    return "";
}

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
    return t->state == CONVERSATION_CLOSED
               ? arena_printf(d->arena, "Closed, #%lld%s", (long long)t->id, end_of(d, t))
               : "Not with you any more";
}

/* Sends the items of a PEP node to somebody who has not asked (XEP-0163 section 4.3). A client that knows
 * nothing of the node ignores a headline. */
static void show_node(struct desk *d, const char *from_local, const char *to, const char *node,
                      const char *name)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "headline");
    xml_attr(x, "from", desk_address(d, from_local));
    xml_attr(x, "to", to);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "event", "http://jabber.org/protocol/pubsub#event");
    xml_open(x, "items", NULL);
    xml_attr(x, "node", node);
    xep_node_items(d, x, node, from_local, to, name);
    for (int i = 0; i < 3; i++)
        xml_close(x);
    desk_send(d, xml_string(x));
}

static void show_nodes(struct desk *d, const char *from_local, const char *to, const char *name)
{
    show_node(d, from_local, to, "http://jabber.org/protocol/nick", name);
    if (d->conf->pictures) /* else there was none to take back either, but of an earlier configuration */
        show_node(d, from_local, to, "urn:xmpp:avatar:metadata", name);
}

void contact_show(struct desk *d, const struct contact *c)
{
    const char *to = c->agent->jid;
    roster_note(d, c);
    if (c->state != CONTACT_CLOSED) {
        show_nodes(d, c->localpart, to, c->name);
        sealing_first_show(d, c->agent, c->localpart);
    }
    presence_show(d, c->localpart, to,
                  &(struct appearance){.gone = c->state == CONTACT_CLOSED,
                                       .show = c->state == CONTACT_OFFERED ? "away" : NULL,
                                       .status = status_of(d, c)});
}

void contact_show_front(struct desk *d, const struct conversation *t, const struct front *f, bool named)
{
    if (named)
        show_nodes(d, t->queue_address, t->customer_address, f->name);
    presence_show(d, t->queue_address, t->customer_address,
                  &(struct appearance){.show = f->show, .status = f->status});
}
