/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archive: reads messages and conversations from the store, for `frontdesk archive`. It never writes. Texts
 * are in the store's arena. Values that a query is bound to must outlive the query, so they must not be in
 * that arena if it is reset meanwhile. */
#ifndef FRONTDESK_ARCHIVE_H
#define FRONTDESK_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* db/columns describes each column of these structs. */
struct archive_message {
    ARCHIVE_MESSAGE_FIELDS;
};
struct archive_conversation {
    ARCHIVE_CONVERSATION_FIELDS;
};
struct archive_event {
    ARCHIVE_EVENT_FIELDS;
};

/* Returns what people call a message that only agents see: "note", or "briefing" when it is from the
 * responder. Returns "" for a message that both sides see. */
const char *archive_inside(const struct archive_message *);

struct archive_filter {
    const char *queue;          /* NULL: all */
    int64_t since_ms, until_ms; /* since is included, until is excluded */
    int64_t conversation;       /* 0: all */
};

/* Reads the next messages after the one with the id `after` (0: from the beginning), at most max. Returns
 * their number. */
size_t archive_page(struct store *, const struct archive_filter *, int64_t after, struct archive_message *,
                    size_t max);

/* Reads the newest messages that match an FTS5 expression, newest first, at most max. Returns their number.
 * The full-text index must be up to date. */
size_t archive_search(struct store *, const char *expression, struct archive_message *, size_t max);

/* Reads a conversation. Returns false when there is no such conversation. */
bool archive_conversation(struct store *, int64_t conversation, struct archive_conversation *);

/* An entry of a transcript: a message, or a change of the conversation's state. */
struct archive_entry {
    bool is_message;
    int64_t at_ms;
    struct archive_message message;
    struct archive_event event;
};

struct transcript {
    struct cursor *messages, *events;
    bool have_message, have_event; /* the cursor is on a row that was not returned yet */
};

/* Opens the messages and changes of a conversation, in order of time. Within the same millisecond, a change
 * comes after a customer's message and before other messages; a closing comes after all messages. Messages
 * among each other, and changes among each other, keep the order of their commits, whatever the clock did. */
struct transcript transcript_open(struct store *, int64_t conversation);
bool transcript_next(struct transcript *, struct archive_entry *);

#endif
