/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_knowledge: what `knowledge search` and `knowledge eval` begin with. */
#ifndef FRONTDESK_CMD_KNOWLEDGE_H
#define FRONTDESK_CMD_KNOWLEDGE_H

struct cmd_session;
struct conf_responder;

/* As cmd_open(); then the responder that --responder means, its knowledge read anew as far as it has changed. A store that is
 * not there is made. */
int cmd_knowledge_open(struct cmd_session *, const struct conf_responder **);

#endif
