/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0385-sims: a file as a reference (XEP-0372) to the part of the body that is its link. The element is
 * removed, because other references contain people's addresses. A message without a body gets the link as its
 * body. */
#include "xeps/attachment.h"
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_SIMS "urn:xmpp:sims:1"

static const char *link_of(const xmpp_stanza_t *sharing)
{
    const char *link = NULL;
    for (const xmpp_stanza_t *s = st_first(st_child(sharing, "sources", NULL)); s != NULL && link == NULL;
         s = st_next(s))
        link = st_attr(s, "uri");
    return link;
}

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *reference)
{
    const xmpp_stanza_t *sharing = st_child(reference, "media-sharing", NS_SIMS);
    if (sharing == NULL)
        return;
    attachment_note(&r->content.means.file, arena, link_of(sharing), st_child(sharing, "file", NULL));
}

static const struct xep_payload payloads[] = {
    {.name = "reference",
     .ns = "urn:xmpp:reference:0",
     .from_customer = TREAT_STRIP,
     .from_agent = TREAT_STRIP,
     .note = note},
    {0},
};

const struct xep xep_0385 = {
    .number = "0385",
    .name = "Stateless Inline Media Sharing",
    .payloads = payloads,
};
