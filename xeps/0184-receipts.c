/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0184-receipts: to a customer the desk is the receiver, so the desk itself acknowledges, once the message is
 * on disk; the receipt of the agent's client would be the second one and is left out. To an agent the
 * customer is the receiver: the request goes on, and the receipt of the customer's client comes back. */
#include "xep.h"

#define NS_RECEIPTS "urn:xmpp:receipts"

static const struct xep_feature features[] = {
    {.var = NS_RECEIPTS, .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "received", .ns = NS_RECEIPTS, .from_customer = TREAT_CARRY, .from_agent = TREAT_STRIP},
    {.name = "request", .ns = NS_RECEIPTS, .from_customer = TREAT_RECEIPT, .from_agent = TREAT_ALONG},
    {0},
};

const struct xep xep_0184 = {
    .number = "0184",
    .name = "Message Delivery Receipts",
    .features = features,
    .payloads = payloads,
};
