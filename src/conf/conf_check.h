/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_check: do the settings fit together, and the world around them? Addresses, references between blocks,
 * opening hours, secrets, notices. */
#ifndef FRONTDESK_CONF_CHECK_H
#define FRONTDESK_CONF_CHECK_H

#include <sys/stat.h>

#include "conf/conf.h"

struct conf_tree;
struct mistakes;

/* Completes the configuration: prepared addresses, indexes of agents, spans of hours, the secret. What does
 * not fit is a mistake. st is of the configuration file itself. The agents, queues and responders stand in
 * the order of their blocks in the tree. */
void conf_check(struct conf *, const struct conf_tree *, struct mistakes *, const struct stat *st);

#endif
