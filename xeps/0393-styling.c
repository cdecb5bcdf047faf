/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0393-styling: <unstyled/> says that asterisks and the like in the body are not formatting. */
#include "xeps/xep.h"

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:styling:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "unstyled", .ns = "urn:xmpp:styling:0", .from_customer = TREAT_ALONG, .from_agent = TREAT_ALONG},
    {0},
};

const struct xep xep_0393 = {
    .number = "0393",
    .name = "Message Styling",
    .features = features,
    .payloads = payloads,
};
