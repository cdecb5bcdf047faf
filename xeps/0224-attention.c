/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0224-attention: asks for attention, usually without a body. */
#include "xeps/xep.h"

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:attention:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "attention",
     .ns = "urn:xmpp:attention:0",
     .from_customer = TREAT_CARRY,
     .from_agent = TREAT_CARRY},
    {0},
};

const struct xep xep_0224 = {
    .number = "0224",
    .name = "Attention",
    .features = features,
    .payloads = payloads,
};
