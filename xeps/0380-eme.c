/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0380-eme: marks a message as encrypted, by any method. The desk can read none of them. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.name = "encryption", .ns = "urn:xmpp:eme:0", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {0},
};

const struct xep xep_0380 = {
    .number = "0380",
    .name = "Explicit Message Encryption",
    .payloads = payloads,
};
