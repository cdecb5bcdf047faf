/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool_check: what must be right of a tool's request in the configuration: who may fill in what, and how it is signed
 * and confirmed. */
#ifndef FRONTDESK_TOOL_CHECK_H
#define FRONTDESK_TOOL_CHECK_H

struct conf;
struct conf_block;
struct conf_tool;
struct mistakes;

/* Checks the headers, the parameters, the secret and the confirmation of a tool, and reads its secret_file. */
void tool_check(struct mistakes *, struct conf *, struct conf_tool *, const struct conf_block *);

#endif
