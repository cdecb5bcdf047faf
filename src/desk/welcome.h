/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * welcome: what customers are told when their conversation begins or opens again. */
#ifndef FRONTDESK_WELCOME_H
#define FRONTDESK_WELCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/notice.h"

struct conversation;
struct desk;

/* Greets the customer of a conversation that has begun or was opened again (reopened), and says what to
 * expect. Must be called after the customer's message was archived. */
void conversation_welcome(struct desk *, struct conversation *, bool reopened);
/* Sends the queue's greeting, if it has one, and archives it. */
void conversation_greet(struct desk *, const struct conversation *);
/* The notices for one occasion, with and without an estimate of the wait. */
struct expectation {
    enum notice estimate, no_estimate;
    bool names_queue; /* the notices contain {queue} beside {position} and {wait} */
};

/* Tells a customer who begins to wait what to expect: the position and the wait; or when the queue opens; or
 * that no agent is available now. */
void welcome_expect(struct desk *, const struct conversation *, int64_t position, const struct expectation *);
/* Tells the customer that the queue is closed, and when it opens. */
void conversation_tell_closed(struct desk *, const struct conversation *);

#endif
