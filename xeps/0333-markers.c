/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0333-markers: how far the other side has read. <received/> and <acknowledged/> come from earlier drafts;
 * some clients still send them. */
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_MARKERS "urn:xmpp:chat-markers:0"

static const struct xep_feature features[] = {
    {.var = NS_MARKERS, .at = AT_CHAT},
    {0},
};

/* A client that has displayed a message has received it. */
static void note_marker(struct reading *r, struct arena *arena, const xmpp_stanza_t *marker)
{
    (void)arena;
    r->content.receipt = true;
    r->content.means.mark = st_is(marker, "received", NS_MARKERS) ? MARK_TAKEN : MARK_READ;
}

static const struct xep_payload payloads[] = {
    {.name = "acknowledged",
     .ns = NS_MARKERS,
     .from_customer = TREAT_CARRY,
     .from_agent = TREAT_CARRY,
     .note = note_marker,
     .refers = REFERS_MARKS},
    {.name = "displayed",
     .ns = NS_MARKERS,
     .from_customer = TREAT_CARRY,
     .from_agent = TREAT_CARRY,
     .note = note_marker,
     .refers = REFERS_MARKS},
    {.name = "markable", .ns = NS_MARKERS, .from_customer = TREAT_ALONG, .from_agent = TREAT_ALONG},
    {.name = "received",
     .ns = NS_MARKERS,
     .from_customer = TREAT_CARRY,
     .from_agent = TREAT_CARRY,
     .note = note_marker,
     .refers = REFERS_MARKS},
    {0},
};

const struct xep xep_0333 = {
    .number = "0333",
    .name = "Displayed Markers",
    .features = features,
    .payloads = payloads,
};
