/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0353-calls: somebody calls. Nobody here can pick up, and a client that hears nothing goes on ringing: a
 * proposal is rejected at once, to the device that calls. What else belongs to a call needs no answer; a
 * Jingle session itself is an IQ, and answered as every other that is not known (XEP-0166 section 6.3). */
#include "xeps/xep.h"
#include "xml/stanza.h"
#include "xmpp/live.h"

static void reject(struct desk *d, const struct errand *e)
{
    const char *id = st_attr(e->child, "id");
    if (id == NULL)
        return;
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "from", e->to->bare);
    xml_attr(x, "to", e->from->full);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "reject", st_ns(e->child));
    xml_attr(x, "id", id);
    xml_open(x, "reason", "urn:xmpp:jingle:1");
    xml_leaf(x, "decline", NULL, NULL);
    xml_close(x);
    xml_close(x);
    xml_leaf(x, "store", "urn:xmpp:hints", NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
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
