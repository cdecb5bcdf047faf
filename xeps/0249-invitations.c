/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0249-invitations: somebody invites an address of the desk into a room. XEP-0249 has no answer that
 * declines. But if the invitation came with a body, the sender gets an error, because the body is not
 * archived. An agent gets it in any case. */
#include "xeps/route.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

static void decline(struct desk *d, const struct errand *e)
{
    if (!e->from_agent && st_child(e->stanza, "body", NULL) == NULL)
        return;
    xep_refuse(d, "message", e->from->full, e->to->full, st_attr(e->stanza, "id"), VERDICT_NOT_ACCEPTABLE,
               e->from_agent ? "Not sent: the desk does not pass on invitations to rooms." : NULL, "en");
}

static const struct xep_take takes[] = {
    {.name = "x", .ns = "jabber:x:conference", .what = "invitation to a room", .decline = decline},
    {0},
};

const struct xep xep_0249 = {
    .number = "0249",
    .name = "Direct MUC Invitations",
    .takes = takes,
};
