/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0249-invitations: somebody asks an address of ours into a room. Whoever declines says nothing, as the XEP
 * has it; but words that came with it are in no archive, so their sender is told. */
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
