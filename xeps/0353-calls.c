/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0353-calls: voice and video calls. Nobody here can answer a call, and the caller's client keeps ringing
 * until it gets an answer. So a proposal is rejected at once, to the device that calls. Other messages about
 * calls need no answer. A Jingle session is an IQ, and gets the answer of every unknown IQ (XEP-0166
 * section 6.3). */
#include "xeps/call.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

static void reject(struct desk *d, const struct errand *e)
{
    const char *id = st_attr(e->child, "id");
    if (id != NULL)
        call_reject(d, e, st_ns(e->child), id, true);
}

static const struct xep_take takes[] = {
    {.name = "propose", .ns = "urn:xmpp:jingle-message:", .what = "call", .decline = reject},
    {.ns = "urn:xmpp:jingle-message:", .what = "call"},
    {0},
};

const struct xep xep_0353 = {
    .number = "0353",
    .name = "Jingle Message Initiation",
    .takes = takes,
};
