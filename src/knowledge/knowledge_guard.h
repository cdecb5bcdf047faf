/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_guard: finds contents of a directory of knowledge that customers must not be told: files outside
 * the directory to which a link leads, and secrets of the configuration. */
#ifndef FRONTDESK_KNOWLEDGE_GUARD_H
#define FRONTDESK_KNOWLEDGE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct conf;
struct knowledge_guard;

/* Makes a guard for one directory, in the arena; copies what it needs from the configuration. conf NULL:
 * there are no secrets, and links may not lead out of the directory. Resolves the paths of the directories,
 * so it is valid for one pass only. */
struct knowledge_guard *knowledge_guard_new(struct arena *, const struct conf *, const char *directory);

/* Whether this path, which must hold no links, is inside the directory or one of its knowledge_also. */
bool knowledge_guard_inside(const struct knowledge_guard *, const char *real_path);

/* Returns the setting whose secret is in the bytes and sets *at to its place; NULL when there is none. */
const char *knowledge_guard_secret(const struct knowledge_guard *, const char *bytes, size_t len, size_t *at);

/* Returns a number from 0 to 255 that nearly always changes when the secrets change, and tells next to
 * nothing about them. */
unsigned knowledge_guard_mark(const struct knowledge_guard *);

#endif
