/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conversation: one customer's matter in one queue, from the first message to the close: its row, its archive, and
 * what is said in it. What changes its state is in transition.h. */
#ifndef FRONTDESK_CONVERSATION_H
#define FRONTDESK_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name_list.h"
#include "conf/notice.h"
#include "desk/customer.h"
#include "store/store.h"

struct agent;
struct conf_queue;
struct desk;
struct mail;

enum conversation_state {
    CONVERSATION_BOT,
    CONVERSATION_WAITING,
    CONVERSATION_OFFERED,
    CONVERSATION_ACTIVE,
    CONVERSATION_SNOOZED,
    CONVERSATION_CLOSED,
};

const char *conversation_state_name(enum conversation_state);
extern const struct name_list conversation_state_names;
/* Waiting, or offered: no agent has it yet, and it has a place in a line. */
bool conversation_state_in_line(enum conversation_state);

enum { TOLD_CLOSED = -1 }; /* as told_position: the customer knows that the queue is closed */

/* As the store had it when it was read, transition.h reads it again; db/columns says what each column means. Texts
 * are in the arena and never NULL; where there is no such row, in a damaged store too, it is closed, everybody is 0 and every
 * text is "". */
struct conversation {
    CONVERSATION_FIELDS;
};

/* What is found where there is none. */
struct conversation conversation_nothing(void);

struct conversation conversation_by_id(struct desk *, int64_t id);
/* The open one, if any. */
struct conversation conversation_of_customer(struct desk *, const char *bare_jid, const char *desk_queue);
struct conversation conversation_of_face(struct desk *, const char *localpart);
/* The last one of a face, open or not. */
struct conversation conversation_last(struct desk *, int64_t face);
/* The same by other names. */
struct conversation conversation_last_of_face(struct desk *, const char *localpart);
struct conversation conversation_last_of_customer(struct desk *, const char *bare_jid, const char *desk_queue);

/* Does this agent hold it at this moment? */
bool conversation_held_by(const struct conversation *, int64_t agent);

/* The settings of the line it stands in. A queue that left the configuration is served by the settings of the
 * first. */
const struct conf_queue *conversation_queue(const struct desk *, const struct conversation *);


/* Says a notice to the customer, in the customer's language, from the queue's address, and archives it. */
void conversation_tell(struct desk *, const struct conversation *, enum notice, const struct notice_value *);
/* Tells the agent something in the customer's chat: "[desk] …". */
void conversation_tell_agent(struct desk *, const struct conversation *, const char *agent_jid,
                             const char *text);
/* The language in which the customer is spoken to. */
const char *conversation_language(const struct desk *, const struct conversation *);

/* A side has written: moves the mark of the idle timer, and calls the listeners. The struct stays as it was read.
 * relayed: the archived message that the holder is given, 0: none. */
void conversation_customer_wrote(struct desk *, const struct conversation *, int64_t relayed);
void conversation_agent_wrote(struct desk *, const struct conversation *, const char *full_jid);

#endif
