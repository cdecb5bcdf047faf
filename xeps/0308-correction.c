/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0308-correction: a correction names the message by its id, which is the same on both legs. The archive
 * keeps the message and the correction. */
#include "xeps/reading.h"
#include "xeps/xep.h"

#define NS_CORRECT "urn:xmpp:message-correct:0"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *replace)
{
    (void)arena, (void)replace;
    r->content.correction = true;
}

static const struct xep_feature features[] = {
    {.var = NS_CORRECT, .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "replace",
     .ns = NS_CORRECT,
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .note = note,
     .refers = REFERS_CORRECTS},
    {0},
};

const struct xep xep_0308 = {
    .number = "0308",
    .name = "Last Message Correction",
    .features = features,
    .payloads = payloads,
};
