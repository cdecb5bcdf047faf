/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0428-fallback: marks the part of the body that is for clients which do not know another element of the
 * message. The desk ignores that part when it looks for the author's words (said.h), but passes on the whole
 * body. The first drafts of XEP-0461 called it "feature-fallback". */
#include "xeps/reading.h"
#include "xeps/xep.h"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *fallback)
{
    (void)arena;
    said_mark(&r->marks, fallback);
}

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:fallback:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "fallback",
     .ns = "urn:xmpp:fallback:0",
     .from_customer = TREAT_ALONG,
     .from_agent = TREAT_ALONG,
     .note = note},
    {.name = "fallback",
     .ns = "urn:xmpp:feature-fallback:0",
     .from_customer = TREAT_ALONG,
     .from_agent = TREAT_ALONG,
     .note = note},
    {0},
};

const struct xep xep_0428 = {
    .number = "0428",
    .name = "Fallback Indication",
    .features = features,
    .payloads = payloads,
};
