/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0373-openpgp: messages that are encrypted to keys which the desk does not have. */
#include "xeps/xep.h"

static const struct xep_payload payloads[] = {
    {.ns = "urn:xmpp:openpgp:0", .from_customer = TREAT_REFUSE, .from_agent = TREAT_REFUSE},
    {0},
};

const struct xep xep_0373 = {
    .number = "0373",
    .name = "OpenPGP for XMPP",
    .payloads = payloads,
};
