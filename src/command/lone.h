/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lone: a message in a customer's chat that is nothing but a command's word without its mark, as "queue" or
 * "take 2". It may be a command that was meant for the desk, or an answer for the customer. So it is held, and the
 * agent is asked about it, once for each agent and word. What the agent does next decides:
 *
 *     the same word again                the word is sent once, as the later message
 *     anything else for the customer     the held message is sent first
 *     !close, !transfer, !leave, !bot    likewise, because the customer is with the agent no longer after that
 *     the same word as a command         the held message is forgotten
 *     a correction (XEP-0308)            is sent in its place
 *     a retraction (XEP-0424)            it is forgotten
 *
 * If the agent loses the conversation or the offer before, the agent is told that it was not sent; a word in a closed
 * chat is forgotten when the customer begins another conversation. While it is held it takes no offer and opens no
 * closed conversation. The row is in the store, so a restart changes nothing. */
#ifndef FRONTDESK_LONE_H
#define FRONTDESK_LONE_H

#include <stdbool.h>

struct agent;
struct conversation;
struct desk;
struct mail;

/* Says whether this message is a command's word about which this agent was not asked yet. */
bool lone_is_new(struct desk *, const struct mail *, const struct agent *);
/* Holds such a message, and asks the agent. The caller has found that it could be sent. */
void lone_hold(struct desk *, const struct conversation *, const struct mail *, const struct agent *);
/* Says whether a message of this agent is held in this conversation. */
bool lone_any(struct desk *, const struct conversation *, const struct agent *);
/* Says whether this is the held message itself, which a server delivered twice. */
bool lone_is_held(struct desk *, const struct conversation *, const struct mail *, const struct agent *);

/* Must be called before anything else of the agent who holds the conversation goes to the customer, and before the
 * agent gives it away: sends the held message. next: the message that follows; if it is the same word, that one
 * alone is sent. NULL: none. */
void lone_send(struct desk *, struct conversation *, const struct mail *next, const struct agent *);

/* The agent gave a command in this chat: forgets the held message if it has the same word, or if the command is a
 * correction of it. */
void lone_commanded(struct desk *, const struct conversation *, const struct mail *, const struct agent *);
/* The agent gave a command with this word in this chat, by whatever way: forgets the held message if it has it. */
void lone_commanded_word(struct desk *, const struct conversation *, const struct agent *, const char *word);
/* The agent gave a command with this word to the house: the held messages with that word were meant so. */
void lone_commanded_house(struct desk *, const struct agent *, const char *word);

/* If the message corrects the held one, makes it what is said in its place, as if it had been written so. If it
 * takes the held one back, forgets that, tells the agent and returns true: there is nothing more to do. */
bool lone_changes(struct desk *, const struct conversation *, struct mail *, const struct agent *);

/* Listener: what is held for an agent who neither has the conversation nor an offer of it is not sent. */
void lone_entered(struct desk *, struct conversation *, const struct conversation *was);

#endif
