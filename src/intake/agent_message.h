/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_message: handles messages of agents to a face or to the house. */
#ifndef FRONTDESK_AGENT_MESSAGE_H
#define FRONTDESK_AGENT_MESSAGE_H

struct agent;
struct authority;
struct conversation;
struct desk;
struct mail;

/* Handles a message to a face: a command, an answer that accepts an offer, or a message for the customer.
 * may: what the agent may do in that conversation (authority.h). Takes the quote out of a reply to a line of
 * the desk; refuses other messages that quote what only agents may read. */
void agent_message(struct desk *, struct mail *, const struct agent *, struct conversation *,
                   const struct authority *may);
/* Handles a message to the house, which can only be a command. */
void agent_message_to_house(struct desk *, const struct mail *, const struct agent *);

#endif
