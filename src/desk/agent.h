/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent: the people who answer, and whether they are there. Several devices of one agent are one agent: the
 * best of their presences counts. !pause and !ready override presence until the agent logs out. */
#ifndef FRONTDESK_AGENT_H
#define FRONTDESK_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "desk/conversation.h"
#include "store/store.h"

struct desk;
struct conf_queue;
struct jid;

enum agent_state { AGENT_AVAILABLE, AGENT_AWAY, AGENT_DND, AGENT_PAUSED, AGENT_OFFLINE };

/* As the store had the agent; db/columns says what each column means. Texts are never NULL. */
struct agent {
    AGENT_FIELDS;
    AGENT_LOAD_FIELDS; /* 0 until agent_count() or agents_all() */
    enum agent_state state;
    const struct conf_agent *conf; /* NULL: no longer in the configuration */
};

const char *agent_state_name(enum agent_state);
/* The row of agent_all that the cursor stands on; its conf is not looked up. */
struct agent agent_counted(struct cursor *);

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

/* Listener. One chat more or less: when an agent got idle decides ties. */
void agent_left(struct desk *, const struct conversation *was, enum conversation_state to);
void agent_entered(struct desk *, struct conversation *, const struct conversation *was);

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
