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

struct store;

struct archive_message {
    int64_t id, conversation, at_ms;
    const char *queue; /* the one the conversation stands in */
    const char *author, *kind, *jid, *body, *stanza_id;
    const char *origin_id; /* "" when there is none */
    const char *payload;   /* XML beside the body, "" when there is none */
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

struct archive_talk {
    const char *queue, *desk; /* the line it stands in; the address the customer wrote to */
    const char *state, *reason;
    const char *face, *face_name, *customer, *agent;       /* "" when nobody holds or held it */
    int64_t opened_ms, accepted_ms, replied_ms, closed_ms; /* 0: not yet */
    const char *topic, *summary; /* as the copilot saw it; "" when it did not */
    int64_t sentiment;           /* … of the customer, -100 to 100; -1000: not told */
    const char *responder; /* that has or had it; "" when none did */
    int64_t questions;     /* put to a responder */
};

/* False when there is no such conversation. */
bool archive_talk(struct store *, int64_t conversation, struct archive_talk *);

/* One thing that happened in a conversation: a message, or a change of its state. */
struct archive_entry {
    bool is_message;
    int64_t at_ms;
    struct archive_message message; /* id, conversation and queue are not set */
    const char *from, *to, *queue, *agent, *reason, *why;
};

struct cursor;
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
