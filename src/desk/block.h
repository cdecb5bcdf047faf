/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * block: who is not listened to: an address, a whole domain, or a pattern with '*', for a time or for ever. */
#ifndef FRONTDESK_BLOCK_H
#define FRONTDESK_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct conversation;
struct desk;
struct party;

enum { BLOCKS_MAX = 10000 };
#define BLOCK_FOR_MAX_MS (INT64_C(3650) * 24 * 60 * 60 * 1000)

/* At the start: the desk counts them, so that a message costs no look into the store while there are none, and keeps the
 * patterns. */
void blocks_load(struct desk *);
void blocks_free(struct desk *);

/* '*' stands for anything, each other character for itself. */
bool block_matches(const char *pattern, const char *text);

/* Does one apply to this sender? *pattern (may be NULL): which. */
bool block_applies(struct desk *, const struct party *from, const char **pattern);

/* Adds one, or changes how long it holds; for_ms 0: for ever, at most BLOCK_FOR_MAX_MS. pattern: as a supervisor wrote
 * it. Open conversations of those it applies to are closed, as blocked. The new one's number; 0: *why (in the arena, half
 * a sentence) says why not. */
int64_t block_add(struct desk *, const struct agent *by, const char *pattern, const char *reason, int64_t for_ms,
                  const char **why);
/* The same for one customer, whatever letters the address has: a '*' in it is one. Agents see the face instead. */
int64_t block_add_customer(struct desk *, const struct agent *by, const struct conversation *, const char *reason,
                           int64_t for_ms, const char **why);
/* False when there is none with this number. */
bool block_remove(struct desk *, int64_t id);
/* The list, a line each, for a supervisor; "" when there is none. */
const char *blocks_text(struct desk *);

/* Timer: its time is over. */
void block_over(struct desk *, int64_t id);

#endif
