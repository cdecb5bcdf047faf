/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0382-spoiler: the text is shown only when the reader asks for it. */
#include "xeps/xep.h"

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:spoiler:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "spoiler", .ns = "urn:xmpp:spoiler:0", .from_customer = TREAT_ALONG, .from_agent = TREAT_ALONG},
    {0},
};

const struct xep xep_0382 = {
    .number = "0382",
    .name = "Spoiler messages",
    .features = features,
    .payloads = payloads,
};
