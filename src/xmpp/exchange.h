/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * exchange: asks a client of the agent to change the contact list itself (XEP-0144), where no server lets us
 * do it. One device is asked that says it can (XEP-0030); its user may be asked in turn, and may refuse. */
#ifndef FRONTDESK_EXCHANGE_H
#define FRONTDESK_EXCHANGE_H

#include <strophe.h>

struct agent;
struct desk;
struct jid;
struct roster_session;

/* Asks the agent's devices whether they can, or one that can to change entries. */
void exchange_work(struct desk *, const struct agent *, struct roster_session *);
/* The device did not answer. */
void exchange_late(struct desk *, struct roster_session *);
/* Handles an IQ result or error, which may be an answer of a device. */
void exchange_answer(struct desk *, xmpp_stanza_t *, const struct jid *from);

#endif
