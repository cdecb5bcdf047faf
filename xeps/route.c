/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * route: see route.h.
 *
 * Rows are looked for one after the other: there are some fifty, nearly all of them differ from what is asked
 * for in the first letter of the name, and a message has few elements. Measured, that costs a fraction of a
 * microsecond for each; a sorted copy would be a second place to keep in step. */
#include "xeps/route.h"

#include <assert.h>
#include <string.h>

#include "desk/authority.h"
#include "desk/contact.h"
#include "desk/conversation.h"
#include "xeps/portrait.h"
#include "xml/stanza.h"
#include "xmpp/outbox.h"

#define NS_STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"

/* ---- errors ---- */

static const struct {
    const char *condition, *type; /* RFC 6120 section 8.3.3 */
} errors[VERDICT_COUNT] = {
    [VERDICT_BAD_REQUEST] = {.condition = "bad-request", .type = "modify"},
    [VERDICT_FORBIDDEN] = {.condition = "forbidden", .type = "auth"},
    [VERDICT_ITEM_NOT_FOUND] = {.condition = "item-not-found", .type = "cancel"},
    [VERDICT_NOT_ACCEPTABLE] = {.condition = "not-acceptable", .type = "modify"},
    [VERDICT_NOT_ALLOWED] = {.condition = "not-allowed", .type = "cancel"},
    [VERDICT_FEATURE_NOT_IMPLEMENTED] = {.condition = "feature-not-implemented", .type = "cancel"},
    [VERDICT_SERVICE_UNAVAILABLE] = {.condition = "service-unavailable", .type = "cancel"},
    [VERDICT_RESOURCE_CONSTRAINT] = {.condition = "resource-constraint", .type = "wait"},
    [VERDICT_POLICY_VIOLATION] = {.condition = "policy-violation", .type = "wait"},
};

/* q: whose detail goes along; NULL: no IQ. */
static void refuse(struct desk *d, const char *name, const char *from, const char *to, const char *id,
                   enum verdict v, const char *text, const char *lang, const struct iq *q)
{
    assert(v > VERDICT_RESULT && v < VERDICT_COUNT);
    struct xml *x = xml_new(d->arena);
    xml_open(x, name, NULL);
    xml_attr(x, "type", "error");
    xml_attr(x, "from", to);
    xml_attr(x, "to", from);
    xml_attr(x, "id", id);
    xml_open(x, "error", NULL);
    xml_attr(x, "type", errors[v].type);
    xml_leaf(x, errors[v].condition, NS_STANZAS, NULL);
    if (text != NULL && text[0] != '\0') {
        xml_open(x, "text", NS_STANZAS);
        xml_attr(x, "xml:lang", lang);
        xml_text(x, text);
        xml_close(x);
    }
    if (q != NULL && q->detail != NULL)
        xml_leaf(x, q->detail, q->detail_ns, NULL);
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

void xep_refuse(struct desk *d, const char *name, const char *from, const char *to, const char *id,
                enum verdict v, const char *text, const char *lang)
{
    refuse(d, name, from, to, id, v, text, lang, NULL);
}

/* ---- IQs ---- */

static bool only_child(struct iq *q)
{
    q->child = st_first(q->stanza);
    return q->child != NULL && st_next(q->child) == NULL;
}

/* Finds the place of the address. Returns false when there is nothing there that the sender may know of. */
static bool find_place(struct iq *q)
{
    switch (desk_place(q->desk, q->to, &q->queue)) {
    case PLACE_HOUSE:
        q->at = AT_HOUSE;
        return true;
    case PLACE_QUEUE:
        q->at = AT_QUEUE;
        return true;
    case PLACE_FACE: {
        struct authority may;
        struct conversation t = authority_at_face(q->desk, q->to->local, &q->agent, &may);
        q->at = AT_FACE;
        q->face_name = contact_name(q->desk, &t);
        return t.id != 0;
    }
    case PLACE_UNKNOWN:
        break;
    }
    return false;
}

static const struct xep_iq *find_iq(const struct iq *q, const char *type)
{
    const char *name = st_name(q->child), *ns = st_ns(q->child);
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        for (const struct xep_iq *i = (*x)->iqs; i != NULL && i->type != NULL; i++)
            if ((i->at & q->at) && strcmp(i->name, name) == 0 && strcmp(i->ns, ns) == 0 &&
                strcmp(i->type, type) == 0)
                return i;
    return NULL;
}

static enum verdict handle(struct iq *q, const char *type)
{
    bool asks = strcmp(type, "get") == 0 || strcmp(type, "set") == 0;
    if (!asks || !only_child(q) || st_attr(q->stanza, "id") == NULL)
        return VERDICT_BAD_REQUEST;
    q->agent = agent_find(q->desk, q->from->bare);
    if (!find_place(q))
        return VERDICT_ITEM_NOT_FOUND;
    const struct xep_iq *row = find_iq(q, type);
    return row != NULL ? row->handle(q) : VERDICT_SERVICE_UNAVAILABLE;
}

void xep_iq_receive(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from, const struct jid *to)
{
    const char *type = st_attr_or(stanza, "type", ""), *id = st_attr(stanza, "id");
    if (strcmp(type, "result") == 0 || strcmp(type, "error") == 0)
        return;
    struct iq q = {.desk = d, .stanza = stanza, .from = from, .to = to, .reply = xml_new(d->arena)};
    xml_open(q.reply, "iq", NULL);
    xml_attr(q.reply, "type", "result");
    xml_attr(q.reply, "from", to->full);
    xml_attr(q.reply, "to", from->full);
    xml_attr(q.reply, "id", id);
    enum verdict v = handle(&q, type);
    if (v != VERDICT_RESULT) {
        refuse(d, "iq", from->full, to->full, id, v, NULL, NULL, &q);
        return;
    }
    xml_close(q.reply);
    const char *xml = xml_string(q.reply);
    if (strlen(xml) <= OUTBOX_STANZA_MAX)
        desk_send(d, xml);
    else /* too large to send: the queues or the vCard of a very large configuration */
        refuse(d, "iq", from->full, to->full, id, VERDICT_RESOURCE_CONSTRAINT, NULL, NULL, &q);
}

/* ---- messages that are nobody's words ---- */

static bool names(const struct xep_take *row, const xmpp_stanza_t *child)
{
    size_t len = strlen(row->ns);
    bool any_version = row->ns[len - 1] == ':';
    const char *ns = st_ns(child);
    return (any_version ? strncmp(ns, row->ns, len) == 0 : strcmp(ns, row->ns) == 0) &&
           (row->name == NULL || strcmp(row->name, st_name(child)) == 0);
}

const struct xep_take *xep_take(xmpp_stanza_t *stanza, xmpp_stanza_t **child)
{
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        for (const struct xep_take *row = (*x)->takes; row != NULL && row->ns != NULL; row++)
            for (*child = st_first(stanza); *child != NULL; *child = st_next(*child))
                if (names(row, *child))
                    return row;
    return NULL;
}

/* ---- the rest of the rows ---- */

void xep_node_items(struct desk *d, struct xml *x, const char *node, const char *from_local,
                    const char *reader, const char *name)
{
    struct portrait s = portrait_of(d, from_local, reader);
    s.name = name;
    for (const struct xep *const *p = xep_table; *p != NULL; p++)
        for (const struct xep_node *n = (*p)->nodes; n != NULL && n->node != NULL; n++)
            if (strcmp(n->node, node) == 0 && n->items != NULL)
                n->items(d, x, &s);
}

void xep_presence(struct desk *d, struct xml *x, const char *from_local, const char *reader)
{
    for (const struct xep *const *p = xep_table; *p != NULL; p++)
        if ((*p)->presence != NULL)
            (*p)->presence(d, x, from_local, reader);
}

void xep_print(FILE *out)
{
    for (const struct xep *const *x = xep_table; *x != NULL; x++)
        fprintf(out, "%s\t%s\n", (*x)->number, (*x)->name);
}
