/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shown: what each agent was given of a customer's messages, in the chat with the customer's face. An offer is
 * the customer's own messages; whoever takes the conversation later is given only the others. Nobody is given one
 * twice.
 *
 * The row of an agent and a face is written when an offer is shown, when more is passed on to whoever has it, and
 * when a holder loses the conversation. While an agent holds it nothing is written there: the column `relayed` of
 * the conversation says what the holder has. */
#ifndef FRONTDESK_SHOWN_H
#define FRONTDESK_SHOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/conversation.h"

struct agent;
struct cursor;
struct desk;

/* A copy of the row; db/columns explains each column. All 0 and "" if there is none. */
struct shown {
    SHOWN_FIELDS;
};

struct shown shown_to(struct desk *, const struct conversation *, int64_t agent);

/* The messages that an agent who is asked has not been given yet, nor did anybody who held the conversation. */
struct pending {
    int64_t n;     /* so many are shown, 10 at most and about 16 KiB */
    int64_t after; /* … those after this message (id) */
    int64_t
        left_out; /* so many are before these: they come when the agent takes the conversation; 1000 at most */
    int64_t first_ms; /* when the first of those shown was written */
};

struct pending shown_pending(struct desk *, const struct conversation *, const struct shown *);
/* Gives them to an agent who has an offer. The client is not asked for receipts. */
void shown_give(struct desk *, const struct conversation *, const struct agent *, struct shown *,
                const struct pending *);
/* The customer has written: gives it to those who have an open offer. */
void shown_pass_on(struct desk *, const struct conversation *);

/* Sends an agent one archived message (the columns of message_unrelayed), and returns its number. *floor_ms: when
 * something was last said in this chat, before and after; an older stamp is left out, see shown_stamp(). receipt: the
 * client is asked for one, as far as there are words. */
int64_t shown_send(struct desk *, const struct conversation *, const char *agent_jid, struct cursor *,
                   int64_t *floor_ms, bool receipt);
/* Returns the stamp (XEP-0203) of what was written at that time; 0: none, because it was written just now, or because
 * something else was said in this chat since floor_ms. Dino leaves out of an open chat what is not newer than its
 * newest line, and Conversations shows the old time at the new place. */
int64_t shown_stamp(const struct desk *, int64_t at_ms, int64_t floor_ms);
/* The same for a late message of the customer to the agent who has or had the conversation. at_ms 0: it is not late. */
int64_t shown_late_stamp(struct desk *, const struct conversation *, int64_t at_ms);

/* Notes that the agent was given a message of a conversation that nobody holds. */
void shown_message(struct desk *, const struct conversation *, int64_t agent, int64_t message);
/* Makes the agent be given this message again, and all after it: it came back. */
void shown_take_back(struct desk *, const struct conversation *, int64_t agent, int64_t message);
/* Listener: a holder loses the conversation. */
void shown_left(struct desk *, const struct conversation *was, enum conversation_state to);

#endif
