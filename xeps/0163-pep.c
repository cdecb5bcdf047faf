/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0163-pep: answers clients that ask the address of a new contact for its PEP nodes. The nodes that exist are
 * rows of other extensions (struct xep_node). Nobody can subscribe or publish. */
#include <string.h>

#include "desk/core.h"
#include "desk/wiring.h"
#include "xeps/portrait.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_PUBSUB "http://jabber.org/protocol/pubsub"

static bool names(const struct xep_node *row, const char *node)
{
    size_t len = strlen(row->node);
    return row->node[len - 1] == ':' ? strncmp(row->node, node, len) == 0 : strcmp(row->node, node) == 0;
}

static const struct xep_node *find(const struct desk *d, const char *node, unsigned at)
{
    for (const struct xep *const *x = d->wiring->xeps; *x != NULL; x++)
        for (const struct xep_node *n = (*x)->nodes; n != NULL && n->node != NULL; n++)
            if ((n->at & at) && names(n, node))
                return n;
    return NULL;
}

static enum verdict get(struct iq *q)
{
    xmpp_stanza_t *items = st_child(q->child, "items", NS_PUBSUB);
    if (items == NULL)
        return VERDICT_FEATURE_NOT_IMPLEMENTED;
    const char *name = st_attr(items, "node");
    if (name == NULL)
        return VERDICT_BAD_REQUEST;
    const struct xep_node *node = find(q->desk, name, q->at);
    if (node == NULL)
        return VERDICT_ITEM_NOT_FOUND;

    xml_open(q->reply, "pubsub", NS_PUBSUB);
    xml_open(q->reply, "items", NULL);
    xml_attr(q->reply, "node", name);
    enum verdict v = VERDICT_RESULT;
    struct portrait p = portrait_in(q);
    if (node->answer != NULL)
        v = node->answer(q, name + strlen(node->node));
    else if (node->items != NULL)
        node->items(q->desk, q->reply, &p);
    xml_close(q->reply);
    xml_close(q->reply);
    return v;
}

static const struct xep_iq iqs[] = {
    {.type = "get", .name = "pubsub", .ns = NS_PUBSUB, .at = AT_ALL, .handle = get},
    {0},
};

/* Event notifications of PEP nodes. Most servers send them as type headline, but not all. */
static const struct xep_take takes[] = {
    {.name = "event", .ns = "http://jabber.org/protocol/pubsub#event", .what = "news of a node"},
    {0},
};

const struct xep xep_0163 = {
    .number = "0163",
    .name = "Personal Eventing Protocol",
    .iqs = iqs,
    .takes = takes,
};
