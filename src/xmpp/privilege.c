/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * privilege: see privilege.h. */
#include "xmpp/privilege.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "desk/agent.h"
#include "desk/core.h"
#include "desk/party.h"
#include "desk/say.h"
#include "desk/timer.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/roster.h"

#define NS_ROSTER "jabber:iq:roster"

enum {
    REFUSED_MS = 60 * 60 * 1000,
    GRANTS_MAX = 100, /* of domains without agents: a reload may bring one */
    GROUPS_MAX = 20,  /* of one contact; others are the agent's, and then the entry is left alone */
};

/* What the server of a domain grants on the present link. */
struct roster_grant {
    char *domain;
    bool changes; /* else it only lets us read */
    bool failed;  /* it refused a change */
};

/* ---- what is granted ---- */

static struct roster_grant *grant_of(const struct desk *d, const char *domain)
{
    struct rosters *r = d->rosters;
    for (size_t i = 0; i < r->n_grants; i++)
        if (strcmp(r->grant[i].domain, domain) == 0)
            return &r->grant[i];
    return NULL;
}

void privileges_forget(struct desk *d)
{
    struct rosters *r = d->rosters;
    for (size_t i = 0; i < r->n_grants; i++)
        free(r->grant[i].domain);
    free(r->grant);
    r->grant = NULL;
    r->n_grants = 0;
}

/* Whether we have agents there. */
static bool is_of_agents(const struct desk *d, const char *domain)
{
    for (size_t i = 0; i < d->conf->n_agents; i++)
        if (strcmp(party_domain(d->arena, d->conf->agents[i].jid), domain) == 0)
            return true;
    return false;
}

void privileges_note(struct desk *d)
{
    struct text text = text_new(d->arena);
    for (size_t i = 0; i < d->rosters->n_grants; i++) {
        const struct roster_grant *g = &d->rosters->grant[i];
        if (g->changes && !g->failed && is_of_agents(d, g->domain))
            text_add(&text, "%s%s", text.len > 0 ? ", " : "", g->domain);
    }
    store_run(d->store, SQL_fact_set, TEXT("rosters"), TEXT(text.s));
}

static struct roster_grant *add_grant(struct desk *d, const char *domain)
{
    struct rosters *r = d->rosters;
    struct roster_grant *g = grant_of(d, domain);
    if (g != NULL)
        return g;
    r->grant = xrealloc(r->grant, (r->n_grants + 1) * sizeof *r->grant);
    g = &r->grant[r->n_grants++];
    *g = (struct roster_grant){.domain = xstrdup(domain)};
    return g;
}

/* "both", "get", …; "none" where nothing is said of rosters. */
static const char *roster_access(xmpp_stanza_t *privilege)
{
    for (xmpp_stanza_t *p = st_first(privilege); p != NULL; p = st_next(p))
        if (strcmp(st_name(p), "perm") == 0 && strcmp(st_attr_or(p, "access", ""), "roster") == 0)
            return st_attr_or(p, "type", "none");
    return "none";
}

void privilege_told(struct desk *d, const struct jid *server, xmpp_stanza_t *privilege)
{
    bool agents = is_of_agents(d, server->domain);
    if (!agents && d->rosters->n_grants >= GRANTS_MAX)
        return; /* strangers' servers can say it too */
    const char *type = roster_access(privilege);
    struct roster_grant *g = add_grant(d, server->domain);
    bool changes = strcmp(type, "both") == 0;
    if (agents && changes && !g->changes)
        log_info("rosters: %s lets the desk change the contact lists of its accounts", g->domain);
    else if (agents && !changes && strcmp(type, "none") != 0)
        log_warn("rosters: %s lets the desk only %s contact lists: grant it roster \"both\" (XEP-0356)",
                 g->domain, strcmp(type, "set") == 0 ? "change" : "read");
    *g = (struct roster_grant){.domain = g->domain, .changes = changes};
    privileges_note(d);
    rosters_soon(d);
}

/* ---- requests ---- */

static struct xml *begin_request(struct desk *d, const struct agent *a, const struct roster_session *t,
                                 int64_t face)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", face == 0 ? "get" : "set");
    xml_attr(x, "from", d->conf->component.domain);
    xml_attr(x, "to", a->jid);
    xml_attr(x, "id",
             arena_printf(d->arena, "roster-%s-%" PRId64 "-%" PRId64 "-%" PRId64, d->rosters->tag, a->id,
                          t->number, face));
    xml_open(x, "query", NS_ROSTER);
    return x;
}

static void finish(struct desk *d, struct xml *x)
{
    xml_close(x);
    xml_close(x);
    desk_send(d, xml_string(x));
}

static void await(struct desk *d, struct roster_session *t)
{
    t->due_ms = d->now_ms + ROSTER_WAIT_MS;
    timer_set(d, TIMER_ROSTER, t->agent, t->due_ms);
}

bool privilege_work(struct desk *d, const struct agent *a, struct roster_session *t)
{
    const struct roster_grant *g = grant_of(d, party_domain(d->arena, a->jid));
    if (g == NULL || !g->changes || d->now_ms < t->refused_ms)
        return false;
    t->phase = TALK_READS;
    t->number++;
    finish(d, begin_request(d, a, t, 0));
    await(d, t);
    return true;
}

/* ---- one entry ---- */

/* An entry as the server has it. */
struct roster_found {
    xmpp_stanza_t *item; /* NULL: there is none */
    const char *name;
    const char *group;              /* that we put it into; "": it is the agent's own entry */
    const char *others[GROUPS_MAX]; /* groups that are the agent's */
    size_t n;
    bool renamed; /* by the agent */
};

static bool is_put(const struct entry *e, const char *group)
{
    return group[0] != '\0' && (strcmp(group, e->put_group) == 0 || strcmp(group, e->sent_group) == 0);
}

static struct roster_found look_at(struct desk *d, const struct entry *e, xmpp_stanza_t *item)
{
    struct roster_found f = {.item = item, .name = st_attr_or(item, "name", ""), .group = ""};
    f.renamed = strcmp(f.name, e->put_name) != 0 && strcmp(f.name, e->sent_name) != 0;
    for (xmpp_stanza_t *g = st_first(item); g != NULL; g = st_next(g)) {
        const char *group = st_text(d->arena, g);
        if (is_put(e, group))
            f.group = group;
        else if (f.n < GROUPS_MAX)
            f.others[f.n++] = group;
    }
    if (f.n == GROUPS_MAX) /* there may be more, which a change would drop */
        f.group = "";
    return f;
}

static xmpp_stanza_t *find_item(xmpp_stanza_t *query, const char *jid)
{
    for (xmpp_stanza_t *i = st_first(query); i != NULL; i = st_next(i))
        if (strcmp(st_attr_or(i, "jid", ""), jid) == 0)
            return i;
    return NULL;
}

/* Of an entry that is there, the subscription is not named, and stays as it is on both servers. A new one
 * gets "both": Converse hides contacts without one, and Gajim tells only subscribers that it is typing.
 * ejabberd makes "none" of that. In no case is anybody asked for a subscription. */
static void change(struct desk *d, const struct agent *a, struct roster_session *t, const struct entry *e,
                   const struct roster_found *f)
{
    bool remove = e->group[0] == '\0' && f->n == 0 && !f->renamed;
    struct xml *x = begin_request(d, a, t, e->face);
    xml_open(x, "item", NULL);
    xml_attr(x, "jid", desk_address(d, e->localpart));
    xml_attr(x, "subscription", remove ? "remove" : f->item == NULL ? "both" : NULL);
    if (!remove)
        xml_attr(x, "name", f->renamed ? f->name : e->name);
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->others[i], e->group) != 0)
            xml_leaf(x, "group", NULL, f->others[i]);
    if (e->group[0] != '\0')
        xml_leaf(x, "group", NULL, e->group);
    xml_close(x);
    finish(d, x);
    roster_sent(d, t, e, e->group, e->group[0] != '\0' ? e->name : "");
}

/* Compares an entry with what shall be there. */
static void settle(struct desk *d, const struct agent *a, struct roster_session *t, const struct entry *e,
                   xmpp_stanza_t *item)
{
    struct roster_found f = look_at(d, e, item);
    if (item == NULL)
        f.renamed = false;
    roster_found(d, e, f.group, f.group[0] == '\0' ? "" : f.renamed ? e->put_name : f.name);
    bool wanted = e->group[0] != '\0', is_there = f.group[0] != '\0';
    bool same = strcmp(f.group, e->group) == 0 && (f.renamed || strcmp(f.name, e->name) == 0);
    if (item == NULL ? wanted : is_there && !same)
        change(d, a, t, e, &f);
}

/* ---- answers ---- */

static void refused(struct desk *d, const struct agent *a, struct roster_session *t, const char *why)
{
    struct roster_grant *g = grant_of(d, party_domain(d->arena, a->jid));
    if (g != NULL && !g->failed) {
        g->failed = true;
        privileges_note(d);
        log_warn("rosters: %s did not change the contact list of %s (%s); ejabberd before 23.10 refuses it: "
                 "trying again in an hour",
                 g->domain, a->jid, why);
    }
    t->refused_ms = d->now_ms + REFUSED_MS;
    roster_stop(d, t);
}

void privilege_late(struct desk *d, const struct agent *a, struct roster_session *t)
{
    refused(d, a, t, "no answer");
}

static void next(struct desk *d, struct roster_session *t)
{
    t->phase = TALK_IDLE;
    roster_soon(d, t->agent);
}

static void read_roster(struct desk *d, const struct agent *a, struct roster_session *t, xmpp_stanza_t *query)
{
    size_t n;
    const struct entry *all = roster_todo(d, a->id, &n);
    t->phase = TALK_WRITES;
    t->n = 0;
    for (size_t i = 0; i < n; i++)
        settle(d, a, t, &all[i], find_item(query, desk_address(d, all[i].localpart)));
    if (t->n == 0)
        next(d, t);
    else
        await(d, t);
}

static void changed(struct desk *d, struct roster_session *t, int64_t face)
{
    if (roster_done(d, t, face) && t->n == 0)
        next(d, t);
}

/* The condition of an error, "" for a result. */
static const char *error_name(xmpp_stanza_t *iq)
{
    if (strcmp(st_attr_or(iq, "type", ""), "result") == 0)
        return "";
    xmpp_stanza_t *condition = st_first(st_child(iq, "error", NULL));
    return condition != NULL ? st_name(condition) : "an error";
}

/* Finds the request of an answer. Only the agent's server writes from the bare address. */
static struct roster_session *session_of(struct desk *d, const char *id, const struct jid *from,
                                         struct agent *a, int64_t *face)
{
    char tag[sizeof d->rosters->tag];
    int64_t agent, number;
    if (sscanf(id, "roster-%8[a-z0-9]-%" SCNd64 "-%" SCNd64 "-%" SCNd64, tag, &agent, &number, face) != 4 ||
        strcmp(tag, d->rosters->tag) != 0)
        return NULL;
    *a = agent_by_id(d, agent);
    if (a->id == 0 || strcmp(from->full, a->jid) != 0)
        return NULL;
    struct roster_session *t = roster_session(d, agent);
    return t->number == number && t->phase == (*face == 0 ? TALK_READS : TALK_WRITES) ? t : NULL;
}

void privilege_answer(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from)
{
    struct agent a;
    int64_t face;
    struct roster_session *t = session_of(d, st_attr_or(stanza, "id", ""), from, &a, &face);
    if (t == NULL)
        return;
    const char *condition = error_name(stanza);
    xmpp_stanza_t *query = st_child(stanza, "query", NS_ROSTER);
    bool gone =
        face != 0 && strcmp(condition, "item-not-found") == 0; /* Prosody, where nothing is to remove */
    if (condition[0] != '\0' && !gone)
        refused(d, &a, t, utf8_printable(d->arena, condition, 40));
    else if (face != 0)
        changed(d, t, face);
    else if (query != NULL)
        read_roster(d, &a, t, query);
    else
        refused(d, &a, t, "no list");
}
