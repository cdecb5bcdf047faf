/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0172-nick: the name that a sender wants to be called by. A customer's nickname becomes the name of the
 * face. It is not passed on: the desk writes the name on every message that it relays (the XMPP channel does
 * that). For an agent that is the configured name, for a customer the name of the face. */
#include "xeps/portrait.h"
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_NICK "http://jabber.org/protocol/nick"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *nick)
{
    const char *text = st_text(arena, nick);
    if (r->content.nick == NULL && text[0] != '\0')
        r->content.nick = text;
}

static void items(struct desk *d, struct xml *x, const struct portrait *s)
{
    (void)d;
    xml_open(x, "item", NULL);
    xml_attr(x, "id", "current");
    xml_leaf(x, "nick", NS_NICK, s->name);
    xml_close(x);
}

static const struct xep_feature features[] = {
    {.var = NS_NICK, .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "nick", .ns = NS_NICK, .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP, .note = note},
    {0},
};

static const struct xep_node nodes[] = {
    {.node = NS_NICK, .at = AT_CHAT, .items = items},
    {0},
};

const struct xep xep_0172 = {
    .number = "0172",
    .name = "User Nickname",
    .features = features,
    .payloads = payloads,
    .nodes = nodes,
};
