/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * archive: see archive.h. */
#include "config.h"

#include "cli/archive.h"

#include <string.h>

#include "store/view.h"

static const struct view messages = VIEW(ARCHIVE_MESSAGE_COLUMNS(struct archive_message)),
                         conversations = VIEW(ARCHIVE_CONVERSATION_COLUMNS(struct archive_conversation)),
                         events = VIEW(ARCHIVE_EVENT_COLUMNS(struct archive_event));

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
        view_read(&messages, c, 0, &out[n++]);
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

bool archive_conversation(struct store *st, int64_t conversation, struct archive_conversation *out)
{
    return view_first(&conversations, store_query(st, SQL_archive_conversation, INT(conversation)), out);
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

static bool event_goes_first(const struct archive_message *m, const struct archive_event *e)
{
    if (e->at_ms != m->at_ms)
        return e->at_ms < m->at_ms;
    /* In the same millisecond, a message of a customer causes the change, and other messages are consequences
     * of it; a close comes last.
     */
    return strcmp(m->author, "customer") != 0 && strcmp(e->to, "closed") != 0;
}

/* Reads both rows again each time, because the caller may reset the arena between two entries. */
bool transcript_next(struct transcript *t, struct archive_entry *out)
{
    if (!t->have_message && !t->have_event)
        return false;
    *out = (struct archive_entry){.is_message = t->have_message};
    if (t->have_message)
        view_read(&messages, t->messages, 0, &out->message);
    if (t->have_event)
        view_read(&events, t->events, 0, &out->event);
    if (t->have_message && t->have_event)
        out->is_message = !event_goes_first(&out->message, &out->event);
    out->at_ms = out->is_message ? out->message.at_ms : out->event.at_ms;
    if (out->is_message)
        t->have_message = cursor_next(t->messages);
    else
        t->have_event = cursor_next(t->events);
    return true;
}
