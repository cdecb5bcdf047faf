/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * exchange: see exchange.h. */
#include "xmpp/exchange.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "desk/agent.h"
#include "desk/core.h"
#include "desk/timer.h"
#include "xml/stanza.h"
#include "xml/xml.h"
#include "xmpp/roster.h"

#define NS_INFO "http://jabber.org/protocol/disco#info"
#define NS_EXCHANGE "http://jabber.org/protocol/rosterx"

/* The server says at once what it grants. Until then nobody is asked. */
enum { GRANT_COMES_MS = 5 * 1000 };

/* ---- suggestions ---- */

/* The group in which it stands, or may stand: a client may have done what it did not answer. */
static const char *there(const struct entry *e)
{
    return e->put_group[0] != '\0' ? e->put_group : e->sent_group;
}

/* What a client is asked to do with an entry; NULL: nothing. */
static const char *action_of(const struct entry *e)
{
    if (e->group[0] == '\0')
        return there(e)[0] != '\0' ? "delete" : NULL;
    if (e->put_group[0] == '\0')
        return "add";
    return strcmp(e->group, e->put_group) != 0 || strcmp(e->name, e->put_name) != 0 ? "modify" : NULL;
}

static void write_item(struct desk *d, struct xml *x, const struct entry *e, const char *action)
{
    xml_open(x, "item", NULL);
    xml_attr(x, "action", action);
    xml_attr(x, "jid", desk_address(d, e->localpart));
    xml_attr(x, "name", e->name);
    xml_leaf(x, "group", NULL, e->group[0] != '\0' ? e->group : there(e));
    xml_close(x);
}

/* Section 6: never two kinds of action in one stanza. Returns the first; the others follow after the answer. */
static const char *first_action(struct desk *d, const struct entry *all, size_t n)
{
    const char *first = NULL;
    for (size_t i = 0; i < n; i++) {
        const char *action = action_of(&all[i]);
        if (action == NULL)
            roster_found(d, &all[i], all[i].put_group, all[i].put_name);
        else if (first == NULL)
            first = action;
    }
    return first;
}

static struct xml *begin_iq(struct desk *d, const char *type, const char *to, const char *id)
{
    struct xml *x = xml_new(d->arena);
    xml_open(x, "iq", NULL);
    xml_attr(x, "type", type);
    xml_attr(x, "from", d->conf->component.domain);
    xml_attr(x, "to", to);
    xml_attr(x, "id", id);
    return x;
}

static void write_items(struct desk *d, struct roster_session *t, struct xml *x, const struct entry *all,
                        size_t n, const char *action)
{
    xml_open(x, "x", NS_EXCHANGE);
    for (size_t i = 0; i < n; i++) {
        const char *own = action_of(&all[i]);
        if (own == NULL || strcmp(own, action) != 0)
            continue;
        write_item(d, x, &all[i], action);
        roster_sent(d, t, &all[i], all[i].group, all[i].group[0] != '\0' ? all[i].name : "");
    }
    xml_close(x);
}

static void suggest(struct desk *d, const struct agent *a, struct roster_session *t, const char *resource)
{
    size_t n;
    const struct entry *all = roster_todo(d, a->id, &n);
    const char *action = first_action(d, all, n);
    if (action == NULL)
        return;
    t->phase = TALK_SUGGESTS;
    t->number++;
    t->n = 0;
    struct xml *x = begin_iq(d, "set", arena_printf(d->arena, "%s/%s", a->jid, resource),
                             arena_printf(d->arena, "exchange-%s-%" PRId64 "-%" PRId64, d->rosters->tag,
                                          a->id, t->number));
    write_items(d, t, x, all, n, action);
    xml_close(x);
    desk_send(d, xml_string(x));
    store_run(d->store, SQL_exchange_takes, INT(a->id), TEXT(resource), TEXT("told"), TEXT("yes"));
    t->due_ms = d->now_ms + ROSTER_WAIT_MS;
    timer_set(d, TIMER_ROSTER, a->id, t->due_ms);
}

/* ---- devices ---- */

static void ask(struct desk *d, const struct agent *a, const char *resource)
{
    struct xml *x = begin_iq(d, "get", arena_printf(d->arena, "%s/%s", a->jid, resource),
                             arena_printf(d->arena, "takes-%s-%" PRId64, d->rosters->tag, a->id));
    xml_leaf(x, "query", NS_INFO, NULL);
    xml_close(x);
    desk_send(d, xml_string(x));
    store_run(d->store, SQL_exchange_ask, INT(a->id), TEXT(resource));
}

struct devices {
    const char *takes; /* takes suggestions; NULL: none is known to */
    const char **unknown;
    size_t n;
};

static struct devices devices_of(struct desk *d, int64_t agent)
{
    enum { SOME = 100 }; /* an agent has no more */
    struct devices all = {.unknown = arena_alloc(d->arena, SOME * sizeof *all.unknown)};
    struct cursor *c = store_query(d->store, SQL_exchange_devices, INT(agent));
    while (all.n < SOME && cursor_next(c)) {
        const char *resource = cursor_text(c, 0), *takes = cursor_text(c, 1);
        if (strcmp(takes, "yes") == 0 && all.takes == NULL)
            all.takes = resource;
        if (takes[0] == '\0' && resource[0] != '\0')
            all.unknown[all.n++] = resource;
    }
    cursor_end(c);
    return all;
}

void exchange_work(struct desk *d, const struct agent *a, struct roster_session *t)
{
    if (a->conf == NULL)
        return;
    if (d->now_ms < d->link_up_ms + GRANT_COMES_MS) {
        timer_set(d, TIMER_ROSTER, a->id, d->link_up_ms + GRANT_COMES_MS);
        return;
    }
    struct devices all = devices_of(d, a->id);
    if (all.takes != NULL)
        suggest(d, a, t, all.takes);
    for (size_t i = 0; all.takes == NULL && i < all.n; i++)
        ask(d, a, all.unknown[i]);
}

void exchange_late(struct desk *d, struct roster_session *t)
{
    store_run(d->store, SQL_exchange_late, INT(t->agent));
    roster_stop(d, t);
}

/* ---- answers ---- */

static bool takes_suggestions(xmpp_stanza_t *query)
{
    for (xmpp_stanza_t *f = st_first(query); f != NULL; f = st_next(f))
        if (strcmp(st_attr_or(f, "var", ""), NS_EXCHANGE) == 0)
            return true;
    return false;
}

static void device_says(struct desk *d, const struct agent *a, xmpp_stanza_t *iq, const char *resource)
{
    bool takes = strcmp(st_attr_or(iq, "type", ""), "result") == 0 &&
                 takes_suggestions(st_child(iq, "query", NS_INFO));
    if (store_run(d->store, SQL_exchange_takes, INT(a->id), TEXT(resource), TEXT(takes ? "yes" : "no"),
                  TEXT("asked")) > 0 &&
        takes)
        roster_soon(d, a->id);
}

static void suggestion_answered(struct desk *d, const struct agent *a, struct roster_session *t,
                                xmpp_stanza_t *iq, const char *resource)
{
    bool done = strcmp(st_attr_or(iq, "type", ""), "result") == 0;
    if (store_run(d->store, SQL_exchange_takes, INT(a->id), TEXT(resource), TEXT(done ? "yes" : "no"),
                  TEXT("told")) == 0)
        return; /* another device */
    while (done && t->n > 0)
        roster_done(d, t, t->face[0]);
    roster_stop(d, t);
}

void exchange_answer(struct desk *d, xmpp_stanza_t *stanza, const struct jid *from)
{
    char what[10], tag[sizeof d->rosters->tag];
    int64_t agent, number = 0;
    int n = sscanf(st_attr_or(stanza, "id", ""), "%9[a-z]-%8[a-z0-9]-%" SCNd64 "-%" SCNd64, what, tag, &agent,
                   &number);
    if (n < 3 || strcmp(tag, d->rosters->tag) != 0)
        return;
    struct agent a = agent_by_id(d, agent);
    if (a.id == 0 || strcmp(from->bare, a.jid) != 0)
        return;
    struct roster_session *t = roster_session(d, agent);
    if (strcmp(what, "takes") == 0)
        device_says(d, &a, stanza, from->resource);
    else if (strcmp(what, "exchange") == 0 && t->phase == TALK_SUGGESTS && t->number == number)
        suggestion_answered(d, &a, t, stanza, from->resource);
}
