/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * consent: a call of a tool that changes something is carried out only after somebody has said yes to what it would do.
 * The desk shows the call to the customer in its own words, with every parameter that the model has filled in, keeps it
 * in the store, and carries it out at most once. Whatever the model says about it has no effect. */
#ifndef FRONTDESK_CONSENT_H
#define FRONTDESK_CONSENT_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct asked;
struct completion_call;
struct conf_tool;
struct decision;
struct mail;
struct responder_state;

enum { CONSENT_MS = 15 * 60 * 1000 /* a later yes is a new message */ };

/* Shows the customer what the call would do, and keeps it. A call that was kept before is forgotten. If a parameter
 * cannot be shown as it is, hands the conversation over. said: what the model wrote before the call. */
void consent_ask(struct decision *, const struct conf_tool *, const struct completion_call *,
                 const char *said);

/* Must be called with what the customer has written, before anything else is made of it; m NULL: it was written some time
 * ago. If it is a yes to what was shown, carries the call out and returns true. Anything else means no, and is for the
 * caller. */
bool consent_heard(struct desk *, struct conversation *, struct responder_state *, const struct asked *,
                   const struct mail *);

/* Listener: forgets the call when the conversation is closed or goes to a responder again. */
void consent_entered(struct desk *, struct conversation *, const struct conversation *was);

#endif
