/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0359-ids: ids of messages. The sender's own id stays in the archive, because Converse retracts messages by
 * it. The other side gets the id of the message in its place: clients take the own id for all that they refer
 * to later, and older versions of Converse find a retracted message by nothing else. Ids of servers are
 * removed: they belong to an archive that the other side cannot read, and contain an address. */
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_SID "urn:xmpp:sid:0"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *origin)
{
    const char *id = st_attr(origin, "id");
    (void)arena;
    if (r->content.origin_id == NULL && id != NULL && id[0] != '\0')
        r->content.origin_id = id;
}

static const struct xep_feature features[] = {
    {.var = NS_SID, .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "origin-id",
     .ns = NS_SID,
     .from_customer = TREAT_OWN_ID,
     .from_agent = TREAT_OWN_ID,
     .note = note},
    {.name = "stanza-id", .ns = NS_SID, .from_customer = TREAT_STRIP, .from_agent = TREAT_STRIP},
    {0},
};

const struct xep xep_0359 = {
    .number = "0359",
    .name = "Unique and Stable Stanza IDs",
    .features = features,
    .payloads = payloads,
};
