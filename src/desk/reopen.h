/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reopen: a closed conversation that its agent opens again, by writing or by !reopen. What a customer's message
 * opens again is in transition.h. */
#ifndef FRONTDESK_REOPEN_H
#define FRONTDESK_REOPEN_H

struct agent;
struct conversation;
struct desk;

/* Returns why this agent may not open the conversation again, as a sentence without a capital, which follows
 * "Not sent: " or "Not done: "; NULL: may. */
const char *reopen_why_not(struct desk *, const struct conversation *, const struct agent *);

/* Opens the conversation again, and gives it to this agent, who must be free to do so. The customer is not
 * told: the agent's words say it. */
void reopen_for_agent(struct desk *, struct conversation *, const struct agent *);

#endif
