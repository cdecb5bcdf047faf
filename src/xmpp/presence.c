/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * presence: see presence.h. */
#include "xmpp/presence.h"

#include <string.h>

#include "desk/agent.h"
#include "desk/authority.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "desk/gone.h"
#include "desk/subscription.h"
#include "xeps/portrait.h"
#include "xeps/route.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/contact.h"
#include "xmpp/roster.h"
#include "xmpp/sealing_first.h"

/* Says who asks and why: clients show it with the request. */
static void introduce(struct desk *d, struct xml *x, const char *from_local, const char *to)
{
    const char *domain = d->conf->component.domain;
    xml_leaf(x, "nick", "http://jabber.org/protocol/nick", portrait_of(d, from_local, to).name);
    xml_leaf(
        x, "status", NULL,
        arena_printf(
            d->arena,
            "I am the customer desk at %s. Please let me see when you are online, so that I can bring you "
            "customers.",
            domain));
}

void presence_show(struct desk *d, const char *from_local, const char *to, const struct appearance *s)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "presence", NULL);
    xml_attr(x, "from", arena_printf(d->arena, "%s/%s", desk_address(d, from_local), DESK_RESOURCE));
    xml_attr(x, "to", to);
    xml_attr(x, "type", s->gone ? "unavailable" : NULL);
    if (s->show != NULL)
        xml_leaf(x, "show", NULL, s->show);
    if (s->status != NULL)
        xml_leaf(x, "status", NULL, s->status);
    if (!s->gone)
        xep_presence(d, x, from_local, to);
    xml_close(x);
    desk_send(d, xml_string(x));
}

/* What everybody may see: the house is there, a queue is open or not. */
static void show_place(struct desk *d, const char *from_local, const char *to)
{
    struct appearance s = {0};
    const struct conf_queue *q = conf_queue(d->conf, from_local);
    if (q != NULL) {
        struct front f = front_of(d, q, to);
        s = (struct appearance){.show = f.show, .status = f.status};
    }
    presence_show(d, from_local, to, &s);
}

void presence_send(struct desk *d, const char *from_local, const char *to, const char *type)
{
    if (type == NULL) {
        show_place(d, from_local, to);
        return;
    }
    if (strcmp(type, "unavailable") == 0) {
        presence_show(d, from_local, to, &(struct appearance){.gone = true});
        return;
    }
    struct xml *x = xml_new(d->arena);
    xml_open(x, "presence", NULL);
    xml_attr(x, "from", desk_address(d, from_local));
    xml_attr(x, "to", to);
    xml_attr(x, "type", type);
    if (strcmp(type, "subscribe") == 0)
        introduce(d, x, from_local, to);
    xml_close(x);
    desk_send(d, xml_string(x));
}

/* ---- incoming presence ---- */

struct arrival {
    xmpp_stanza_t *stanza;
    const struct jid *from, *to;
    enum place place;
    struct agent agent; /* id 0: not an agent */
};

/* Whether the sender may see the presence of the address. Only agents who may act at a face see the face. */
static bool may_see(struct desk *d, const struct arrival *a)
{
    if (a->place != PLACE_FACE)
        return a->place != PLACE_UNKNOWN;
    struct authority may;
    return authority_at_face(d, a->to->local, &a->agent, &may).id != 0;
}

static void show(struct desk *d, const struct arrival *a)
{
    if (a->place != PLACE_FACE) {
        presence_send(d, a->to->local, a->from->bare, NULL);
        return;
    }
    struct authority may;
    struct conversation t = authority_at_face(d, a->to->local, &a->agent, &may);
    contact_tell(d, &t, &a->agent);
}

static void answer_probe(struct desk *d, const struct arrival *a)
{
    if (may_see(d, a))
        show(d, a);
}

static void available(struct desk *d, const struct arrival *a)
{
    if (a->agent.id == 0 || a->place != PLACE_HOUSE)
        return;
    static const struct {
        const char *show, *is;
    } shows[] = {{"chat", "available"}, {"away", "away"}, {"xa", "away"}, {"dnd", "dnd"}};
    const char *show = st_child_text(d->arena, a->stanza, "show", NULL), *is = "available";
    for (size_t i = 0; show != NULL && i < sizeof shows / sizeof shows[0]; i++)
        if (strcmp(show, shows[i].show) == 0)
            is = shows[i].is;
    agent_presence(d, &a->agent, a->from->resource, is);
    roster_device(d, &a->agent);
    sealing_first_device(d, &a->agent, a->from->resource);
}

static void unavailable(struct desk *d, const struct arrival *a)
{
    if (a->agent.id != 0 && a->place == PLACE_HOUSE)
        agent_presence(d, &a->agent, a->from->resource, NULL);
    if (a->place != PLACE_QUEUE)
        return;
    struct conversation t = conversation_of_customer(d, a->from->bare, a->to->local);
    if (strcmp(a->from->full, t.customer_full) == 0) /* the visitor's page had shown the queue its presence */
        gone_for_good(d, &t);
}

/* Anybody may see whether a desk is open; only agents see faces. */
static void subscribe(struct desk *d, const struct arrival *a)
{
    if (!may_see(d, a)) {
        presence_send(d, a->to->local, a->from->bare, "unsubscribed");
        return;
    }
    presence_send(d, a->to->local, a->from->bare, "subscribed");
    show(d, a);
    if (a->agent.id != 0 && a->place == PLACE_HOUSE && !a->agent.subscribed)
        subscription_request(d, &a->agent);
}

static void subscribed(struct desk *d, const struct arrival *a)
{
    if (a->agent.id != 0 && a->place == PLACE_HOUSE)
        subscription_accepted(d, &a->agent, a->to->local);
}

/* Prosody also sends this in answer to a probe when we are not subscribed. */
static void unsubscribed(struct desk *d, const struct arrival *a)
{
    if (a->agent.id != 0 && a->place == PLACE_HOUSE)
        subscription_refused(d, &a->agent, a->to->local);
}

static void unsubscribe(struct desk *d, const struct arrival *a)
{
    presence_send(d, a->to->local, a->from->bare, "unsubscribed");
}

void presence_receive(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    static const struct {
        const char *type;
        void (*fn)(struct desk *, const struct arrival *);
    } rows[] = {
        {"", available},
        {"unavailable", unavailable},
        {"probe", answer_probe},
        {"subscribe", subscribe},
        {"subscribed", subscribed},
        {"unsubscribe", unsubscribe},
        {"unsubscribed", unsubscribed},
    };
    struct arrival a = {.stanza = stanza, .from = from, .to = to};
    const struct conf_queue *queue;
    a.place = desk_place(d, to, &queue);
    a.agent = agent_find(d, from->bare);
    const char *type = st_attr_or(stanza, "type", "");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(type, rows[i].type) == 0)
            rows[i].fn(d, &a);
    /* Errors, and types that RFC 6121 does not define, are not answered. */
}
