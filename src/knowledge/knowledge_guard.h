/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_guard: what must not be told to customers, though it stands in a directory of knowledge: what a
 * link brings in from elsewhere, and the secrets of the configuration. */
#ifndef FRONTDESK_KNOWLEDGE_GUARD_H
#define FRONTDESK_KNOWLEDGE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct conf;
struct knowledge_guard;

/* Of one directory, all in the arena; the configuration is copied. conf NULL: there are no secrets, and links
 * lead nowhere else. Asks the file system where the directories are, so it holds for one pass. */
struct knowledge_guard *knowledge_guard_new(struct arena *, const struct conf *, const char *directory);

/* Is this path, without links in it, in the directory or in one of knowledge_also? */
bool knowledge_guard_inside(const struct knowledge_guard *, const char *real_path);

/* The name of a setting whose secret is in the bytes, and *at where; NULL: there is none. */
const char *knowledge_guard_secret(const struct knowledge_guard *, const char *bytes, size_t len, size_t *at);

/* Changes, nearly always, when the secrets change; says next to nothing about them. */
unsigned knowledge_guard_mark(const struct knowledge_guard *);

#endif
