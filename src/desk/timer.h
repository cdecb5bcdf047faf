/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timer: everything that is due at a time, as rows. One timer of each kind for each thing; setting it again
 * moves it.
 *
 * While the link is down no timer fires: nobody could be told, and nobody could answer. When it is up again, the
 * timers of graces, logouts, first replies and unreachable customers get at least a minute more (nobody_is_late() in
 * step.c), and open offers start afresh (offers_refresh() in offer.h). */
#ifndef FRONTDESK_TIMER_H
#define FRONTDESK_TIMER_H

#include <stdint.h>

#include "desk/conversation.h"

struct desk;

enum timer {
    TIMER_OFFER,       /* an offer has run out; ref: offer */
    TIMER_GRACE,       /* the holder is gone for too long; ref: conversation */
    TIMER_LOGOUT,      /* an agent is really gone: !pause and !ready end; ref: agent */
    TIMER_FIRST_REPLY, /* accepted, and not a word since; ref: conversation */
    TIMER_IDLE,        /* nobody has said anything; ref: conversation */
    TIMER_ABANDON,     /* waited too long; ref: conversation */
    TIMER_ROUND,       /* another round of offers may begin; ref: conversation */
    TIMER_DELIVER,     /* the holder is still to be given messages of the wait; ref: conversation */
    TIMER_GONE,        /* the customer could not be reached and was not heard of; ref: conversation */
    TIMER_RESEND,      /* a message to a customer that came back is tried again; ref: message */
    TIMER_CONFIRM,     /* look for receipts that do not come; ref: 0 */
    TIMER_ANSWER,      /* the customer has finished the question: the responder answers; ref: conversation */
    TIMER_FALLBACK,    /* nobody was free: a responder answers; ref: conversation */
    TIMER_RESPONDERS,  /* conversations whose responder left the configuration; ref: 0 */
    TIMER_BLOCK,       /* somebody is listened to again; ref: block */
    TIMER_POSITION,    /* tell positions; ref: 0 */
    TIMER_HOURS,       /* a queue in which somebody waits opens or closes; ref: 0 */
    TIMER_PRUNE,       /* look for rows of strangers that are not needed any more; ref: 0 */
    TIMER_STALE,       /* devices not heard of since the link came up are gone; ref: 0 */
    TIMER_COUNT
};

void timer_set(struct desk *, enum timer, int64_t ref, int64_t due_ms);
/* Sets it only when it would be earlier than the one there is. */
void timer_set_earlier(struct desk *, enum timer, int64_t ref, int64_t due_ms);
void timer_clear(struct desk *, enum timer, int64_t ref);
/* The conversation goes from state to state: ends the timers whose scope is the old state and not the new one. */
void timers_end(struct desk *, int64_t conversation, enum conversation_state from, enum conversation_state to);
/* None of this kind fires before then. */
void timers_defer(struct desk *, enum timer, int64_t not_before_ms);
/* None that a person's word may end fires before then. */
void timers_spare(struct desk *, int64_t not_before_ms);
/* Only where there is one. */
void timer_move(struct desk *, enum timer, int64_t ref, int64_t due_ms);
/* Does at once what this timer does when it is due, whether it is set or not. */
void timer_fire(struct desk *, enum timer, int64_t ref);
/* As the store calls it. */
const char *timer_name(enum timer);
/* Fires what is due, at most so many that the turn stays short; the rest is due at once again. */
void timers_fire(struct desk *);
/* Reads the earliest from the store: at the start, and when timers were set by a statement of their own. */
void timers_load(struct desk *);

#endif
