/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0461-replies: which message is answered. Its id is the same on both legs; its author's address is not, so
 * reading.c rewrites it. */
#include "xeps/xep.h"

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:reply:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "reply",
     .ns = "urn:xmpp:reply:0",
     .from_customer = TREAT_REPLY,
     .from_agent = TREAT_REPLY,
     .refers = REFERS_REPLIES},
    {0},
};

const struct xep xep_0461 = {
    .number = "0461",
    .name = "Message Replies",
    .features = features,
    .payloads = payloads,
};
