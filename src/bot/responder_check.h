/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder_check: checks the responder and tool blocks of the configuration. */
#ifndef FRONTDESK_RESPONDER_CHECK_H
#define FRONTDESK_RESPONDER_CHECK_H

struct conf_checking;

void responder_check_tools(struct conf_checking *);
/* Must run after responder_check_tools(), because responders name tools. */
void responder_check_all(struct conf_checking *);

#endif
