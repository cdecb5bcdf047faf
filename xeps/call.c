/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * call: see call.h. */
#include "xeps/call.h"

#include "desk/core.h"
#include "xeps/xep.h"
#include "xml/xml.h"
#include "xmpp/contact.h"
#include "xmpp/live.h"

void call_reject(struct desk *d, const struct errand *e, const char *ns, const char *id, bool jingle_reason)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "message", NULL);
    xml_attr(x, "type", "chat");
    xml_attr(x, "from",
             arena_printf(d->arena, "%s/%s", e->to->bare, DESK_RESOURCE)); /* as presence and chat states */
    xml_attr(x, "to", e->from->full);
    xml_attr(x, "id", live_id(d));
    xml_open(x, "reject", ns);
    xml_attr(x, "id", id);
    if (jingle_reason) {
        xml_open(x, "reason", "urn:xmpp:jingle:1");
        xml_leaf(x, "decline", NULL, NULL);
        xml_close(x);
    }
    xml_close(x);
    xml_leaf(x, "store", "urn:xmpp:hints", NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
}
