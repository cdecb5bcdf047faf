/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arena: memory that lives until the end of the turn.
 *
 * Everything that one turn of the loop builds (replies, rows, effects) is allocated from one arena, and
 * arena_reset() frees it all at once. Single allocations are never freed, so they cannot leak. When memory
 * runs out, the program ends: it could not do anything useful, and a restart loses nothing. */
#ifndef FRONTDESK_ARENA_H
#define FRONTDESK_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *);

/* Frees everything that was allocated. Keeps one block (64 KiB) for the next turn. */
void arena_reset(struct arena *);

/* The bytes allocated since the last reset. For tests of limits. */
size_t arena_used(const struct arena *);

/* Returns size bytes, zeroed and aligned for any type. Never returns NULL. */
void *arena_alloc(struct arena *, size_t size);
/* Returns new_size bytes that begin with the old_size bytes of old. Grows in place when old was the last
 * allocation; otherwise copies. */
void *arena_grow(struct arena *, void *old, size_t old_size, size_t new_size);
char *arena_strdup(struct arena *, const char *);              /* NULL gives NULL */
char *arena_strndup(struct arena *, const char *, size_t len); /* copies len bytes and adds a NUL */
char *arena_printf(struct arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *, const char *fmt, va_list) __attribute__((format(printf, 2, 0)));

#endif
