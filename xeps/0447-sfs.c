/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0447-sfs: a file with its name, size and sources. The sources are URLs that the reader fetches directly. */
#include "xeps/attachment.h"
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *element)
{
    const xmpp_stanza_t *sources =
        st_is(element, "sources", NULL) ? element : st_child(element, "sources", NULL);
    attachment_note(&r->content.means.file, arena, st_attr(st_child(sources, "url-data", NULL), "target"),
                    st_child(element, "file", NULL));
}

static const struct xep_feature features[] = {
    {.var = "urn:xmpp:sfs:0", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "file-sharing",
     .ns = "urn:xmpp:sfs:0",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .beside = BESIDE_NOTHING,
     .note = note},
    {.name = "sources",
     .ns = "urn:xmpp:sfs:0",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .beside = BESIDE_NOTHING,
     .note = note},
    {0},
};

const struct xep xep_0447 = {
    .number = "0447",
    .name = "Stateless file sharing",
    .features = features,
    .payloads = payloads,
};
