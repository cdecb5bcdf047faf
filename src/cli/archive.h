/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archive: questions to the store about what was said, for `frontdesk archive`. It only reads. Texts are in
 * the store's arena; values that a question is bound to must outlive it, and so must not be in that arena if
 * it is reset between. */
#ifndef FRONTDESK_ARCHIVE_H
#define FRONTDESK_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* db/columns says what each column of these means. */
struct archive_message {
    ARCHIVE_MESSAGE_FIELDS;
};
struct archive_talk {
    ARCHIVE_TALK_FIELDS;
};
struct archive_event {
    ARCHIVE_EVENT_FIELDS;
};

/* What people call it when only agents see it: "note", or "briefing" when it is the responder's; "" when both sides do. */
const char *archive_inside(const struct archive_message *);

struct archive_filter {
    const char *queue;          /* NULL: all */
    int64_t since_ms, until_ms; /* since inclusive, until exclusive */
    int64_t conversation;       /* 0: all */
};

/* The next messages after the one called `after` (0: from the beginning), up to max of them; how many. */
size_t archive_page(struct store *, const struct archive_filter *, int64_t after, struct archive_message *,
                    size_t max);

/* The newest messages that match an FTS5 expression, newest first; how many. The full-text index must have
 * caught up. */
size_t archive_search(struct store *, const char *expression, struct archive_message *, size_t max);

/* False when there is no such conversation. */
bool archive_talk(struct store *, int64_t conversation, struct archive_talk *);

/* One thing that happened in a conversation: a message, or a change of its state. */
struct archive_entry {
    bool is_message;
    int64_t at_ms;
    struct archive_message message;
    struct archive_event event;
};

struct transcript {
    struct cursor *messages, *events;
    bool have_message, have_event; /* it stands on a row that was not given out yet */
};

/* All of it, in order of time. What happened in the same millisecond: a change before the messages, except
 * the closing, which comes after them. The order of the messages among each other, and of the changes, is
 * that of the commits, whatever the clock did. */
struct transcript transcript_open(struct store *, int64_t conversation);
bool transcript_next(struct transcript *, struct archive_entry *);

#endif
