/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * knowledge_whole: all passages of a directory, where they are few. */
#ifndef FRONTDESK_KNOWLEDGE_WHOLE_H
#define FRONTDESK_KNOWLEDGE_WHOLE_H

#include <stddef.h>

struct arena;
struct knowledge_hit;
struct store;

enum { KNOWLEDGE_WHOLE = 500 /* passages, at most */ };

/* Sets *out to all passages of the directory, file by file, in the arena, and returns how many
 * there are. Returns 0 when there are none, when there are more than KNOWLEDGE_WHOLE, or when their titles and
 * bodies have more than max_bytes. */
size_t knowledge_whole(struct store *, struct arena *, const char *directory, size_t max_bytes,
                       struct knowledge_hit **out);

#endif
