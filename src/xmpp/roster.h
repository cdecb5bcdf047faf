/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * roster: agents' contact lists show their chats, in groups, and under the names that agents are shown. Here
 * is what shall stand there, as rows of the store: one for each agent and face. privilege.h changes a roster
 * at the server (XEP-0356), where the server lets us; exchange.h asks a client of the agent to do it
 * (XEP-0144), where a client says that it can. Else nothing is done.
 *
 * Only what the desk itself put there is changed: an entry that the agent has made is left alone, and in an
 * entry of ours the agent's own name and the agent's other groups stay. */
#ifndef FRONTDESK_ROSTER_H
#define FRONTDESK_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name_list.h"
#include "store/store.h"

struct agent;
struct contact;
struct desk;

enum {
    ROSTER_BATCH = 50,          /* entries that are changed before their answers are awaited */
    ROSTER_SWEEP = 1000,        /* entries that are looked at in a turn */
    ROSTER_WAIT_MS = 30 * 1000, /* for an answer */
};

enum roster_state {
    ROSTER_OFFERED, /* "Waiting for you" */
    ROSTER_HELD,    /* "With you" */
    ROSTER_CLOSED,  /* "Closed": the agent held it until ended_ms */
    ROSTER_GONE,    /* shall not stand there any more */
};
extern const struct name_list roster_state_names;

/* A copy of a row; db/columns explains each column. Texts are in the turn's arena. */
struct entry {
    ENTRY_FIELDS;
    const char *group; /* in which it shall stand; "": not at all */
};

/* What is under way for the roster of one agent, on the present link. */
struct roster_session {
    int64_t agent;
    enum { TALK_IDLE, TALK_READS, TALK_WRITES, TALK_SUGGESTS } phase;
    int64_t number;             /* of the latest request: the answers name it */
    int64_t due_ms;             /* until then answers are awaited */
    int64_t refused_ms;         /* until then the server is not asked: it refused, or did not answer */
    int64_t face[ROSTER_BATCH]; /* whose answers are awaited */
    size_t n;
};

struct rosters {
    struct roster_session *sessions;
    size_t n, room;
    struct roster_grant *grant; /* privilege.c */
    size_t n_grants;
    char tag[9]; /* part of the ids of our requests, different in each run */
};

void rosters_load(struct desk *);
void rosters_free(struct desk *);
/* Every answer of an earlier link is lost, and the new link grants nothing yet. */
void rosters_link_up(struct desk *);
/* After a reload or a new link: entries follow roster_groups, roster_keep and the list of agents. */
void rosters_sync(struct desk *);

/* For the channel: what an agent is shown of a chat (desk/contact.h). */
void roster_note(struct desk *, const struct contact *);
/* A device of the agent came: it may take suggestions. */
void roster_device(struct desk *, const struct agent *);
/* Handler of TIMER_ROSTER. agent 0: looks for entries that are old, or of another grouping. */
void roster_work(struct desk *, int64_t agent);

/* ---- for privilege.c and exchange.c ---- */

struct roster_session *roster_session(struct desk *, int64_t agent);
/* Returns at most ROSTER_BATCH entries that shall be changed, in the arena. */
struct entry *roster_todo(struct desk *, int64_t agent, size_t *n);
/* Looks at the agent's roster again in this turn. */
void roster_soon(struct desk *, int64_t agent);
/* Looks again at the rosters of all agents with changes. */
void rosters_soon(struct desk *);
/* Notes what stands there of ours ("" and "": nothing); it is as it shall be, unless a change is sent next. */
void roster_found(struct desk *, const struct entry *, const char *group, const char *name);
/* A change was sent, and an answer to it is awaited. */
void roster_sent(struct desk *, struct roster_session *, const struct entry *, const char *group,
                 const char *name);
/* It was done. Returns false if no answer for this face was awaited. */
bool roster_done(struct desk *, struct roster_session *, int64_t face);
/* No answer is awaited any more; what was not done stays to be done. */
void roster_stop(struct desk *, struct roster_session *);

#endif
