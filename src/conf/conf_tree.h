/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_tree: the contents of a configuration file, block by block and with line numbers, before the values
 * are interpreted.
 *
 * libConfuse parses the grammar. Every value is read as text and every setting as a list, so that a wrong
 * type does not stop the reading. Callbacks note the line numbers, which libConfuse does not keep. */
#ifndef FRONTDESK_CONF_TREE_H
#define FRONTDESK_CONF_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct mistakes;

/* One setting as it was written. */
struct conf_written {
    const char *name;
    const char **values;
    size_t n;
    bool list; /* it was written as a list */
    int line;
};

struct conf_block {
    const char *kind;  /* "" for settings outside all blocks */
    const char *title; /* "" for the blocks that have none */
    int line;
    bool cut; /* an unknown setting in it was left out: missing settings must not be reported */
    struct conf_written *settings;
    size_t n, room;
};

struct conf_tree {
    struct conf_block *blocks; /* in the order of the file; the first holds the settings outside all blocks */
    size_t n, room;
};

/* One kind of block and the names that it may hold. The rows of a schema end with a NULL kind. The row with
 * kind "" is for settings outside all blocks. */
struct conf_schema {
    const char *kind;
    bool titled;
    const char *const *names; /* NULL at the end */
};

/* Parses a vetted text; the tree is in the arena of the mistakes. Returns NULL when the grammar is broken. A
 * name that is in no schema is added as a mistake, and the rest is read. */
struct conf_tree *conf_tree_read(struct mistakes *, char *vetted, const struct conf_schema *);

/* Returns the setting of this name in the block, the last one when it was written twice; NULL when it was
 * not written. */
const struct conf_written *conf_tree_find(const struct conf_block *, const char *name);

/* Returns the blocks of a kind in the order of the file, NULL at the end. */
const struct conf_block **conf_tree_blocks(struct mistakes *, const struct conf_tree *, const char *kind);

/* Returns the one of names (NULL at the end) that is most similar to a misspelt word; NULL when none is
 * similar. */
const char *conf_tree_nearest(const char *word, const char *const *names);

/* Returns the name of a block for messages: queue "sales", or the kind alone. */
const char *conf_tree_title(struct mistakes *, const struct conf_block *);

#endif
