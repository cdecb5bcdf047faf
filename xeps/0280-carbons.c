/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0280-carbons: copies of messages for a user's other devices. Servers send them only to their own users, so
 * a carbon that arrives here is forged, and it is removed. Its body is inside the element and is never
 * relayed. <private/> is meant for the sender's server. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.ns = "urn:xmpp:carbons:2", .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0280 = {
    .number = "0280",
    .name = "Message Carbons",
    .payloads = payloads,
};
