/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arena: memory that lives until the end of the turn.
 *
 * Everything that one turn of the loop builds (replies, rows read, effects) comes from one arena and is
 * forgotten at once by arena_reset(). Nothing in it is freed one by one, so nothing in it can leak.
 * Out of memory is fatal: there is nothing sensible left to do, and a restart loses nothing. */
#ifndef FRONTDESK_ARENA_H
#define FRONTDESK_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *);

/* Forgets all that was allocated; keeps one block (64 KiB) for the next turn and frees the rest. */
void arena_reset(struct arena *);

/* Bytes given out since the last reset: what a test of a limit looks at. */
size_t arena_used(const struct arena *);

/* Never NULL. Zeroed, aligned for any type. */
void *arena_alloc(struct arena *, size_t size);
/* A larger copy of what old (old_size bytes) holds; grows in place when old was the last allocation. */
void *arena_grow(struct arena *, void *old, size_t old_size, size_t new_size);
char *arena_strdup(struct arena *, const char *);              /* NULL stays NULL */
char *arena_strndup(struct arena *, const char *, size_t len); /* len bytes and a NUL */
char *arena_printf(struct arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *, const char *fmt, va_list) __attribute__((format(printf, 2, 0)));

#endif
