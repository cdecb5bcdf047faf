/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0066-oob: a file or an image as a URL. Clients show an image only if this URL equals the body, so both are
 * passed on unchanged. Sending files by IQ (jabber:iq:oob) is not supported, because clients no longer use
 * it. */
#include "xeps/reading.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

static void note(struct reading *r, struct arena *arena, const xmpp_stanza_t *element)
{
    const char *url = st_child_text(arena, element, "url", NULL);
    r->content.means.file.present = true;
    if (url != NULL && url[0] != '\0')
        r->content.means.file.url =
            url; /* before another extension's: it is the link that clients compare with the body */
}

static const struct xep_feature features[] = {
    {.var = "jabber:x:oob", .at = AT_CHAT},
    {0},
};

static const struct xep_payload payloads[] = {
    {.name = "x",
     .ns = "jabber:x:oob",
     .from_customer = TREAT_KEEP,
     .from_agent = TREAT_KEEP,
     .beside = BESIDE_NOTHING,
     .note = note},
    {0},
};

const struct xep xep_0066 = {
    .number = "0066",
    .name = "Out of Band Data",
    .features = features,
    .payloads = payloads,
};
