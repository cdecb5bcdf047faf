/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0482-call-invites: somebody calls, alone or with others: rejected, as in 0353-calls.c. */
#include "xeps/xep.h"
#include "xml/stanza.h"
#include "xmpp/live.h"

#define NS_CALLS "urn:xmpp:call-invites:0"

/* By the id of the message that invites (section 3.2). */
static void reject(struct desk *d, const struct errand *e)
{
    const char *id = st_attr(e->stanza, "id");
    if (id == NULL)
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "from", e->to->bare);
    xml_attr(x, "to", e->from->full);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "reject", NS_CALLS);
    xml_attr(x, "id", id);
    xml_close(x);
    xml_leaf(x, "store", "urn:xmpp:hints", NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}

static const struct xep_take takes[] = {
    {.name = "invite", .ns = NS_CALLS, .what = "call", .decline = reject},
    {.ns = NS_CALLS, .what = "call"},
    {0},
};

const struct xep xep_0482 = {
    .number = "0482",
    .name = "Call Invites",
    .takes = takes,
};
