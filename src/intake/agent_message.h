/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agent_message: from an agent to a face. */
#ifndef FRONTDESK_AGENT_MESSAGE_H
#define FRONTDESK_AGENT_MESSAGE_H

struct agent;
struct desk;
struct mail;

/* Its content is not read yet: which conversation it is about decides how it is read. */
void agent_message(struct desk *, const struct mail *, const struct agent *);

#endif
