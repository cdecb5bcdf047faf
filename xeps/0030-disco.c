/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0030-disco: the identities and features of our addresses. The house is a workgroup. A queue and a face
 * announce themselves as accounts, so that a client opens an ordinary chat. The house lists the queues;
 * customers are never listed. */
#include "xeps/disco.h"

#include <stdlib.h>
#include <string.h>

#include "desk/core.h"
#include "desk/wiring.h"
#include "xeps/xep.h"
#include "xml/stanza.h"

#define NS_INFO "http://jabber.org/protocol/disco#info"
#define NS_ITEMS "http://jabber.org/protocol/disco#items"

size_t disco_identities(unsigned at, bool device, const struct conf_queue *queue, const char *name,
                        struct disco_identity out[DISCO_IDENTITIES])
{
    if (at == AT_HOUSE) {
        /* Never category "gateway": Gajim would list it among the transports. */
        out[0] =
            (struct disco_identity){.category = "collaboration", .type = "workgroup", .name = "frontdesk"};
        out[1] = (struct disco_identity){.category = "component", .type = "generic", .name = "frontdesk"};
        return 2;
    }
    out[0] = (struct disco_identity){
        .category = device ? "client" : "account",
        .type = device ? "pc" : "registered",
        .name = at == AT_QUEUE ? queue->title : name,
    };
    return 1;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t collect(const struct desk *d, unsigned at, const char **vars)
{
    size_t n = 0;
    for (const struct xep *const *x = d->wiring->xeps; *x != NULL; x++)
        for (const struct xep_feature *f = (*x)->features; f != NULL && f->var != NULL; f++)
            if (f->at & at) {
                if (vars != NULL)
                    vars[n] = f->var;
                n++;
            }
    return n;
}

const char **disco_features(const struct desk *d, unsigned at, size_t *n)
{
    *n = collect(d, at, NULL);
    const char **vars = arena_alloc(d->arena, (*n + 1) * sizeof *vars);
    collect(d, at, vars);
    qsort(vars, *n, sizeof *vars, by_bytes);
    return vars;
}

/* Whether the node is "node" or "node#ver" of our caps. The ver of an older presence is accepted too: a
 * client checks an answer that does not fit a remembered hash again, but after an error some clients know no
 * features at all. */
static bool is_caps_node(const char *node)
{
    size_t len = strlen(CAPS_NODE);
    return strncmp(node, CAPS_NODE, len) == 0 && (node[len] == '\0' || node[len] == '#');
}

/* Lets the extensions answer for a node of theirs. */
static enum verdict ask_others(struct iq *q, const char *ns, const char *node)
{
    xml_open(q->reply, "query", ns);
    xml_attr(q->reply, "node", node);
    for (const struct xep *const *x = q->desk->wiring->xeps; *x != NULL; x++) {
        bool (*answer)(struct iq *, const char *) =
            strcmp(ns, NS_INFO) == 0 ? (*x)->node_info : (*x)->node_items;
        if (answer != NULL && answer(q, node)) {
            xml_close(q->reply);
            return VERDICT_RESULT;
        }
    }
    return VERDICT_ITEM_NOT_FOUND;
}

/* A query for caps gets what the hash was made of: the answer of the bare address, and for a face without
 * its name. So all faces have one hash, and an agent's client remembers one answer instead of one for each
 * customer. */
static enum verdict info(struct iq *q)
{
    const char *node = st_attr(q->child, "node");
    bool caps = node != NULL && node[0] != '\0';
    if (caps && !is_caps_node(node))
        return ask_others(q, NS_INFO, node);

    struct disco_identity ids[DISCO_IDENTITIES];
    bool device = !caps && q->to->resource[0] != '\0';
    size_t n_ids = disco_identities(q->at, device, q->queue, caps ? NULL : q->face_name, ids), n_vars;
    const char **vars = disco_features(q->desk, q->at, &n_vars);

    xml_open(q->reply, "query", NS_INFO);
    xml_attr(q->reply, "node", node);
    for (size_t i = 0; i < n_ids; i++) {
        xml_open(q->reply, "identity", NULL);
        xml_attr(q->reply, "category", ids[i].category);
        xml_attr(q->reply, "type", ids[i].type);
        xml_attr(q->reply, "name", ids[i].name);
        xml_close(q->reply);
    }
    for (size_t i = 0; i < n_vars; i++) {
        xml_open(q->reply, "feature", NULL);
        xml_attr(q->reply, "var", vars[i]);
        xml_close(q->reply);
    }
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static enum verdict items(struct iq *q)
{
    const char *node = st_attr(q->child, "node");
    if (node != NULL && node[0] != '\0')
        return ask_others(q, NS_ITEMS, node);

    const struct conf *conf = q->desk->conf;
    xml_open(q->reply, "query", NS_ITEMS);
    xml_attr(q->reply, "node", node);
    for (size_t i = 0; q->at == AT_HOUSE && i < conf->n_queues; i++) {
        xml_open(q->reply, "item", NULL);
        xml_attr(q->reply, "jid", desk_address(q->desk, conf->queues[i].name));
        xml_attr(q->reply, "name", conf->queues[i].title);
        xml_close(q->reply);
    }
    xml_close(q->reply);
    return VERDICT_RESULT;
}

static const struct xep_feature features[] = {
    {.var = NS_INFO, .at = AT_ALL},
    {.var = NS_ITEMS, .at = AT_ALL},
    {0},
};

static const struct xep_iq iqs[] = {
    {.type = "get", .name = "query", .ns = NS_INFO, .at = AT_ALL, .handle = info},
    {.type = "get", .name = "query", .ns = NS_ITEMS, .at = AT_ALL, .handle = items},
    {0},
};

const struct xep xep_0030 = {
    .number = "0030",
    .name = "Service Discovery",
    .features = features,
    .iqs = iqs,
};
