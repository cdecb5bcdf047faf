/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * say: see say.h. */
#include "desk/say.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/url.h"
#include "base/utf8.h"
#include "desk/agent.h"
#include "desk/authority.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/moment.h"
#include "desk/voice.h"

/* Limits that make quoted messages fit into one stanza and on a screen. (A note of 600 KB made an offer too
 * large to be sent.) */
enum {
    FILE_CHARACTERS = 100,
    HISTORY_CHARACTERS = 300,
    HISTORY_BYTES = 48 * 1024,
    HISTORY_ROWS = 2000,
    NOTE_CHARACTERS = 2000
};

struct text text_new(struct arena *arena)
{
    return (struct text){.arena = arena, .s = arena_strdup(arena, ""), .room = 1};
}

void text_add(struct text *t, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *piece = arena_vprintf(t->arena, fmt, args);
    va_end(args);
    size_t n = strlen(piece);
    if (t->len + n >= t->room) {
        char *wider = arena_alloc(t->arena, t->room = 2 * (t->len + n) + 1);
        memcpy(wider, t->s, t->len + 1);
        t->s = wider;
    }
    memcpy(t->s + t->len, piece, n + 1);
    t->len += n;
}

/* The name that the author's client gave to a file, or that the link has. "": none. */
static const char *file_name(struct desk *d, const char *url, const char *given)
{
    const char *name = utf8_name(d->arena, given, FILE_CHARACTERS);
    return name != NULL ? name : url_file_name(d->arena, url);
}

const char *say_last_words(struct desk *d, const struct conversation *t, size_t characters)
{
    struct cursor *c = store_query(d->store, SQL_message_last_words, INT(t->id));
    if (!cursor_next(c))
        return "";
    const char *body = cursor_text(c, 1), *url = cursor_text(c, 2);
    const char *name = strcmp(body, url) == 0 ? file_name(d, url, cursor_text(c, 3)) : "";
    const char *line = voice_words(d, utf8_head(d->arena, name[0] != '\0' ? name : body, characters));
    cursor_end(c);
    return utf8_line(d->arena, line);
}

/* The name of an agent who is no longer in the configuration, as it was last; else the first part of the address. */
static const char *name_of_former(struct desk *d, const char *jid)
{
    struct cursor *c = store_query(d->store, SQL_agent_name, TEXT(jid));
    const char *name = cursor_next(c) ? cursor_text(c, 0) : "";
    cursor_end(c);
    return name[0] != '\0' ? name : arena_strndup(d->arena, jid, strcspn(jid, "@"));
}

static const char *author_name(struct desk *d, const struct conversation *t, const char *author,
                               const char *jid)
{
    if (strcmp(author, "customer") == 0)
        return t->face_name;
    if (strcmp(author, "agent") != 0)
        return author;
    struct agent a = agent_find(d, jid);
    return a.conf != NULL ? a.conf->name : name_of_former(d, jid);
}

/* Returns the quoted part of one message. SQL has cut the body already, to one character more than max: so
 * utf8_head() sees whether something was cut. */
static const char *quoted(struct desk *d, const char *body, size_t max)
{
    return utf8_indent(d->arena, utf8_head(d->arena, body, max), "    ");
}

/* A file by its name, with the link behind it, which whoever did not get the message needs. */
static const char *with_file_name(struct desk *d, const char *body, const char *name)
{
    return name[0] == '\0' ? body : arena_printf(d->arena, "%s: %s", name, body);
}

struct history_line {
    int64_t at_ms;
    const char *said; /* author and words */
};

static struct history_line history_line(struct desk *d, const struct conversation *t, struct cursor *c)
{
    const char *author = cursor_text(c, 1);
    bool note = strcmp(cursor_text(c, 2), "note") == 0, briefing = note && strcmp(author, "bot") == 0;
    const char *body =
        with_file_name(d, cursor_text(c, 4), file_name(d, cursor_text(c, 7), cursor_text(c, 5)));
    if (strcmp(author, "customer") == 0)
        body = voice_words(d, body);
    const char *who = briefing ? "Briefing" : author_name(d, t, author, cursor_text(c, 3));
    return (struct history_line){
        .at_ms = cursor_int(c, 0),
        .said = arena_printf(d->arena, "%s%s: %s", who, note && !briefing ? " (note)" : "",
                             quoted(d, body, HISTORY_CHARACTERS)),
    };
}

void say_history(struct desk *d, struct text *text, const struct conversation *t, const struct agent *a,
                 const struct history *h)
{
    bool acts = authority_over(d, t, a).acts;
    const struct conf_hours *zone = moment_zone(d, a, t);
    struct history_line *lines = arena_alloc(d->arena, (size_t)h->n * sizeof *lines);
    int64_t got = 0;
    size_t bytes = 0;
    struct cursor *c = store_query(d->store, SQL_message_history, INT(t->face), INT(h->upto),
                                   INT(HISTORY_ROWS), INT(HISTORY_CHARACTERS + 1),
                                   TEXT(authority_queues(d, a)), INT(acts ? t->id : 0), INT(h->after));
    while (got < h->n && bytes < HISTORY_BYTES && cursor_next(c)) {
        if (cursor_int(c, 6) == h->but)
            continue;
        lines[got] = history_line(d, t, c);
        bytes += strlen(lines[got++].said);
    }
    cursor_end(c);
    /* They came the newest first. The first line that is shown tells the zone for all. */
    const char *(*time_of)(struct desk *, const struct conf_hours *, int64_t) = moment_say;
    for (; got > 0; time_of = moment_bare) {
        const struct history_line *line = &lines[--got];
        text_add(text, "\n%s %s", time_of(d, zone, line->at_ms), line->said);
    }
}

int64_t say_handover(struct desk *d, struct text *text, const struct conversation *t, const struct agent *a)
{
    if (t->accepted_ms == 0 || t->agent == 0 || t->agent == a->id)
        return 0;
    text_add(text, "\nFrom %s", t->agent_name);
    struct cursor *c =
        store_query(d->store, SQL_message_handover, INT(t->id), TEXT(t->agent_jid), INT(NOTE_CHARACTERS + 1));
    if (!cursor_next(c)) {
        text_add(text, ".");
        return 0;
    }
    int64_t note = cursor_int(c, 0);
    text_add(text, ": %s", quoted(d, cursor_text(c, 1), NOTE_CHARACTERS));
    cursor_end(c);
    return note;
}

void say_notes(struct desk *d, struct text *text, const struct conversation *t, int64_t upto)
{
    struct cursor *c =
        store_query(d->store, SQL_message_notes, INT(t->id), INT(NOTE_CHARACTERS + 1), INT(upto));
    while (cursor_next(c)) {
        const char *whose =
            strcmp(cursor_text(c, 2), "bot") == 0
                ? "Briefing"
                : arena_printf(d->arena, "Note of %s", author_name(d, t, "agent", cursor_text(c, 1)));
        text_add(text, "\n%s: %s", whose, quoted(d, cursor_text(c, 0), NOTE_CHARACTERS));
    }
}

void say_briefing(struct desk *d, struct text *text, const struct conversation *t)
{
    struct cursor *c =
        store_query(d->store, SQL_message_briefing, INT(t->id), INT(t->relayed), INT(NOTE_CHARACTERS + 1));
    if (!cursor_next(c))
        return;
    text_add(text, "\nBriefing: %s", quoted(d, cursor_text(c, 0), NOTE_CHARACTERS));
    cursor_end(c);
}

const char *say_address(struct desk *d, const struct conversation *t)
{
    return utf8_printable(d->arena, t->customer_jid, 2 * JID_PART_MAX + 1);
}

/* What RFC 5122 section 2.2 lets stand in a node is more, but not all clients read it. */
static bool stands_in_link(unsigned char c)
{
    return isalnum(c) || strchr("-._~", c) != NULL;
}

static void add_escaped(struct text *text, const char *part)
{
    for (const char *p = part; *p != '\0'; p++)
        text_add(text, stands_in_link((unsigned char)*p) ? "%c" : "%%%02X", (unsigned char)*p);
}

static const char *link_to(struct desk *d, const char *local)
{
    struct text text = text_new(d->arena);
    text_add(&text, "xmpp:");
    add_escaped(&text, local);
    text_add(&text, "%s", local[0] != '\0' ? "@" : "");
    add_escaped(&text, d->conf->component.domain);
    return text.s;
}

const char *say_link(struct desk *d, const struct conversation *t)
{
    return link_to(d, t->localpart);
}

const char *say_house(struct desk *d)
{
    return link_to(d, desk_house(d));
}

const char *say_number(struct desk *d, int64_t n)
{
    return arena_printf(d->arena, "%lld", (long long)n);
}

const char *say_seconds(struct desk *d, int64_t ms)
{
    int64_t s = ms / 1000;
    if (s < 120)
        return arena_printf(d->arena, "%lld s", (long long)s);
    if (s < 2 * 3600)
        return arena_printf(d->arena, "%lld min", (long long)(s / 60));
    if (s < 2 * 86400)
        return arena_printf(d->arena, "%lld h", (long long)(s / 3600));
    return arena_printf(d->arena, "%lld d", (long long)(s / 86400));
}
