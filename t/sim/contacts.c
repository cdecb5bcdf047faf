/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contacts: what agents see of customers' chats without reading: the presence of each face, and in some worlds an entry
 * in the contact list, which the server lets the desk change (XEP-0356). The desk keeps no presence: it is what was sent
 * last on this link. So each is compared with the store, after each turn.
 *
 * Until the calm, an answer about a contact list may be late or lost with its link; the desk asks again on the next link,
 * or in an hour. So a wrong entry must be there for a while before it counts, and not at all while the desk waits for that
 * hour. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "desk/core.h"
#include "mail.h"
#include "xml/stanza.h"
#include "xmpp/roster.h"

enum {
    LISTS_PERCENT = 35,
    LOGIN_MS = 75 * 1000, /* for presence after a login: logins that come too often are told once a minute */
    OVER_MS = 30 * 1000,  /* for what was lost with a link, after the next one came up */
    ENTRY_MS = 90 * 1000, /* for a wrong entry */
};

/* What a chat is for an agent; the presence, and the group of the contact list. */
enum sign { SIGN_GONE, SIGN_OFFERED, SIGN_HELD };
static const char *const sign_names[] = {"not the agent's", "offered", "held"};
static const char *const groups[] = {"Closed", "Waiting for you", "With you"};

/* One of these for each agent and each face that the agent was ever shown. */
struct chat {
    const char *key; /* "agent face" */
    int who;
    const char *face;               /* local part */
    enum sign is, was, shown, seen; /* seen: by the agent's clients */
    int64_t stale_ms;               /* since when that is not what it is; 0: it is */
    int64_t shown_link;             /* when it was shown: the number of the link */
    bool shown_now;                 /* in this turn */
    int64_t untold_ms; /* since when the agent is here and was shown nothing on this link; 0: is not so */
    int64_t ended_ms;  /* since when the agent does not hold it any more; 0: holds it, or never did */
    const char *group, *name; /* in the contact list; group NULL: it is not there */
    int64_t wrong_ms;         /* since when that is wrong; 0: it is right */
    UT_hash_handle hh;
};

struct contacts {
    struct chat *chats;
    bool lists;
    int keep_s;
};

void contacts_make(struct sim *s)
{
    struct rng r; /* of its own: worlds without lists take the course that they took before there were any */
    rng_seed(&r, s->options->seed * 7 + 3);
    s->contacts = arena_alloc(s->arena, sizeof *s->contacts);
    *s->contacts = (struct contacts){.lists = sim_chance(&r, LISTS_PERCENT),
                                     .keep_s = sim_chance(&r, 50) ? 24 * 3600 : (int)sim_between(&r, 0, 200)};
}

void contacts_free(struct sim *s)
{
    HASH_CLEAR(hh, s->contacts->chats);
}

const char *contacts_setting(struct sim *s)
{
    return s->contacts->lists ? arena_printf(s->arena, " roster_keep = \"%ds\"", s->contacts->keep_s) : "";
}

static struct chat *find(struct sim *s, int who, const char *face)
{
    struct chat *c;
    const char *key = arena_printf(s->arena, "%d %s", who, face);
    HASH_FIND_STR(s->contacts->chats, key, c);
    if (c != NULL)
        return c;
    c = arena_alloc(s->arena, sizeof *c);
    *c = (struct chat){.key = key, .who = who, .face = arena_strdup(s->arena, face)};
    HASH_ADD_KEYPTR(hh, s->contacts->chats, c->key, strlen(c->key), c);
    return c;
}

/* ---- presence ---- */

static enum sign sign_of(struct sim *s, xmpp_stanza_t *presence)
{
    const char *type = st_attr_or(presence, "type", ""),
               *show = st_child_text(s->arena, presence, "show", NULL);
    if (strcmp(type, "unavailable") == 0)
        return SIGN_GONE;
    if (type[0] != '\0' || (show != NULL && strcmp(show, "away") != 0))
        sim_violation(s, "a face is shown as something that no chat is: %s", show != NULL ? show : type);
    return show != NULL ? SIGN_OFFERED : SIGN_HELD;
}

static void is_shown(struct sim *s, const char *xml)
{
    xmpp_stanza_t *st = st_parse(s->ctx, xml);
    const char *from = st_attr_or(st, "from", "");
    int who = person_find(s, st_attr_or(st, "to", ""));
    if (read_is_face(from) && who >= s->n_agents)
        sim_violation(s, "a face is shown to a customer: %s", xml);
    else if (read_is_face(from) && who >= 0) {
        struct chat *c = find(s, who, arena_strndup(s->arena, from, strcspn(from, "@")));
        c->shown = sign_of(s, st);
        c->shown_link = s->link_n;
        c->shown_now = true;
    }
    xmpp_stanza_release(st);
}

static bool is_online(const struct person *p)
{
    for (int i = 0; i < DEVICES; i++)
        if (p->devices[i].seen != NULL)
            return true;
    return false;
}

void contacts_presence(struct sim *s, int who, xmpp_stanza_t *presence)
{
    const char *from = st_attr_or(presence, "from", "");
    if (who < s->n_agents && read_is_face(from))
        find(s, who, arena_strndup(s->arena, from, strcspn(from, "@")))->seen = sign_of(s, presence);
}

void contacts_device_left(struct sim *s, int who)
{
    for (struct chat *c = s->contacts->chats; c != NULL && !is_online(&s->people[who]); c = c->hh.next)
        if (c->who == who)
            c->seen = SIGN_GONE;
}

/* What each chat is now, as the store has it. */
static void look_at_store(struct sim *s)
{
    for (struct chat *c = s->contacts->chats; c != NULL; c = c->hh.next) {
        c->was = c->is;
        c->is = SIGN_GONE;
    }
    sqlite3_stmt *rows = eye_query(
        s,
        "SELECT agent_jid, localpart, 2 FROM talk WHERE state = 'active' UNION ALL"
        " SELECT a.jid, t.localpart, 1 FROM offer o JOIN agent a ON a.id = o.agent JOIN talk t ON t.id = o.conversation"
        " WHERE o.state = 'open'");
    while (sqlite3_step(rows) == SQLITE_ROW)
        find(s, person_find(s, (const char *)sqlite3_column_text(rows, 0)),
             (const char *)sqlite3_column_text(rows, 1))
            ->is = (enum sign)sqlite3_column_int(rows, 2);
    sqlite3_reset(rows);
}

/* Was ever offered or given a conversation of this face. */
static bool concerns(struct sim *s, const struct chat *c)
{
    static const char sql[] =
        "SELECT 1 FROM talk t JOIN agent a ON a.jid = ?1 WHERE t.localpart = ?2 AND (EXISTS (SELECT 1 FROM offer o WHERE"
        " o.conversation = t.id AND o.agent = a.id) OR EXISTS (SELECT 1 FROM event e WHERE e.conversation = t.id AND"
        " e.agent = a.id))";
    return eye_finds(s, sql, s->people[c->who].jid, c->face, NULL, 0);
}

static bool is_here(struct sim *s, const struct chat *c)
{
    return eye_finds(s, "SELECT 1 FROM agent WHERE jid = ?1 AND show <> 'offline'", s->people[c->who].jid,
                     NULL, NULL, 0);
}

/* Whoever has logged in since the link came up is shown what was there before. */
static void check_login(struct sim *s, struct chat *c)
{
    bool untold = c->is != SIGN_GONE && c->shown_link != s->link_n && s->link == LINK_UP && s->told_up &&
                  !process_is_locked(s) && is_here(s, c);
    if (!untold)
        c->untold_ms = 0;
    else if (c->untold_ms == 0)
        c->untold_ms = s->mono_ms;
    else if (s->mono_ms > c->untold_ms + LOGIN_MS)
        sim_violation(s, "%s is here and is not shown that %s is %s", s->people[c->who].jid, c->face,
                      sign_names[c->is]);
}

static bool clock_was_set(const struct sim *s)
{
    return s->result.faults[FAULT_CLOCK_ON] > 0 || s->result.faults[FAULT_CLOCK_BACK] > 0;
}

/* Presence is lost with a link. An agent whom the desk does not see is not shown again what goes on, but what is over. */
static void check_seen(struct sim *s, struct chat *c)
{
    bool quiet = s->link == LINK_UP && s->told_up && !process_is_locked(s) && s->agents[c->who].here;
    bool counts = c->is == SIGN_GONE ? is_online(&s->people[c->who]) : c->seen != c->is && is_here(s, c);
    if (c->seen == c->is || !quiet || !counts || clock_was_set(s))
        c->stale_ms = 0;
    else if (c->stale_ms == 0)
        c->stale_ms = s->mono_ms;
    else if (s->mono_ms > c->stale_ms + (c->is == SIGN_GONE ? OVER_MS : LOGIN_MS))
        sim_violation(s, "%s's client goes on showing that %s is %s, and it is %s", s->people[c->who].jid,
                      c->face, sign_names[c->seen], sign_names[c->is]);
}

static void check_shown(struct sim *s, struct chat *c)
{
    const char *jid = s->people[c->who].jid;
    if (c->shown_now && c->shown != c->is)
        sim_violation(s, "%s is shown that %s is %s, and it is %s", jid, c->face, sign_names[c->shown],
                      sign_names[c->is]);
    if (c->shown_now && !concerns(s, c))
        sim_violation(s, "%s is shown %s, which is no concern", jid, c->face);
    if (c->is != c->was && !c->shown_now && s->told_up && !s->stopping)
        sim_violation(s, "%s is not shown that %s is %s now", jid, c->face, sign_names[c->is]);
    check_login(s, c);
    check_seen(s, c);
    c->shown_now = false;
}

/* ---- contact lists: the server ---- */

void contacts_grant(struct sim *s)
{
    if (s->contacts->lists)
        net_to_desk(s, "<message from='" SIM_AGENTS "' to='" SIM_DOMAIN
                       "'><privilege xmlns='urn:xmpp:privilege:2'>"
                       "<perm access='roster' type='both'/></privilege></message>");
}

static const char *list_of(struct sim *s, int who)
{
    const char *items = "";
    for (struct chat *c = s->contacts->chats; c != NULL; c = c->hh.next)
        if (c->who == who && c->group != NULL)
            items = arena_printf(s->arena,
                                 "%s<item jid='%s@" SIM_DOMAIN
                                 "' name='%s' subscription='both'><group>%s</group></item>",
                                 items, c->face, c->name, c->group);
    return items;
}

static void change(struct sim *s, int who, xmpp_stanza_t *item)
{
    const char *jid = st_attr_or(item, "jid", ""), *group = st_child_text(s->arena, item, "group", NULL);
    struct chat *c = find(s, who, arena_strndup(s->arena, jid, strcspn(jid, "@")));
    bool remove = strcmp(st_attr_or(item, "subscription", ""), "remove") == 0;
    if (!remove && (group == NULL || (s->eye != NULL && !concerns(s, c)))) /* the desk may have died since */
        sim_violation(s, "%s gets an entry for %s, which is no concern", s->people[who].jid, jid);
    c->name = arena_strdup(s->arena, st_attr_or(item, "name", ""));
    c->group = remove ? NULL : arena_strdup(s->arena, group);
}

bool contacts_iq(struct sim *s, int who, xmpp_stanza_t *iq)
{
    xmpp_stanza_t *query = st_child(iq, "query", "jabber:iq:roster");
    if (query == NULL || who >= s->n_agents)
        return false;
    if (!s->contacts->lists)
        sim_violation(s, "the server lets nobody change contact lists, and %s's is asked for",
                      s->people[who].jid);
    bool get = strcmp(st_attr_or(iq, "type", ""), "get") == 0;
    if (!get)
        change(s, who, st_first(query));
    net_to_desk(s, arena_printf(s->arena,
                                "<iq type='result' from='%s' to='" SIM_DOMAIN "' id='%s'><query"
                                " xmlns='jabber:iq:roster'>%s</query></iq>",
                                s->people[who].jid, st_attr_or(iq, "id", ""), get ? list_of(s, who) : ""));
    return true;
}

/* ---- contact lists: what must stand there ---- */

static const char *group_wanted(struct sim *s, const struct chat *c)
{
    if (!s->agents[c->who].here)
        return NULL;
    if (c->is != SIGN_GONE)
        return groups[c->is];
    return c->ended_ms != 0 && s->mono_ms < c->ended_ms + s->contacts->keep_s * 1000 ? groups[SIGN_GONE]
                                                                                     : NULL;
}

/* A clock that is set while the desk is down makes a close older or younger. */
static bool is_right(struct sim *s, const struct chat *c)
{
    if (c->is == SIGN_GONE && c->ended_ms != 0 && clock_was_set(s))
        return c->group == NULL || strcmp(c->group, groups[SIGN_GONE]) == 0;
    const char *wanted = group_wanted(s, c);
    return wanted == NULL ? c->group == NULL : c->group != NULL && strcmp(wanted, c->group) == 0;
}

/* The desk waits for the hour after which it asks again. */
static bool has_given_up(struct sim *s, int who)
{
    const struct rosters *r = s->desk->rosters;
    int64_t agent =
        eye_int(s, arena_printf(s->arena, "SELECT id FROM agent WHERE jid = '%s'", s->people[who].jid), 0);
    for (size_t i = 0; i < r->n; i++)
        if (r->sessions[i].agent == agent)
            return r->sessions[i].refused_ms > sim_wall_ms(s);
    return false;
}

static void check_entry(struct sim *s, struct chat *c)
{
    bool quiet = s->link == LINK_UP && s->told_up && !s->full && !process_is_locked(s) &&
                 s->mono_ms > s->stall_until_ms;
    if (is_right(s, c))
        c->wrong_ms = 0;
    else if (c->wrong_ms == 0 || !quiet || has_given_up(s, c->who))
        c->wrong_ms = s->mono_ms;
    else if (s->mono_ms > c->wrong_ms + ENTRY_MS)
        sim_violation(s, "%s's contact list has %s in the group %s, and it is %s", s->people[c->who].jid,
                      c->face, c->group != NULL ? c->group : "of nobody", sign_names[c->is]);
}

/* An agent who has left the configuration is shown nothing of the time before. */
static void note_end(struct sim *s, struct chat *c)
{
    if (c->is == SIGN_HELD || !s->agents[c->who].here)
        c->ended_ms = 0;
    else if (c->was == SIGN_HELD)
        c->ended_ms = s->mono_ms;
}

/* ---- after a turn ---- */

void contacts_turn(struct sim *s)
{
    for (const struct effect *e = s->effects.first; e != NULL; e = e->next)
        if (e->kind == EFFECT_SEND && strncmp(e->text, "<presence", 9) == 0)
            is_shown(s, e->text);
    look_at_store(s);
    for (struct chat *c = s->contacts->chats; c != NULL; c = c->hh.next) {
        note_end(s, c);
        check_shown(s, c);
        if (s->contacts->lists)
            check_entry(s, c);
    }
}

bool contacts_settled(struct sim *s)
{
    for (const struct chat *c = s->contacts->chats; s->contacts->lists && c != NULL; c = c->hh.next)
        if (!is_right(s, c) && !has_given_up(s, c->who))
            return false;
    return true;
}
