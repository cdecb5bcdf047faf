/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0045-muc: chat rooms. The desk does not join rooms, and a room is not a customer. A mediated invitation is
 * declined (section 7.8.2), whatever body it has. All other messages of a room, and private messages through
 * a room (section 7.5), are dropped. */
#include "xeps/xep.h"
#include "xml/stanza.h"
#include "xmpp/live.h"

#define NS_USER "http://jabber.org/protocol/muc#user"

/* Sends the refusal to the room. The room knows who has invited, perhaps only by an occupant's address. */
static void decline(struct desk *d, const struct errand *e)
{
    struct jid inviter;
    xmpp_stanza_t *invite = st_child(e->child, "invite", NS_USER);
    if (invite == NULL || !jid_parse(d->arena, st_attr(invite, "from"), &inviter))
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "from", e->to->bare);
    xml_attr(x, "to", e->from->bare);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "x", NS_USER);
    xml_open(x, "decline", NULL);
    xml_attr(x, "to", inviter.full);
    xml_close(x);
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

static const struct xep_take takes[] = {
    {.name = "x", .ns = NS_USER, .what = "message of a room", .decline = decline},
    {0},
};

const struct xep xep_0045 = {
    .number = "0045",
    .name = "Multi-User Chat",
    .takes = takes,
};
