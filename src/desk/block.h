/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * block: the block list: senders whose messages are refused, for a time or for ever. An entry is an address,
 * a whole domain, or a pattern with '*'. */
#ifndef FRONTDESK_BLOCK_H
#define FRONTDESK_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct conf_hours;
struct conversation;
struct desk;
struct party;

enum { BLOCKS_MAX = 10000 };
#define BLOCK_FOR_MAX_MS (INT64_C(3650) * 24 * 60 * 60 * 1000)

/* Reads the number of blocks and their patterns from the store into the desk. While there are none, a message
 * then costs no query. Called at the start and after each change. */
void blocks_load(struct desk *);
void blocks_free(struct desk *);

/* Says whether the pattern matches the whole text. '*' matches any number of characters, every other
 * character matches itself. */
bool block_matches(const char *pattern, const char *text);

/* Says whether a block applies to this sender. *pattern (the pointer may be NULL): which block, in the
 * arena. */
bool block_applies(struct desk *, const struct party *from, const char **pattern);

/* Adds a block, or gives an existing one a new reason and end. pattern: as a supervisor typed it. for_ms: how
 * long the block lasts, at most BLOCK_FOR_MAX_MS; 0: for ever. Closes the open conversations of the senders
 * it applies to, with the reason "blocked". Returns the number of the block. On failure (not a pattern, the
 * list is full) returns 0 and puts the reason, half a sentence in the arena, into *why. */
int64_t block_add(struct desk *, const struct agent *by, const char *pattern, const char *reason,
                  int64_t for_ms, const char **why);
/* Blocks the customer of this conversation in the same way. A '*' in the customer's address is taken
 * literally. The list then shows the customer's face, not the address. */
int64_t block_add_customer(struct desk *, const struct agent *by, const struct conversation *,
                           const char *reason, int64_t for_ms, const char **why);
/* Returns false if there is no block with this number. */
bool block_remove(struct desk *, int64_t id);
/* Returns the list for a supervisor, one block a line, at most 50, in the arena; "" if there are none. */
const char *blocks_text(struct desk *, const struct conf_hours *zone);

/* Handler of TIMER_BLOCK: the block ends. */
void block_over(struct desk *, int64_t id);

#endif
