/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0428-fallback: which part of the body is for readers that do not know another element of the message. */
#include "xep.h"

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:fallback:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "fallback",
     .ns = "urn:xmpp:fallback:0",
     .from_customer = TREAT_ALONG,
     .from_agent = TREAT_ALONG},
    {0},
};

const struct xep xep_0428 = {
    .number = "0428",
    .name = "Fallback Indication",
    .features = features,
    .payloads = payloads,
};
