/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0280-carbons: copies for somebody's other devices, made by servers for their own users only. One that
 * arrives here is forged; <private/> is a word for the sender's server. The copy is inside an element, so it
 * has no body that could be relayed. */
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
