/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rosters: see rosters.h. */
#include "rosters.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/jid.h"
#include "conf/conf.h"
#include "world.h"
#include "xml/stanza.h"

struct contact_of {
    struct contact_of *next;
    const char *owner, *jid, *name, *subscription, *groups;
    bool gone;
};

struct client {
    struct client *next;
    const char *jid, *how;
};

struct rosters_at_server {
    const char *grants;
    struct contact_of *first;
    struct client *clients;
};

static struct rosters_at_server *rosters_of(struct world *w)
{
    if (w->rosters == NULL) {
        w->rosters = arena_alloc(w->own, sizeof *w->rosters);
        *w->rosters = (struct rosters_at_server){.grants = ""};
    }
    return w->rosters;
}

static struct contact_of *find(struct world *w, const char *owner, const char *jid)
{
    for (struct contact_of *c = rosters_of(w)->first; c != NULL; c = c->next)
        if (!c->gone && strcmp(c->owner, owner) == 0 && strcmp(c->jid, jid) == 0)
            return c;
    return NULL;
}

static struct contact_of *find_or_add(struct world *w, const char *owner, const char *jid)
{
    struct contact_of *c = find(w, owner, jid), **end = &rosters_of(w)->first;
    if (c != NULL)
        return c;
    while (*end != NULL)
        end = &(*end)->next;
    *end = c = arena_alloc(w->own, sizeof *c);
    *c = (struct contact_of){.owner = arena_strdup(w->own, owner),
                             .jid = arena_strdup(w->own, jid),
                             .subscription = "none"};
    return c;
}

static const char *groups_of(struct world *w, xmpp_stanza_t *item)
{
    const char *groups = "";
    for (xmpp_stanza_t *g = st_first(item); g != NULL; g = st_next(g))
        groups = arena_printf(w->own, "%s%s%s", groups, groups[0] != '\0' ? ", " : "", st_text(w->own, g));
    return groups;
}

/* False: it is not there. subscription: of a new one; NULL: as the item says, if it does. */
static bool set_item(struct world *w, const char *owner, xmpp_stanza_t *item, bool remove)
{
    const char *jid = st_attr_or(item, "jid", ""), *subscription = st_attr(item, "subscription");
    struct contact_of *c = remove ? find(w, owner, jid) : find_or_add(w, owner, jid);
    if (c == NULL)
        return false;
    c->gone = remove;
    c->name = arena_strdup(w->own, st_attr_or(item, "name", ""));
    c->groups = groups_of(w, item);
    if (subscription != NULL)
        c->subscription = arena_strdup(w->own, subscription);
    return true;
}

bool rosters_change(struct world *w, const char *bare_jid, const char *xml)
{
    xmpp_stanza_t *item = st_parse(w->ctx, xml);
    if (item == NULL)
        return false;
    set_item(w, bare_jid, item, strcmp(st_attr_or(item, "subscription", ""), "remove") == 0);
    xmpp_stanza_release(item);
    return true;
}

const char *rosters_text(struct world *w, const char *bare_jid)
{
    const char *text = "";
    for (struct contact_of *c = rosters_of(w)->first; c != NULL; c = c->next)
        if (!c->gone && strcmp(c->owner, bare_jid) == 0)
            text = arena_printf(w->own, "%s%s%s [%s] %s", text, text[0] != '\0' ? "; " : "", c->name,
                                c->groups, c->subscription);
    return text[0] != '\0' ? text : "-";
}

/* ---- answers ---- */

static const char *reply(struct world *w, const struct sent *s, const char *type, const char *inside)
{
    return arena_printf(w->own, "<iq type='%s' from='%s' to='%s' id='%s'>%s</iq>", type, s->to, s->from,
                        st_attr_or(s->stanza, "id", ""), inside);
}

static const char *refusal(struct world *w, const struct sent *s, const char *condition)
{
    return reply(
        w, s, "error",
        arena_printf(w->own, "<error type='cancel'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
                     condition));
}

static const char *list(struct world *w, const struct sent *s)
{
    const char *items = "";
    for (struct contact_of *c = rosters_of(w)->first; c != NULL; c = c->next) {
        if (c->gone || strcmp(c->owner, s->to) != 0)
            continue;
        const char *groups = "";
        char *rest = arena_strdup(w->own, c->groups);
        for (char *group; rest != NULL && rest[0] != '\0';) {
            char *comma = strstr(rest, ", ");
            group = rest;
            rest = comma != NULL ? comma + 2 : NULL;
            if (comma != NULL)
                *comma = '\0';
            groups = arena_printf(w->own, "%s<group>%s</group>", groups, group);
        }
        items = arena_printf(w->own, "%s<item jid='%s' name='%s' subscription='%s'>%s</item>", items, c->jid,
                             c->name, c->subscription, groups);
    }
    return reply(w, s, "result", arena_printf(w->own, "<query xmlns='jabber:iq:roster'>%s</query>", items));
}

static const char *server_answers(struct world *w, const struct sent *s, xmpp_stanza_t *query)
{
    const char *grants = rosters_of(w)->grants;
    if (strcmp(grants, "silent") == 0)
        return NULL;
    bool reads = strcmp(st_attr_or(s->stanza, "type", ""), "get") == 0;
    if (grants[0] == '\0' || strcmp(grants, "none") == 0 || (!reads && strcmp(grants, "get") == 0))
        return refusal(w, s, "forbidden");
    if (reads)
        return list(w, s);
    if (strcmp(grants, "refused") == 0)
        return refusal(w, s, "internal-server-error");
    xmpp_stanza_t *item = st_first(query);
    bool remove = strcmp(st_attr_or(item, "subscription", ""), "remove") == 0;
    return set_item(w, s->to, item, remove) ? reply(w, s, "result", "") : refusal(w, s, "item-not-found");
}

static const struct client *client_at(struct world *w, const char *jid)
{
    for (const struct client *c = rosters_of(w)->clients; c != NULL; c = c->next)
        if (strcmp(c->jid, jid) == 0)
            return c;
    return NULL;
}

/* Section 3 of XEP-0144: what is asked of all items is the same. */
static const char *client_does(struct world *w, const struct sent *s, xmpp_stanza_t *x,
                               const struct client *c)
{
    if (c == NULL || strcmp(c->how, "refuses") == 0)
        return refusal(w, s, "not-acceptable");
    if (strcmp(c->how, "silent") == 0)
        return NULL;
    const char *action = st_attr_or(st_first(x), "action", ""),
               *owner = arena_strndup(w->own, s->to, strcspn(s->to, "/"));
    for (xmpp_stanza_t *item = st_first(x); item != NULL; item = st_next(item)) {
        if (strcmp(action, st_attr_or(item, "action", "")) != 0)
            world_complain(w, "suggests two kinds of changes at once: %s", s->xml);
        if (strcmp(action, "add") == 0 || find(w, owner, st_attr_or(item, "jid", "")) != NULL)
            set_item(w, owner, item, strcmp(action, "delete") == 0);
    }
    return reply(w, s, "result", "");
}

static const char *client_says(struct world *w, const struct sent *s)
{
    return reply(w, s, "result",
                 arena_printf(w->own, "<query xmlns='http://jabber.org/protocol/disco#info'>%s</query>",
                              client_at(w, s->to) != NULL
                                  ? "<feature var='http://jabber.org/protocol/rosterx'/>"
                                  : "<feature var='http://jabber.org/protocol/chatstates'/>"));
}

static const char *answer(struct world *w, const struct sent *s)
{
    xmpp_stanza_t *child;
    if (!st_is(s->stanza, "iq", NULL))
        return NULL;
    if ((child = st_child(s->stanza, "query", "jabber:iq:roster")) != NULL)
        return server_answers(w, s, child);
    if ((child = st_child(s->stanza, "x", "http://jabber.org/protocol/rosterx")) != NULL)
        return client_does(w, s, child, client_at(w, s->to));
    if (st_child(s->stanza, "query", "http://jabber.org/protocol/disco#info") != NULL &&
        strchr(s->to, '/') != NULL && strcmp(st_attr_or(s->stanza, "type", ""), "get") == 0 &&
        strncmp(s->from, "support", 7) == 0)
        return client_says(w, s);
    return NULL;
}

/* ---- what a scene says ---- */

bool rosters_grant(struct world *w, const char *words)
{
    static const char *const known[] = {"both", "get", "none", "refused", "silent"};
    char word[12] = "", version[4] = "2";
    if (sscanf(words, "%11s %3s", word, version) < 1)
        return false;
    struct rosters_at_server *r = rosters_of(w);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(word, known[i]) == 0)
            r->grants = known[i];
    if (strcmp(r->grants, word) != 0)
        return false;
    bool says_both = strcmp(word, "get") != 0 && strcmp(word, "none") != 0;
    w->answer = answer;
    w->greeting = arena_printf(w->own,
                               "<message from='example.com' to='support.example.com'><privilege "
                               "xmlns='urn:xmpp:privilege:%s'><perm access='roster' type='%s'/><perm "
                               "access='message' type='outgoing'/></privilege></message>",
                               version, says_both ? "both" : word);
    return true;
}

void rosters_client(struct world *w, const char *full_jid, const char *how)
{
    struct rosters_at_server *r = rosters_of(w);
    struct client *c = arena_alloc(w->own, sizeof *c);
    *c = (struct client){.next = r->clients,
                         .jid = arena_strdup(w->own, full_jid),
                         .how = arena_strdup(w->own, how)};
    r->clients = c;
    w->answer = answer;
}
