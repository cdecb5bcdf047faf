/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contact: what an agent sees of a customer's chat in the list of chats: a name, and whether the chat is the
 * agent's, is offered to the agent, or is over.
 *
 * No other file tells this. It goes to the channel of the agents (`contact` in channel.h):
 *
 *     OFFERED   when an offer is made
 *     HELD      when the agent takes or gets the conversation
 *     CLOSED    when an offer ends without being taken, and when the conversation is closed, given back,
 *               passed on or taken over
 *     the same  again, for each conversation that the agent holds or is offered: at each login of a device
 *               and after the link came up; and when the customer's name changes
 *
 * Only agents who were offered the conversation or hold it are told, and nobody is told CLOSED who was not
 * told one of the others before. A state may be told more than once; the last one holds. Nothing is told of
 * agents' devices: each call is for the agent, whatever is online. While the link is down the calls come too:
 * what a channel sends then is lost, what it stores is not. So when the link comes up, what ended since 3 minutes
 * before it was lost is told once more. */
#ifndef FRONTDESK_CONTACT_H
#define FRONTDESK_CONTACT_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct conversation;
struct desk;

enum contact_state { CONTACT_OFFERED, CONTACT_HELD, CONTACT_CLOSED, CONTACT_STATES };

/* What the channel is told. Texts are in the turn's arena. */
struct contact {
    const struct agent *agent; /* its conf is NULL if the agent has left the configuration */
    const struct conversation *conversation;
    const char *localpart; /* of the face */
    const char *name;      /* as shown: contact_name() */
    const char *queue;     /* the queue in whose line the conversation stands */
    enum contact_state state;
};

/* Returns the customer's name for agents: with the queue, "Ann · Shoe Shop", if there are several. The queue
 * is the one that the customer writes to, so that a transfer does not rename the chat. */
const char *contact_name(struct desk *, const struct conversation *);

/* Tells what the conversation is for this agent at present; CLOSED if it is neither held nor offered. For a
 * probe of an agent who may know of it. */
void contact_tell(struct desk *, const struct conversation *, const struct agent *);

/* For offer.c: an offer was made; an offer has ended in another way than by being taken. */
void contact_offered(struct desk *, const struct conversation *, const struct agent *);
void contact_offer_ended(struct desk *, int64_t offer);

/* The customer of this face is called otherwise: tells who holds the conversation or is offered it. */
void contact_renamed(struct desk *, int64_t face);

/* Whether the agent sees what is told here. It is lost while the link is down, and an agent whose devices we do not see
 * may have none that shows it. */
bool contact_is_seen(const struct desk *, const struct agent *);
/* For who closes a conversation that an agent holds, before that: a message about it would move a chat that is over to
 * the top of the list. Sends one only if the agent does not see the rest. */
void contact_say_closed(struct desk *, const struct conversation *, const char *text);

/* Listener: tells who holds the conversation, and who held it. */
void contact_entered(struct desk *, struct conversation *, const struct conversation *was);

/* Tells an agent all held and offered conversations again: 50 in a turn, and at most 6 times a minute, so
 * that a device that comes and goes all the time is cheap. */
void contacts_tell(struct desk *, const struct agent *);
/* After the link came up: tells CLOSED where that may have been lost with the link before, which was given up at lost_ms. At
 * most 200 chats are told; what goes on is told at logins. */
void contacts_tell_lost(struct desk *, int64_t lost_ms);
/* Handler of TIMER_CONTACTS. */
void contacts_tell_some(struct desk *, int64_t agent);

#endif
