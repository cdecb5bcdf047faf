/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * relay: an agent's words on their way to the customer. */
#ifndef FRONTDESK_RELAY_H
#define FRONTDESK_RELAY_H

struct agent;
struct conversation;
struct desk;
struct mail;

/* Archives a message of the agent who holds the conversation, passes it on to the customer, and has it translated
 * where the agent wants that. body: as the customer reads it; NULL: the message has none, as a reaction. */
void relay_words(struct desk *, struct conversation *, const struct mail *, const struct agent *,
                 const char *body);
/* Passes on what is never stored, such as a chat state. */
void relay_live(struct desk *, const struct conversation *, const struct mail *, const struct agent *);

/* Tells the customer that the agent does not type any more, if the message says whether he does: what was typed does not
 * go to the customer. Does nothing if the agent does not hold the conversation. */
void relay_paused(struct desk *, const struct conversation *, const struct mail *, const struct agent *);

#endif
