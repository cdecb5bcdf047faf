/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sealing_first: the desk writes first, encrypted, where the setting omemo is "prefer" or "require". Then the agent's client has a
 * session before the agent answers: Conversations refuses an answer from the notification without one.
 *
 * When a device of the agent comes, it is asked whether it announces OMEMO (XEP-0030), and if so the agent's list of devices
 * is fetched, and the keys of each device (keyring.h). Only when every device that is online announces it, and all keys have
 * come, the desk begins sessions: else the agent could not read the message on one of them. */
#ifndef FRONTDESK_SEALING_FIRST_H
#define FRONTDESK_SEALING_FIRST_H

#include <stdbool.h>

#include <strophe.h>

struct agent;
struct desk;
struct jid;
struct omemo_pair;

/* A device of the agent is available. */
void sealing_first_device(struct desk *, const struct agent *, const char *resource);
/* A customer of a queue whose setting omemo is "prefer" has written in plain text: asks the client what it understands, once
 * a day, with the same questions after it as for an agent. Too many strangers at once are not asked. */
void sealing_first_customer(struct desk *, const struct omemo_pair *, const struct jid *from);
/* Takes an IQ result, which may be a device's answer. */
void sealing_first_answer(struct desk *, xmpp_stanza_t *iq, const struct jid *from);
/* Begins sessions between our address and those devices of a person that have none yet, as far as their keys are known: if
 * the person has written encrypted there, or the setting is "prefer" or "require". Returns whether there is a session. */
bool sealing_first_begin(struct desk *, const struct omemo_pair *);
/* Tells those devices of an agent that are online, if one announces OMEMO, which devices this address of ours has (XEP-0163):
 * then a client can encrypt there without asking, and drops a device that we no longer have. Other clients ignore it. */
void sealing_first_show(struct desk *, const struct agent *, const char *own);
/* After each connection: what was asked before will not be answered, and the keys may be others than before. */
void sealing_first_link_up(struct desk *);

#endif
