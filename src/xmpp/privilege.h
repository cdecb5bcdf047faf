/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * privilege: a server lets the desk read and change the rosters of its accounts (XEP-0356). It says so after
 * each connection. A roster is read before each change, because only then is it known what in it is the
 * agent's own.
 *
 * Prosody (mod_privilege) and ejabberd from 23.10 on do that. ejabberd 23.01 says the same, and then answers
 * every change with an error: after an error or no answer the server is not asked again for an hour. */
#ifndef FRONTDESK_PRIVILEGE_H
#define FRONTDESK_PRIVILEGE_H

#include <stdbool.h>

#include <strophe.h>

struct agent;
struct desk;
struct jid;
struct roster_session;

/* A server has said what it grants: the element <privilege/>. */
void privilege_told(struct desk *, const struct jid *server, xmpp_stanza_t *privilege);
/* Notes for `frontdesk status` which servers of agents let us change rosters. */
void privileges_note(struct desk *);
/* Nothing is granted any more. */
void privileges_forget(struct desk *);

/* Begins to change the agent's roster. Returns false if the server does not let us. */
bool privilege_work(struct desk *, const struct agent *, struct roster_session *);
/* No answer came in time. */
void privilege_late(struct desk *, const struct agent *, struct roster_session *);
/* Handles an IQ result or error, which may be an answer of a server. */
void privilege_answer(struct desk *, xmpp_stanza_t *, const struct jid *from);

#endif
