/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0380-eme: the message says that it is encrypted, by whatever method: ours are none. */
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
