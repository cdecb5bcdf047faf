/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archive: see archive.h. */
#include "config.h"

#include "cli/archive.h"

#include <string.h>

#include "store/store.h"

/* The columns of archive_page, archive_page_of and archive_search. */
static struct archive_message read_message(struct cursor *c)
{
    return (struct archive_message){
        .id = cursor_int(c, 0),
        .conversation = cursor_int(c, 1),
        .queue = cursor_text(c, 2),
        .at_ms = cursor_int(c, 3),
        .author = cursor_text(c, 4),
        .kind = cursor_text(c, 5),
        .jid = cursor_text(c, 6),
        .body = cursor_text(c, 7),
        .stanza_id = cursor_text(c, 8),
        .origin_id = cursor_text(c, 9),
        .payload = cursor_text(c, 10),
    };
}

const char *archive_inside(const struct archive_message *m)
{
    if (strcmp(m->kind, "note") != 0)
        return "";
    return strcmp(m->author, "bot") == 0 ? "briefing" : "note";
}

static size_t read_messages(struct cursor *c, struct archive_message *out, size_t max)
{
    size_t n = 0;
    while (n < max && cursor_next(c))
        out[n++] = read_message(c);
    cursor_end(c);
    return n;
}

size_t archive_page(struct store *st, const struct archive_filter *f, int64_t after,
                    struct archive_message *out, size_t max)
{
    if (f->conversation != 0)
        return read_messages(store_query(st, SQL_archive_page_of, INT(after), INT(f->since_ms),
                                         INT(f->until_ms), TEXT(f->queue), INT(max), INT(f->conversation)),
                             out, max);
    return read_messages(store_query(st, SQL_archive_page, INT(after), INT(f->since_ms), INT(f->until_ms),
                                     TEXT(f->queue), INT(max)),
                         out, max);
}

size_t archive_search(struct store *st, const char *expression, struct archive_message *out, size_t max)
{
    return read_messages(store_query(st, SQL_archive_search, TEXT(expression), INT(max)), out, max);
}

bool archive_talk(struct store *st, int64_t conversation, struct archive_talk *out)
{
    struct cursor *c = store_query(st, SQL_archive_talk, INT(conversation));
    if (!cursor_next(c))
        return false;
    *out = (struct archive_talk){
        .queue = cursor_text(c, 0),
        .desk = cursor_text(c, 1),
        .state = cursor_text(c, 2),
        .reason = cursor_text(c, 3),
        .face = cursor_text(c, 4),
        .face_name = cursor_text(c, 5),
        .customer = cursor_text(c, 6),
        .agent = cursor_text(c, 7),
        .opened_ms = cursor_int(c, 8),
        .accepted_ms = cursor_int(c, 9),
        .replied_ms = cursor_int(c, 10),
        .closed_ms = cursor_int(c, 11),
        .topic = cursor_text(c, 12),
        .summary = cursor_text(c, 13),
        .sentiment = cursor_int(c, 14),
        .responder = cursor_text(c, 15),
        .questions = cursor_int(c, 16),
    };
    cursor_end(c);
    return true;
}

struct transcript transcript_open(struct store *st, int64_t conversation)
{
    struct transcript t = {
        .messages = store_query(st, SQL_archive_messages, INT(conversation)),
        .events = store_query(st, SQL_archive_events, INT(conversation)),
    };
    t.have_message = cursor_next(t.messages);
    t.have_event = cursor_next(t.events);
    return t;
}

static bool event_goes_first(struct transcript *t)
{
    if (!t->have_message || !t->have_event)
        return t->have_event;
    int64_t message_ms = cursor_int(t->messages, 0), event_ms = cursor_int(t->events, 0);
    if (event_ms != message_ms)
        return event_ms < message_ms;
    /* Of one moment: a customer's words are the cause, our own the consequence; a close is the last of all. */
    return strcmp(cursor_text(t->messages, 1), "customer") != 0 &&
           strcmp(cursor_text(t->events, 2), "closed") != 0;
}

bool transcript_next(struct transcript *t, struct archive_entry *out)
{
    if (!t->have_message && !t->have_event)
        return false;
    if (event_goes_first(t)) {
        struct cursor *c = t->events;
        *out = (struct archive_entry){
            .at_ms = cursor_int(c, 0),
            .from = cursor_text(c, 1),
            .to = cursor_text(c, 2),
            .queue = cursor_text(c, 3),
            .agent = cursor_text(c, 4),
            .reason = cursor_text(c, 5),
            .why = cursor_text(c, 6),
        };
        t->have_event = cursor_next(c);
        return true;
    }
    struct cursor *c = t->messages;
    *out = (struct archive_entry){
        .is_message = true,
        .at_ms = cursor_int(c, 0),
        .message =
            {
                .at_ms = cursor_int(c, 0),
                .author = cursor_text(c, 1),
                .kind = cursor_text(c, 2),
                .jid = cursor_text(c, 3),
                .body = cursor_text(c, 4),
                .stanza_id = cursor_text(c, 5),
                .origin_id = cursor_text(c, 6),
                .payload = cursor_text(c, 7),
            },
    };
    t->have_message = cursor_next(c);
    return true;
}
