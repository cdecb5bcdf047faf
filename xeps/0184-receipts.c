/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0184-receipts: delivery receipts. For a customer the desk is the receiver, so the desk sends the receipt,
 * once the message is on disk. The desk also asks the agent's client for a receipt, but does not pass that
 * one on: the customer would get two. For an agent the customer is the receiver: the request is passed on,
 * and so is the receipt of the customer's client. Receipts of both sides tell the desk that messages arrive
 * (confirm.h). */
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_RECEIPTS "urn:xmpp:receipts"

static const struct xep_feature features[] = {
    {.var = NS_RECEIPTS, .at = AT_CHAT},
    {0},
};

static void note_received(struct reading *r, struct arena *arena, const xmpp_stanza_t *received)
{
    (void)arena;
    r->content.receipt = true;
    r->content.means.mark = MARK_TAKEN;
    r->content.means.marked = st_attr(received, "id");
}

static void note_request(struct reading *r, struct arena *arena, const xmpp_stanza_t *request)
{
    (void)arena, (void)request;
    r->content.receipt_wanted = true;
}

static const struct xep_payload payloads[] = {
    {.name = "received",
     .ns = NS_RECEIPTS,
     .from_customer = TREAT_CARRY,
     .from_agent = TREAT_STRIP,
     .note = note_received,
     .refers = REFERS_MARKS},
    {.name = "request",
     .ns = NS_RECEIPTS,
     .from_customer = TREAT_RECEIPT,
     .from_agent = TREAT_ALONG,
     .note = note_request},
    {0},
};

const struct xep xep_0184 = {
    .number = "0184",
    .name = "Message Delivery Receipts",
    .features = features,
    .payloads = payloads,
};
