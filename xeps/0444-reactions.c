/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0444-reactions: they name the message by its id, which is the same on both legs. */
#include "xeps/route.h"
#include "xeps/xep.h"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *element)
{
    (void)arena, (void)element;
    r->content.shows = true;
}

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:reactions:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "reactions",
     .ns = "urn:xmpp:reactions:0",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .note = note,
     .refers = REFERS_REACTS},
    {0},
};

const struct xep xep_0444 = {
    .number = "0444",
    .name = "Message Reactions",
    .features = features,
    .payloads = payloads,
};
