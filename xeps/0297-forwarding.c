/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0297-forwarding: a whole stanza inside a message. It is removed, because it contains addresses: of third
 * persons, of the customer or of the agent. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.name = "forwarded",
     .ns = "urn:xmpp:forward:0",
     .from_customer = TREAT_STRIP,
     .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0297 = {
    .number = "0297",
    .name = "Stanza Forwarding",
    .payloads = payloads,
};
