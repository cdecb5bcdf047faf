/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_tree: what a configuration file says, block by block and with line numbers, before anybody asks what
 * it means.
 *
 * libConfuse does the grammar. Every value is taken as text and every setting as a list, so that a wrong type
 * does not end the reading; the callbacks note the lines, which libConfuse itself forgets. */
#ifndef FRONTDESK_CONF_TREE_H
#define FRONTDESK_CONF_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct mistakes;

/* One setting as it is written. */
struct conf_written {
    const char *name;
    const char **values;
    size_t n;
    bool list; /* more or fewer than one value was given */
    int line;
};

struct conf_block {
    const char *kind;  /* "" for what stands outside all blocks */
    const char *title; /* "" for the blocks that have none */
    int line;
    bool cut; /* something unknown in it was left out: do not complain of what is missing */
    struct conf_written *settings;
    size_t n, room;
};

struct conf_tree {
    struct conf_block *blocks; /* in the order of the file; the first is what stands outside */
    size_t n, room;
};

/* One kind of block and the names that may stand in it; the rows of a schema end with a NULL kind. The row of
 * kind "" is for outside of all blocks. */
struct conf_schema {
    const char *kind;
    bool titled;
    const char *const *names; /* NULL at the end */
};

/* Parses a vetted text, in the arena of the mistakes. NULL when its grammar is broken; names that are in no
 * schema are mistakes too, but the rest is read. */
struct conf_tree *conf_tree_read(struct mistakes *, char *vetted, const struct conf_schema *);

/* The setting in the block, the last one if it is there twice; NULL when it is not there. */
const struct conf_written *conf_tree_find(const struct conf_block *, const char *name);

/* The blocks of a kind in the order of the file, NULL at the end. */
const struct conf_block **conf_tree_blocks(struct mistakes *, const struct conf_tree *, const char *kind);

/* Of the names (NULL at the end) the one that looks most like a misspelt word; NULL when none does. */
const char *conf_tree_nearest(const char *word, const char *const *names);

/* How a message names a block: queue "sales", or the kind alone. */
const char *conf_tree_title(struct mistakes *, const struct conf_block *);

#endif
