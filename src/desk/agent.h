/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent: the people who answer customers, and whether they are available. An agent may be online with several
 * devices: the best of their presences counts. !pause overrides presence until !ready, and !ready until the
 * presence changes; both end when the agent logs out. */
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

enum agent_state {
    AGENT_AVAILABLE,
    AGENT_OFF_DUTY, /* would be available, but for the agent's own hours */
    AGENT_AWAY,
    AGENT_DND,
    AGENT_PAUSED,
    AGENT_OFFLINE
};

/* A copy of the agent's row in the store; db/columns explains each column. Texts are in the turn's arena and
 * never NULL. */
struct agent {
    AGENT_FIELDS;
    AGENT_LOAD_FIELDS; /* 0 until agent_count() or agents_all() has counted them */
    enum agent_state state;
    const struct conf_agent *conf; /* NULL: not in the configuration any more */
};

const char *agent_state_name(enum agent_state);
/* Returns the state of an agent whose row was read at that time. */
enum agent_state agent_state_at(const struct agent *, int64_t now_ms);
/* Reads the agent from the current row of a cursor over the statement agent_all. Sets neither conf nor state. */
struct agent agent_counted(struct cursor *);

/* Brings the store in line with the agents of the configuration, at the start and after a reload. An agent
 * who left the configuration is told so and loses all offers; that agent's conversations go back to their
 * lines. */
void agents_sync(struct desk *);

/* Tells somebody who was an agent and has left the configuration that this is so. Does it once for each such
 * address; returns true if it did it now, and false for every other address. */
bool agent_tell_removed(struct desk *, const char *bare_jid);

/* Fills in how many conversations and open offers this agent has. Costs two queries, so the other functions
 * leave it out. */
void agent_count(struct desk *, struct agent *);
/* Returns the agent with this address; id 0 if no agent of the configuration has it. */
struct agent agent_find(struct desk *, const char *bare_jid);
/* Also finds agents who left the configuration (their conf is NULL). Returns id 0 if there is no such row. */
struct agent agent_by_id(struct desk *, int64_t id);
/* Returns an array in the turn's arena with the agents in the order of the configuration, counted as by
 * agent_count(). An agent who has no row in the store yet has id 0; *n is the number of the others. */
struct agent *agents_all(struct desk *, size_t *n);
/* Returns when the next agent's hours begin or end; INT64_MAX: never. */
int64_t agents_turn_ms(const struct desk *);
/* Says whether an agent of this queue is available. The answer is cached until the state of an agent changes,
 * because anybody can make the desk ask, with a presence probe. */
bool agents_on_duty(struct desk *, const struct conf_queue *);
/* Says whether the agent is in the list of this queue. */
bool agent_serves(const struct desk *, const struct agent *, const char *queue);

/* Notes the presence of one device: show is "available", "away" or "dnd", or NULL for unavailable. An empty
 * resource with NULL means the whole account. Further devices of an agent who has 100 are ignored. */
void agent_presence(struct desk *, const struct agent *, const char *resource, const char *show);
/* !ready: ends a pause, so that presence decides again, and returns true. An agent who is not paused, or
 * whose presence is not seen, is available from now on until the presence changes; returns false. */
bool agent_ready(struct desk *, const struct agent *);
/* !pause: the agent gets no more offers. An open offer is withdrawn; returns its conversation, 0: there was
 * none. reason may be "". */
int64_t agent_pause(struct desk *, const struct agent *, const char *reason);

/* Listener. Notes when an agent's last conversation ended, and numbers the conversations that agents get: the
 * strategies least-busy and round-robin compare these. */
void agent_left(struct desk *, const struct conversation *was, enum conversation_state to);
void agent_entered(struct desk *, struct conversation *, const struct conversation *was);

/* Greets all agents (subscription.h) after the link came up. Devices that do not answer within 15 s are
 * dropped (TIMER_STALE), because the presence known from the old link may be out of date. */
void agents_probe(struct desk *);

/* Handlers of TIMER_STALE and TIMER_LOGOUT. */
void agent_drop_stale(struct desk *, int64_t ref);
void agent_logged_out(struct desk *, int64_t agent);

/* Sends an agent a message from the house, to all devices. */
void agent_tell(struct desk *, const char *agent_jid, const char *text);

#endif
