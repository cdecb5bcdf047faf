/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_check: checks whether the settings fit together, and whether they fit what is outside, such as files.
 * The checks of agents, queues and responders are in the rooms that own them; conf_checks[] in src/wiring.c
 * lists all checks. This header has what they share. */
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

/* An entry of the index of agents by address. */
struct conf_agent_key {
    const char *key;
    size_t index; /* in conf->agents */
};

/* The configuration being checked. scratch is freed when the configuration was read; what must last is
 * allocated in conf->arena. Agents, queues and responders are in the order of their blocks in the tree. */
struct conf_checking {
    struct conf *conf;
    const struct conf_tree *tree;
    struct mistakes *m;
    const struct stat *st; /* of the configuration file itself */
    struct arena *scratch;
    struct conf_agent_key *agents; /* sorted; set by the check of the agents */
    size_t *serving;               /* for each agent the last queue that lists it, counted from 1; 0: none */
    /* No unknown setting was left out at the outer level, so a name that is not here is not anywhere. */
    bool all_read;
};

/* Runs the checks in the order of the rows. Skips rows with `notes` set when there is a mistake already. st:
 * of the configuration file. */
void conf_check(struct conf *, const struct conf_check *, const struct conf_tree *, struct mistakes *,
                const struct stat *st);

/* ---- for the checks ---- */

/* Returns the line where a setting of the block was written: inside it or outside of all blocks; the line of
 * the block itself when it was not written. */
int conf_line_of(const struct conf_checking *, const struct conf_block *, const char *name);
/* Returns text in printable form, cut to 60 characters, for messages. */
const char *conf_show(const struct conf_checking *, const char *text);
/* Returns the hint for a name that does not exist: a question whether the most similar of names (NULL at the
 * end) was meant; `otherwise` when none is similar. */
const char *conf_hint(const struct conf_checking *, const char *word, const char *const *names,
                      const char *otherwise);
/* For a domain or address that was written in A-labels: adds a note that it is taken in U-labels, and
 * returns the written form in lower case, in conf->arena. Returns NULL for any other. */
char *conf_note_labels(struct conf_checking *, int line, const char *what, const char *written,
                       const char *taken);

/* Adds the mistake that a block of this kind and name, on `line`, has the name of the block on line `other`.
 */
void conf_note_twice(struct conf_checking *, int line, const char *kind, const char *name, int other);

/* ---- the checks of this room ---- */

void conf_check_component(struct conf_checking *); /* conf_component.c */
void conf_check_store(struct conf_checking *);     /* conf_component.c */
void conf_check_messages(struct conf_checking *);  /* conf_messages.c */

#endif
