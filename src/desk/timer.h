/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timer: everything that is due at a time, as rows of the store. There is one timer for each kind and ref
 * (the id of what it belongs to); setting it again moves it.
 *
 * While the link is down no timer fires, because nobody could be told, and nobody could answer. When the link
 * is up again, the timers of graces, logouts, first replies and unreachable customers get at least a minute
 * more (nobody_is_late() in step.c), and open offers get their full time again (offers_refresh() in
 * offer.h). */
#ifndef FRONTDESK_TIMER_H
#define FRONTDESK_TIMER_H

#include <stdint.h>

#include "desk/conversation.h"

struct desk;

enum timer {
    TIMER_OFFER,       /* an offer has run out; ref: offer */
    TIMER_GRACE,       /* the agent who holds it was offline for too long; ref: conversation */
    TIMER_LOGOUT,      /* an agent was offline for so long that !pause and !ready end; ref: agent */
    TIMER_FIRST_REPLY, /* the agent who took it has not written; ref: conversation */
    TIMER_IDLE,        /* nobody has written; ref: conversation */
    TIMER_ABANDON,     /* the customer has waited too long; ref: conversation */
    TIMER_ROUND,       /* another round of offers may begin; ref: conversation */
    TIMER_DELIVER,     /* the holder gets more messages of the backlog; ref: conversation */
    TIMER_GONE,        /* the customer could not be reached and has not been heard of; ref: conversation */
    TIMER_RESEND,      /* a message to a customer that came back is sent again; ref: message */
    TIMER_CONFIRM,     /* look for receipts that did not come; ref: 0 */
    TIMER_ANSWER,      /* the customer has finished the question: the responder answers; ref: conversation */
    TIMER_SEARCH,      /* compare more of a question's vector, or answer without it; ref: conversation */
    TIMER_FALLBACK,    /* no agent was free in time: the responder answers; ref: conversation */
    TIMER_RESPONDERS,  /* move on conversations whose responder left the configuration; ref: 0 */
    TIMER_BLOCK,       /* a block ends; ref: block */
    TIMER_POSITION,    /* tell waiting customers their positions; ref: 0 */
    TIMER_HOURS,       /* a queue in which customers wait opens or closes; ref: 0 */
    TIMER_PRUNE,       /* look for rows of strangers that are not needed any more; ref: 0 */
    TIMER_STALE,       /* drop agents' devices that were not heard of since the link came up; ref: 0 */
    TIMER_ROSTER,      /* agents' contact lists: look for old entries; ref: 0. Change one; ref: agent */
    TIMER_HERE,        /* ask whether a visitor is still there; ref: conversation */
    TIMER_CONTACTS,    /* tell an agent more of the conversations held; ref: agent */
    TIMER_REQUEST,     /* repeat the request to see an agent's presence; ref: agent */
    TIMER_COUNT
};

/* Sets the timer, or moves it if it is set. due_ms: milliseconds since 1970. */
void timer_set(struct desk *, enum timer, int64_t ref, int64_t due_ms);
/* Sets the timer if it is not set, or is set for later than due_ms. */
void timer_set_earlier(struct desk *, enum timer, int64_t ref, int64_t due_ms);
void timer_clear(struct desk *, enum timer, int64_t ref);
/* Called when a conversation changes its state: clears its timers whose scope has the old state but not the
 * new one. timer.c has the scopes. */
void timers_end(struct desk *, int64_t conversation, enum conversation_state from,
                enum conversation_state to);
/* Moves timers of this kind that are due earlier to not_before_ms. */
void timers_defer(struct desk *, enum timer, int64_t not_before_ms);
/* Does the same for all kinds that a message or a presence may end. */
void timers_spare(struct desk *, int64_t not_before_ms);
/* Moves the timer if it is set; else does nothing. */
void timer_move(struct desk *, enum timer, int64_t ref, int64_t due_ms);
/* Calls the handler of this timer at once, whether it is set or not. */
void timer_fire(struct desk *, enum timer, int64_t ref);
/* Returns the timer's name in the store. */
const char *timer_name(enum timer);
/* Fires timers that are due, at most 500 so that the turn stays short. The others stay due. */
void timers_fire(struct desk *);
/* Reads from the store when the earliest timer is due. Must be called after SQL statements that set timers
 * themselves. */
void timers_load(struct desk *);

#endif
