/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder_check: what must be right of the responder and tool blocks of the configuration. */
#ifndef FRONTDESK_RESPONDER_CHECK_H
#define FRONTDESK_RESPONDER_CHECK_H

struct conf_checking;

void responder_check_tools(struct conf_checking *);
/* After the check of the tools, which they name. */
void responder_check_all(struct conf_checking *);

#endif
