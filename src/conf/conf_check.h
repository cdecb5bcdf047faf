/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_check: do the settings fit together, and the world around them? What must be right of an agent, a
 * queue or a responder is said in the room that owns it; conf_checks[] in src/wiring.c lists these checks.
 * Here is what they share. */
#ifndef FRONTDESK_CONF_CHECK_H
#define FRONTDESK_CONF_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/stat.h>

#include "conf/conf.h"

struct arena;
struct conf_block;
struct conf_tree;
struct mistakes;

/* An agent by address, to find it quickly. */
struct conf_agent_key {
    const char *key;
    size_t index; /* of conf->agents */
};

/* The configuration being checked. scratch is gone when it is read; what lasts goes to conf->arena. The
 * agents, queues and responders stand in the order of their blocks in the tree. */
struct conf_checking {
    struct conf *conf;
    const struct conf_tree *tree;
    struct mistakes *m;
    const struct stat *st; /* of the configuration file itself */
    struct arena *scratch;
    struct conf_agent_key *agents; /* sorted; from the check of the agents on */
    size_t *serving;               /* of each agent the last queue that lists it, counted from 1; 0: none */
    bool all_read; /* nothing was left out at the outer level, so what is not here is nowhere */
};

/* In the order of the rows. */
void conf_check(struct conf *, const struct conf_check *, const struct conf_tree *, struct mistakes *,
                const struct stat *st);

/* ---- for the checks ---- */

/* Where a setting of the block was written: in it, outside of all blocks, or nowhere (then the block's own
 * line). */
int conf_line_of(const struct conf_checking *, const struct conf_block *, const char *name);
/* As it may be printed. */
const char *conf_show(const struct conf_checking *, const char *text);
/* What to say after a name that is not there: the one of names (NULL at the end) that may have been meant. */
const char *conf_hint(const struct conf_checking *, const char *word, const char *const *names,
                      const char *otherwise);
/* The written domain or address in A-labels, where it was written so, which is noted; NULL. */
char *conf_note_labels(struct conf_checking *, int line, const char *what, const char *written,
                       const char *taken);

/* ---- the checks of this room ---- */

void conf_check_component(struct conf_checking *); /* conf_component.c */
void conf_check_messages(struct conf_checking *);  /* conf_messages.c */

#endif
