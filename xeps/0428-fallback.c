/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0428-fallback: which part of the body is for readers that do not know another element of the message. The
 * desk cuts it off before it looks for words (said.h), and passes it on with the whole body.
 * "feature-fallback" is its name in the first drafts of XEP-0461. */
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
