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

/* Once the customer's message is in the archive. */
void conversation_welcome(struct desk *, struct conversation *, bool reopened);
/* The greeting of the queue, if it has one. */
void conversation_greet(struct desk *, const struct conversation *);
/* The notices of one occasion, with an estimate of the wait and without one. */
struct expectation {
    enum notice estimate, no_estimate;
    bool names_queue; /* they have {queue} beside {position} and {wait} */
};

/* What a customer who begins to wait may expect: an agent comes; or when the queue opens; or that nobody is here just now. */
void welcome_expect(struct desk *, const struct conversation *, int64_t position, const struct expectation *);
/* The queue is closed: when it opens. */
void conversation_tell_closed(struct desk *, const struct conversation *);

#endif
