/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_knowledge: opens the knowledge for `knowledge search` and `knowledge eval`. */
#ifndef FRONTDESK_CMD_KNOWLEDGE_H
#define FRONTDESK_CMD_KNOWLEDGE_H

struct cmd_session;
struct conf_responder;

/* Like cmd_open(); then finds the responder that --responder means, and reads again the files of its
 * knowledge that have changed. Creates the store when there is none. */
int cmd_knowledge_open(struct cmd_session *, const struct conf_responder **);

#endif
