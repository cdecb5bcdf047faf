/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * confirm: detects clients that lose messages silently. When a client that has confirmed messages (XEP-0184)
 * stops doing so, it may have lost its connection without anybody knowing, and messages sent to it are lost.
 *
 * The program itself asks an agent's client for receipts; a customer's client is asked for one when the
 * agent's client wants it. No receipt is expected from a client that has never confirmed a message, because
 * many clients send receipts only to contacts. All this is kept in a table of fixed size and not in the
 * store: nothing depends on it, and after a restart it begins empty. */
#ifndef FRONTDESK_CONFIRM_H
#define FRONTDESK_CONFIRM_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct desk;

enum confirm_side { CONFIRM_AGENT, CONFIRM_CUSTOMER, CONFIRM_SIDES };

/* Conversations that are remembered; when two share a place, the newer one is kept. */
enum { CONFIRM_PLACES = 2048 };

struct confirm {
    struct confirm_place {
        int64_t conversation;
        struct confirm_mark {
            int64_t asked_ms; /* when the oldest unconfirmed message was sent; 0: there is none */
            bool can;         /* the client has confirmed a message before */
            bool told;        /* somebody was told that the client no longer confirms */
        } side[CONFIRM_SIDES];
    } place[CONFIRM_PLACES];
    bool watching; /* the timer is set */
};

/* Notes that a message that asks for a receipt was sent to that side. */
void confirm_asked(struct desk *, const struct conversation *, enum confirm_side);
/* Notes that a receipt came from that side. */
void confirm_came(struct desk *, const struct conversation *, enum confirm_side);
/* Listeners: an agent gets the conversation; one of the sides writes. */
void confirm_entered(struct desk *, struct conversation *, const struct conversation *was);
void confirm_message(struct desk *, const struct conversation *, bool by_agent);
/* Handler of a timer: reports clients whose receipt is missing for longer than the queue's
 * receipt_timeout. */
void confirm_look(struct desk *, int64_t ref);
/* Adjusts the times after the wall clock jumped by jump_ms. */
void confirm_shift(struct desk *, int64_t jump_ms);

#endif
