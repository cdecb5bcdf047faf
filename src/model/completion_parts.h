/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * completion_parts: the tool calls of an answer while their parts arrive. Services number the parts in
 * different ways: by an index, by an id, all with index 0, or not at all. For completion.c; no other file
 * includes this. */
#ifndef FRONTDESK_COMPLETION_PARTS_H
#define FRONTDESK_COMPLETION_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "model/completion.h"

struct arena;

/* A text that grows up to max bytes. Zero at first, but for max. */
struct buffer {
    char *text; /* from malloc; NULL while empty */
    size_t len, room, max;
};

/* Returns false when the text would become longer than max; then nothing is added. */
bool buffer_put(struct buffer *, const char *text, size_t len);
void buffer_empty(struct buffer *);
const char *buffer_text(const struct buffer *); /* "" when empty */

struct completion_parts {
    struct completion_part {
        struct buffer id, name, arguments, extra;
        json_int_t index; /* -1: the service gave none */
    } call[COMPLETION_CALLS];
    size_t n;
};

void completion_parts_free(struct completion_parts *);

/* Adds a member of tool_calls. whole: it is a call of a message that came at once; else a part of a stream,
 * which may belong to an earlier one. Returns NULL, or a sentence when a limit is exceeded. */
const char *completion_parts_add(struct completion_parts *, const json_t *piece, bool whole);

/* Returns a call in the form in which it is used, in the arena: the plain name, and its arguments as an
 * object, also where they were fenced, encoded twice, or followed by something else. */
struct completion_call completion_parts_call(const struct completion_parts *, size_t i, struct arena *);

#endif
