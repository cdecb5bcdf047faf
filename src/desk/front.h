/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * front: what a customer sees of a queue in the list of chats: who serves, and whether it is open. The
 * counterpart of contact.h.
 *
 * While an agent has the customer's conversation, the queue's contact is called "Ann Fischer · Shoe Shop" and
 * shows her picture; else it has the queue's own. Its presence says who can expect what. The customer of an
 * open conversation is shown it unasked: when the conversation begins (with the title, if that is not the
 * address), ends, and changes hands, and whenever the position is told, which is bounded (line.c). Everybody else is shown it in answer to a probe or a
 * subscription. */
#ifndef FRONTDESK_FRONT_H
#define FRONTDESK_FRONT_H

#include <stdbool.h>

struct conf_agent;
struct conf_queue;
struct conversation;
struct desk;

/* RFC 6121 section 4.7.2. Texts are in the turn's arena. */
struct front {
    const char *show;               /* "away": nobody is on duty; "xa": closed; NULL: open */
    const char *status;             /* in the reader's language; NULL: nothing to say */
    const char *name;               /* as shown */
    const struct conf_agent *agent; /* who serves this reader; NULL: nobody */
};

/* Returns what the customer with this address sees of the queue. reader: a bare address; may be a stranger's.
 */
struct front front_of(struct desk *, const struct conf_queue *, const char *reader);
/* Returns the name under which an agent answers in this conversation. */
const char *front_name(struct desk *, const struct conversation *, const char *agent_name);

/* Tells the channel of this conversation. named: the name and the picture too, not only the presence. */
void front_tell(struct desk *, const struct conversation *, bool named);

/* Listener. */
void front_entered(struct desk *, struct conversation *, const struct conversation *was);

#endif
