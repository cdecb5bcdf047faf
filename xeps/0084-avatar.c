/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0084-avatar: the picture of an address as PEP nodes, for clients such as Conversations that read no others.
 * The metadata is sent unasked (src/xmpp/contact.c). */
#include "xeps/portrait.h"
#include "xeps/xep.h"

#define NS_METADATA "urn:xmpp:avatar:metadata"
#define NS_DATA "urn:xmpp:avatar:data"

/* Without a picture, an empty element says that an earlier one is gone (section 3.4). */
static void metadata(struct desk *d, struct xml *x, const struct portrait *s)
{
    xml_open(x, "item", NULL);
    xml_attr(x, "id", s->picture != NULL ? s->picture->sha1 : "current");
    xml_open(x, "metadata", NS_METADATA);
    if (s->picture != NULL) {
        xml_open(x, "info", NULL);
        xml_attr(x, "id", s->picture->sha1);
        xml_attr(x, "type", s->picture->type);
        xml_attr(x, "bytes", arena_printf(d->arena, "%zu", s->picture->bytes));
        xml_close(x);
    }
    xml_close(x);
    xml_close(x);
}

static void data(struct desk *d, struct xml *x, const struct portrait *s)
{
    (void)d;
    if (s->picture == NULL)
        return;
    xml_open(x, "item", NULL);
    xml_attr(x, "id", s->picture->sha1);
    xml_leaf(x, "data", NS_DATA, s->picture->base64);
    xml_close(x);
}

static const struct xep_node nodes[] = {
    {.node = NS_METADATA, .at = AT_CHAT, .items = metadata},
    {.node = NS_DATA, .at = AT_CHAT, .items = data},
    {0},
};

const struct xep xep_0084 = {
    .number = "0084",
    .name = "User Avatar",
    .nodes = nodes,
};
