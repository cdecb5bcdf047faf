/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conversation: one customer's matter in one queue, from the first message to the close. Here it is found in
 * the store, and the desk speaks in it. transition.h changes its state. */
#ifndef FRONTDESK_CONVERSATION_H
#define FRONTDESK_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name_list.h"
#include "conf/notice.h"
#include "desk/customer.h"
#include "desk/letter.h"
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
/* True for waiting and offered: the conversation has a place in a line, and no agent holds it. */
bool conversation_state_in_line(enum conversation_state);

enum { TOLD_CLOSED = -1 }; /* in told_position: the customer was told that the queue is closed */

/* A copy of the conversation's row, as it was when it was read; db/columns explains each column. The
 * functions of transition.h read it again. Texts are in the turn's arena and never NULL. If there is no such
 * row (a damaged store may lack one), the state is closed, every id is 0 and every text is "". */
struct conversation {
    CONVERSATION_FIELDS;
};

/* Returns what the functions below return when there is no such conversation. */
struct conversation conversation_nothing(void);

struct conversation conversation_by_id(struct desk *, int64_t id);
/* These two find the open conversation; id 0: none is open. desk_queue: the queue address that the customer
 * writes to. */
struct conversation conversation_of_customer(struct desk *, const char *bare_jid, const char *desk_queue);
struct conversation conversation_of_face(struct desk *, const char *localpart);
/* These three find the newest conversation, open or closed; id 0: there is none. */
struct conversation conversation_last(struct desk *, int64_t face);
struct conversation conversation_last_of_face(struct desk *, const char *localpart);
struct conversation conversation_last_of_customer(struct desk *, const char *bare_jid,
                                                  const char *desk_queue);

/* Says whether this agent holds the conversation at this moment. */
bool conversation_held_by(const struct conversation *, int64_t agent);

/* Returns the settings of the line it stands in. If that queue left the configuration, returns those of the
 * first queue. */
const struct conf_queue *conversation_queue(const struct desk *, const struct conversation *);

/* Returns the settings of the queue whose address the customer writes to, if it is in the configuration; else
 * those of the line. */
const struct conf_queue *conversation_desk_queue(const struct desk *, const struct conversation *);

/* Sends a notice to the customer, in the customer's language and from the queue address, and archives it.
 * Does nothing if the administrator replaced the notice by an empty text. */
void conversation_tell(struct desk *, const struct conversation *, enum notice, const struct notice_value *);
/* Returns a text of the desk to an agent from the customer's face: each of its
 * lines begins with the desk's sign (voice.h). */
struct letter conversation_desk_line(struct desk *, const struct conversation *, const char *agent_jid,
                                     const char *text);
/* Sends it. It is not archived. */
void conversation_tell_agent(struct desk *, const struct conversation *, const char *agent_jid,
                             const char *text);
/* The most that stands in a customer's chat as the answer to a question of the agent: the customer's words must not go
 * under. */
enum { ANSWER_LINES = 20, ANSWER_BYTES = 2000 };
/* Sends an answer that may be longer: then it goes to the house's chat, and a line in the customer's leads there.
 * asked: what it answers, as in "!history 50". */
void conversation_answer_agent(struct desk *, const struct conversation *, const char *agent_jid,
                               const char *asked, const char *text);
/* Returns the language of notices to this customer (desk/tongue.h): one with a catalogue. */
const char *conversation_language(const struct desk *, const struct conversation *);
/* Returns the tag of the customer's language, for agents and language models; it may have no catalogue.
 * "": not known. */
const char *conversation_customer_tag(const struct conversation *);
/* Returns the same; the queue's language if it is not known. */
const char *conversation_translation_tag(const struct desk *, const struct conversation *);

/* Note in the row that a side has written just now, and call the listeners. The struct is not read again.
 * relayed: the number of the archived message that the holder is given now; 0: none. full_jid: the agent's
 * device. */
void conversation_customer_wrote(struct desk *, const struct conversation *, int64_t relayed);
void conversation_agent_wrote(struct desk *, const struct conversation *, const char *full_jid);

#endif
