/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_message: from an agent to a face, or to the house. */
#ifndef FRONTDESK_AGENT_MESSAGE_H
#define FRONTDESK_AGENT_MESSAGE_H

struct agent;
struct authority;
struct conversation;
struct desk;
struct mail;

/* may: what the agent may do in the conversation of that face (authority.h). What only agents may read is taken out of the
 * message. */
void agent_message(struct desk *, struct mail *, const struct agent *, struct conversation *, const struct authority *may);
/* Commands; there is nobody else to talk to. */
void agent_message_to_house(struct desk *, const struct mail *, const struct agent *);

#endif
