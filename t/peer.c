/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * peer: see peer.h. */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "omemo/omemo.h"
#include "store/store.h"
#include "world.h"
#include "xml/stanza.h"
#include "xml/xml.h"

#define NS_PUBSUB "http://jabber.org/protocol/pubsub"
#define NS_INFO "http://jabber.org/protocol/disco#info"
#define LIST NS_OMEMO ".devicelist"
#define BUNDLES NS_OMEMO ".bundles:"

struct peer {
    struct peer *next;
    const char *full, *bare;
    struct store *store;
    struct omemo *keys;
    int asked; /* IQs */
};

static const char *bare_of(struct world *w, const char *full)
{
    return arena_strndup(w->own, full, strcspn(full, "/"));
}

static struct peer *find(const struct world *w, const char *full)
{
    struct peer *p = w->peers;
    while (p != NULL && strcmp(p->full, full) != 0)
        p = p->next;
    return p;
}

static struct peer *peer_of(struct world *w, const char *full)
{
    struct peer *p = find(w, full);
    if (p != NULL)
        return p;
    const char *why = "";
    p = xcalloc(1, sizeof *p);
    p->full = arena_strdup(w->own, full);
    p->bare = bare_of(w, full);
    p->store = store_open(":memory:", STORE_DAEMON, w->own, &why);
    if (p->store == NULL)
        fatal("%s", why);
    p->keys = omemo_new(p->store, w->own);
    omemo_draw_from(p->keys, world_draw, w);
    p->next = w->peers;
    w->peers = p;
    return p;
}

void peer_begin(struct world *w, const char *full_jid)
{
    peer_of(w, full_jid);
}

void peer_forget(struct world *w, const char *full_jid)
{
    struct peer **at = &w->peers;
    while (*at != NULL && strcmp((*at)->full, full_jid) != 0)
        at = &(*at)->next;
    struct peer *gone = *at;
    if (gone == NULL)
        return;
    *at = gone->next;
    omemo_free(gone->keys);
    store_close(gone->store);
    free(gone);
}

void peers_free(struct world *w)
{
    while (w->peers != NULL)
        peer_forget(w, w->peers->full);
}

static struct omemo_pair pair_of(const struct world *w, const char *desk_address)
{
    return (struct omemo_pair){.own = "", .peer = desk_address, .now_ms = w->now_ms};
}

/* ---- asking the desk ---- */

/* Returns what the desk has in that node; NULL: an error, or nothing. */
static const xmpp_stanza_t *fetch(struct world *w, struct peer *p, const char *desk_address, const char *node)
{
    const char *id = arena_printf(w->own, "%s %d", p->full, p->asked++);
    world_receive(w, arena_printf(w->own,
                                  "<iq type='get' id='%s' from='%s' to='%s'><pubsub xmlns='" NS_PUBSUB
                                  "'><items node='" NS_OMEMO ".%s'/></pubsub></iq>",
                                  id, p->full, desk_address, node));
    for (struct sent *s = w->first; s != NULL; s = s->next) {
        if (strcmp(st_attr_or(s->stanza, "id", ""), id) != 0)
            continue;
        s->seen = true;
        const xmpp_stanza_t *items = st_child(st_child(s->stanza, "pubsub", NS_PUBSUB), "items", NS_PUBSUB);
        return st_first(st_child(items, "item", NS_PUBSUB));
    }
    return NULL;
}

static bool meet(struct world *w, struct peer *p, const struct omemo_pair *pair)
{
    const xmpp_stanza_t *device = st_child(fetch(w, p, pair->peer, "devicelist"), "device", NS_OMEMO);
    if (device == NULL)
        return false;
    const char *id = st_attr_or(device, "id", "");
    const xmpp_stanza_t *bundle = fetch(w, p, pair->peer, arena_printf(w->own, "bundles:%s", id));
    return bundle != NULL && omemo_take_bundle(p->keys, pair, (uint32_t)strtoul(id, NULL, 10), bundle);
}

const char *peer_seal(struct world *w, const char *full_jid, const char *desk_address, const char *text)
{
    struct peer *p = peer_of(w, full_jid);
    struct omemo_pair pair = pair_of(w, desk_address);
    if (!omemo_knows(p->keys, &pair) && !meet(w, p, &pair))
        return NULL;
    return omemo_seal(p->keys, &pair, text);
}

/* ---- what the desk sends ---- */

static const char *with_body(void *text, xmpp_stanza_t *element, const char *name, const char *value)
{
    return name == NULL && strcmp(st_name(element), "body") == 0 ? text : value;
}

static void put_body(struct world *w, struct sent *s, const char *text)
{
    struct xml *x = xml_new(w->own);
    xml_change(x, with_body, (void *)(uintptr_t)text);
    xml_tree(x, s->stanza);
    xmpp_stanza_t *opened = st_parse(w->ctx, xml_string(x));
    xmpp_stanza_release(s->stanza);
    s->stanza = opened;
    s->to = st_attr_or(opened, "to", "");
    s->from = st_attr_or(opened, "from", "");
    s->body = text;
}

/* What was sent again is shown as it was the first time. */
static const char *body_before(const struct world *w, const struct sent *s)
{
    for (const struct sent *old = w->first; old != NULL; old = old->next)
        if (old != s && old->sealed && strcmp(old->xml, s->xml) == 0)
            return old->body;
    return NULL;
}

void peer_open(struct world *w, struct sent *s)
{
    const xmpp_stanza_t *encrypted = st_child(s->stanza, "encrypted", NS_OMEMO);
    if (encrypted == NULL)
        return;
    s->sealed = true;
    const char *from = bare_of(w, s->from), *text = NULL;
    struct omemo_pair pair = pair_of(w, from);
    for (struct peer *p = w->peers; p != NULL; p = p->next) {
        if (!world_is_at(s->to, p->bare))
            continue;
        struct omemo_reading r = omemo_read(p->keys, &pair, encrypted);
        if (r.outcome == OMEMO_TEXT)
            text = r.text;
        if (r.outcome == OMEMO_AGAIN)
            text = body_before(w, s);
        if (r.outcome == OMEMO_BROKEN)
            world_complain(w, "%s cannot decrypt: %s", p->full, s->xml);
    }
    if (text != NULL && s->body != NULL)
        put_body(w, s, text);
}

/* Begins an answer. */
static struct xml *answer(struct world *w, const struct sent *s)
{
    struct xml *x = xml_new(w->own);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", "result");
    xml_attr(x, "id", st_attr_or(s->stanza, "id", ""));
    xml_attr(x, "from", s->to);
    xml_attr(x, "to", s->from);
    return x;
}

static void begin_items(struct xml *x, const char *node)
{
    xml_open(x, "pubsub", NS_PUBSUB);
    xml_open(x, "items", NULL);
    xml_attr(x, "node", node);
}

static const char *refusal(struct world *w, const struct sent *s)
{
    return arena_printf(w->own,
                        "<iq type='error' id='%s' from='%s' to='%s'><error type='cancel'><item-not-found "
                        "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
                        st_attr_or(s->stanza, "id", ""), s->to, s->from);
}

static const char *keys(struct world *w, const struct sent *s, const char *node)
{
    uint32_t device = omemo_number(node + sizeof BUNDLES - 1);
    for (struct peer *p = w->peers; p != NULL; p = p->next) {
        if (strcmp(p->bare, s->to) != 0 || omemo_device(p->keys, w->now_ms) != device)
            continue;
        struct xml *x = answer(w, s);
        begin_items(x, node);
        omemo_write_bundle(p->keys, x, "", w->now_ms);
        xml_close(x);
        xml_close(x);
        xml_close(x);
        return xml_string(x);
    }
    return refusal(w, s);
}

static const char *list(struct world *w, const struct sent *s)
{
    struct xml *x = answer(w, s);
    begin_items(x, LIST);
    xml_open(x, "item", NULL);
    xml_open(x, "list", NS_OMEMO);
    for (struct peer *p = w->peers; p != NULL; p = p->next) {
        if (strcmp(p->bare, s->to) != 0)
            continue;
        xml_open(x, "device", NULL);
        xml_attr_int(x, "id", omemo_device(p->keys, w->now_ms));
        xml_close(x);
    }
    xml_close(x);
    xml_close(x);
    xml_close(x);
    xml_close(x);
    xml_close(x);
    return xml_string(x);
}

static const char *features(struct world *w, const struct sent *s)
{
    if (find(w, s->to) == NULL)
        return NULL;
    struct xml *x = answer(w, s);
    xml_open(x, "query", NS_INFO);
    xml_open(x, "feature", NULL);
    xml_attr(x, "var", LIST "+notify");
    xml_close(x);
    xml_close(x);
    xml_close(x);
    return xml_string(x);
}

const char *peer_answer(struct world *w, const struct sent *s)
{
    const xmpp_stanza_t *items = st_child(st_child(s->stanza, "pubsub", NS_PUBSUB), "items", NS_PUBSUB);
    const char *node = st_attr_or(items, "node", "");
    if (w->peers == NULL || strcmp(st_attr_or(s->stanza, "type", ""), "get") != 0)
        return NULL;
    if (st_child(s->stanza, "query", NS_INFO) != NULL)
        return features(w, s);
    if (strcmp(node, LIST) == 0)
        return list(w, s);
    return strncmp(node, BUNDLES, sizeof BUNDLES - 1) == 0 ? keys(w, s, node) : NULL;
}
