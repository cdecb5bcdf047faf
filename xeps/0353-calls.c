/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0353-calls: somebody calls. Nobody here can pick up, and a client that hears nothing goes on ringing: a
 * proposal is rejected at once, to the device that calls. What else belongs to a call needs no answer; a
 * Jingle session itself is an IQ, and answered as every other that is not known (XEP-0166 section 6.3). */
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
