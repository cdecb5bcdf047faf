/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0482-call-invites: calls of two or more people. They are rejected, as in 0353-calls.c. */
#include "xeps/call.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_CALLS "urn:xmpp:call-invites:0"

/* Names the call by the id of the message that invites (section 3.2). */
static void reject(struct desk *d, const struct errand *e)
{
    const char *id = st_attr(e->stanza, "id");
    if (id != NULL)
        call_reject(d, e, NS_CALLS, id, false);
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
