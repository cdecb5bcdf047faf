/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * confirm: silent loss made visible. A client that has confirmed messages (XEP-0184) and suddenly does not may have
 * lost its connection without anybody knowing: messages go to it, and nowhere.
 *
 * The desk itself asks an agent's client for receipts; a customer's client is asked when the agent's client wants one.
 * Who has never confirmed is not waited for: many clients tell only their contacts. All this is remembered in a table
 * of fixed size and not in the store: it is no promise, and after a restart it begins anew. */
#ifndef FRONTDESK_CONFIRM_H
#define FRONTDESK_CONFIRM_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct desk;

enum confirm_side { CONFIRM_AGENT, CONFIRM_CUSTOMER, CONFIRM_SIDES };

enum { CONFIRM_PLACES = 2048 }; /* conversations; of two that share a place the newer one counts */

struct confirm {
    struct confirm_place {
        int64_t conversation;
        struct confirm_mark {
            int64_t asked_ms; /* the oldest message that is not confirmed was sent then; 0: none */
            bool can;         /* has confirmed something */
            bool told;        /* that it does not any more was said */
        } side[CONFIRM_SIDES];
    } place[CONFIRM_PLACES];
    bool watching; /* the timer is set */
};

/* A message that asks for a receipt went to that side. */
void confirm_asked(struct desk *, const struct conversation *, enum confirm_side);
/* Its receipt came. */
void confirm_came(struct desk *, const struct conversation *, enum confirm_side);
/* Listener: an agent gets the conversation; a side writes. */
void confirm_entered(struct desk *, struct conversation *, const struct conversation *was);
void confirm_message(struct desk *, const struct conversation *, bool by_agent);
/* Timer: says what is missing for longer than the queue's receipt_timeout. */
void confirm_look(struct desk *, int64_t ref);
/* The wall clock jumped. */
void confirm_shift(struct desk *, int64_t jump_ms);

#endif
