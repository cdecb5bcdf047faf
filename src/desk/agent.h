/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent: the people who answer, and whether they are there. Several devices of one agent are one agent: the
 * best of their presences counts. !pause and !ready override presence until the agent logs out. */
#ifndef FRONTDESK_AGENT_H
#define FRONTDESK_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"

struct desk;
struct conf_queue;
struct jid;

enum agent_state { AGENT_AVAILABLE, AGENT_AWAY, AGENT_DND, AGENT_PAUSED, AGENT_OFFLINE };

struct agent {
    int64_t id;             /* 0: nobody */
    const char *jid, *name; /* never NULL */
    const struct conf_agent *conf; /* NULL: no longer in the configuration */
    enum agent_state state;
    const char *pause_reason;
    int64_t chats;  /* active ones held; 0 until agent_count() or agents_all() */
    int64_t offers; /* open; likewise */
    int64_t idle_ms, served, gone_ms;
    bool here; /* by presence: some device is online */
    bool manual, subscribed;
};

const char *agent_state_name(enum agent_state);
/* From the columns of the store: manual, show and gone_ms. */
enum agent_state agent_state_of(const char *manual, const char *show, int64_t gone_ms);

/* The agents of the configuration become rows; those who left it are no longer known. At the start and on a
 * new one. */
void agents_sync(struct desk *);

/* Whoever left the configuration is told so, once; was it now? False for everybody else too. */
bool agent_tell_removed(struct desk *, const char *bare_jid);

/* How many chats and offers this agent has: two looks into the store, which not every message needs. */
void agent_count(struct desk *, struct agent *);
/* id 0 when the JID is no agent's. */
struct agent agent_find(struct desk *, const char *bare_jid);
struct agent agent_by_id(struct desk *, int64_t id);
/* All known ones, in the order of the configuration, in the arena; *n of them. */
struct agent *agents_all(struct desk *, size_t *n);
/* Is somebody there who takes offers of this queue? Anybody may ask, with every probe: so it is remembered until an agent
 * changes. */
bool agents_on_duty(struct desk *, const struct conf_queue *);
bool agent_serves(const struct desk *, const struct agent *, const char *queue);

/* Presence of one device; show "available" "away" "dnd", or NULL for unavailable. */
void agent_presence(struct desk *, const struct agent *, const char *resource, const char *show);
/* Whoever writes to us and is not followed is asked for presence once more, at most once an hour: the first request
 * may have come before there was such an account, or been overlooked. */
void agent_ask_again(struct desk *, const struct agent *);
void agent_set_subscribed(struct desk *, const struct agent *, bool);
void agent_ready(struct desk *, const struct agent *);
void agent_pause(struct desk *, const struct agent *, const char *reason);

/* One chat more or less: when an agent got idle decides ties. */
void agent_took(struct desk *, int64_t agent);
void agent_let_go(struct desk *, int64_t agent);

/* Asks every agent for presence and subscription, and shows ours. */
void agents_greet(struct desk *);
/* The same after the link came up: what we knew is old. */
void agents_probe(struct desk *);
/* Before the link goes down in order. */
void agents_say_goodbye(struct desk *);

/* Timers. */
void agent_drop_stale(struct desk *, int64_t ref);
void agent_logged_out(struct desk *, int64_t agent);

/* A message from the house to an agent, all devices. */
void agent_tell(struct desk *, const char *agent_jid, const char *text);

#endif
