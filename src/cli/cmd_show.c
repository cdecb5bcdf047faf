/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_show: `frontdesk archive show`: prints all messages and changes of one conversation. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/datetime.h"
#include "base/url.h"
#include "base/when.h"
#include "cli/archive.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "cli/screen.h"
#include "store/store.h"

static json_t *entry_json(struct arena *arena, const struct archive_entry *e)
{
    const struct archive_event *event = &e->event;
    if (!e->is_message)
        return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "type", "event", "at",
                         json_string(datetime_utc(arena, e->at_ms)), "from",
                         cmd_json_text(arena, event->from), "to", cmd_json_text(arena, event->to), "queue",
                         cmd_json_text(arena, event->queue), "agent", cmd_json_text(arena, event->agent),
                         "reason", cmd_json_text(arena, event->reason), "why",
                         cmd_json_text(arena, event->why));
    json_t *json =
        json_pack("{s:s, s:o}", "type", "message", "at", json_string(datetime_utc(arena, e->at_ms)));
    cmd_json_add_message(json, arena, &e->message);
    return json;
}

static int show_json(struct cmd_session *s, int64_t n, const struct archive_conversation *t)
{
    struct arena *a = s->arena;
    json_t *entries = json_array();
    struct transcript transcript = transcript_open(s->store, n);
    for (struct archive_entry e; transcript_next(&transcript, &e);)
        json_array_append_new(entries, entry_json(a, &e));
    json_t *json = json_pack("{s:I, s:o, s:o, s:o, s:o}", "conversation", (json_int_t)n, "queue",
                             cmd_json_text(a, t->queue), "desk", cmd_json_text(a, t->queue_address), "state",
                             cmd_json_text(a, t->state), "reason",
                             cmd_json_text(a, *t->reason == '\0' ? NULL : t->reason));
    json_object_set_new(json, "customer",
                        json_pack("{s:o, s:o, s:o}", "jid", cmd_json_text(a, t->customer), "name",
                                  cmd_json_text(a, t->face_name), "face", cmd_json_text(a, t->face)));
    json_object_set_new(json, "responder", cmd_json_text(a, *t->responder == '\0' ? NULL : t->responder));
    json_object_set_new(json, "questions", json_integer(t->questions));
    json_object_set_new(json, "agent", cmd_json_text(a, *t->agent == '\0' ? NULL : t->agent));
    json_object_set_new(json, "opened", cmd_json_time(a, t->opened_ms));
    json_object_set_new(json, "accepted", cmd_json_time(a, t->accepted_ms));
    json_object_set_new(json, "replied", cmd_json_time(a, t->replied_ms));
    json_object_set_new(json, "closed", cmd_json_time(a, t->closed_ms));
    json_object_set_new(json, "topic", cmd_json_text(a, *t->topic == '\0' ? NULL : t->topic));
    json_object_set_new(json, "summary", cmd_json_text(a, *t->summary == '\0' ? NULL : t->summary));
    json_object_set_new(json, "sentiment",
                        t->sentiment < -100 ? json_null() : json_real((double)t->sentiment / 100));
    json_object_set_new(json, "transcript", entries);
    return cmd_json_print(json);
}

static void show_fact(struct cmd_session *s, const struct screen *screen, const char *title, const char *text)
{
    enum { MARGIN = 13 };
    printf("%s%s%s%*s", screen_ink(screen, INK_BOLD), title, screen_plain(screen, INK_BOLD),
           MARGIN - (int)strlen(title), "");
    screen_wrap(screen, stdout, s->arena, text, MARGIN);
}

/* Prints a time, and how long it was after the first message. */
static void show_moment(struct cmd_session *s, const struct screen *screen, const char *title, int64_t at_ms,
                        int64_t opened_ms)
{
    if (at_ms != 0)
        show_fact(s, screen, title,
                  arena_printf(s->arena, "%s, after %s", when_local(s->arena, at_ms),
                               when_span(s->arena, at_ms - opened_ms)));
}

static void show_head(struct cmd_session *s, const struct screen *screen, int64_t n,
                      const struct archive_conversation *t)
{
    struct arena *a = s->arena;
    bool moved = strcmp(t->queue, t->queue_address) != 0;
    show_fact(s, screen, "Conversation", arena_printf(a, "%lld", (long long)n));
    show_fact(s, screen, "Queue",
              moved ? arena_printf(a, "%s (the customer wrote to %s)", t->queue, t->queue_address)
                    : t->queue);
    show_fact(s, screen, "State",
              *t->reason == '\0' ? t->state : arena_printf(a, "%s (%s)", t->state, t->reason));
    show_fact(s, screen, "Customer",
              arena_printf(a, "%s, %s, shown to agents as %s", t->face_name, t->customer, t->face));
    if (*t->responder != '\0')
        show_fact(s, screen, "Responder",
                  arena_printf(a, "%s, %lld question%s", t->responder, (long long)t->questions,
                               t->questions == 1 ? "" : "s"));
    if (*t->agent != '\0')
        show_fact(s, screen, "Agent", t->agent);
    show_fact(s, screen, "Opened", when_local(a, t->opened_ms));
    show_moment(s, screen, "Accepted", t->accepted_ms, t->opened_ms);
    show_moment(s, screen, "First reply", t->replied_ms, t->opened_ms);
    show_moment(s, screen, "Closed", t->closed_ms, t->opened_ms);
    if (*t->topic != '\0')
        show_fact(s, screen, "Topic",
                  t->sentiment < -100
                      ? t->topic
                      : arena_printf(a, "%s, sentiment %.2f", t->topic, (double)t->sentiment / 100));
    if (*t->summary != '\0')
        show_fact(s, screen, "Summary", t->summary);
}

enum { CLOCK_MARGIN = 10 }; /* "10:00:00" and two blanks */

/* A file by its name, before the link. */
static const char *words(struct arena *arena, const struct archive_message *m)
{
    if (*m->body == '\0')
        return arena_printf(arena, "(no text) %s", m->payload);
    if (strcmp(m->body, m->file_url) != 0)
        return m->body;
    const char *name = *m->file_name != '\0' ? m->file_name : url_file_name(arena, m->file_url);
    return *name != '\0' ? arena_printf(arena, "%s: %s", name, m->body) : m->body;
}

static void show_message(struct cmd_session *s, const struct screen *screen, const struct archive_message *m)
{
    fputs(screen_ink(screen, INK_BOLD), stdout);
    screen_wrap(screen, stdout, s->arena, arena_printf(s->arena, "%s %s", m->author, m->jid), CLOCK_MARGIN);
    printf("%s%*s", screen_plain(screen, INK_BOLD), CLOCK_MARGIN, "");
    const char *body = words(s->arena, m);
    if (*archive_inside(m) != '\0')
        body = arena_printf(s->arena, "(%s) %s", archive_inside(m), body);
    screen_wrap(screen, stdout, s->arena, body, CLOCK_MARGIN);
}

static void show_event(struct cmd_session *s, const struct screen *screen, const struct archive_event *e)
{
    char *text = arena_printf(s->arena, "%s%s%s in %s: %s%s%s", e->from, *e->from == '\0' ? "" : " → ", e->to,
                              e->queue, e->reason, *e->agent == '\0' ? "" : ", ", e->agent);
    fputs(screen_ink(screen, INK_DIM), stdout);
    screen_wrap(screen, stdout, s->arena, text, CLOCK_MARGIN);
    if (*e->why != '\0') {
        printf("%*s", CLOCK_MARGIN, "");
        screen_wrap(screen, stdout, s->arena, e->why, CLOCK_MARGIN);
    }
    fputs(screen_plain(screen, INK_DIM), stdout);
}

static void show_entries(struct cmd_session *s, const struct screen *screen, int64_t n)
{
    char day[11] = "";
    struct transcript transcript = transcript_open(s->store, n);
    for (struct archive_entry e; transcript_next(&transcript, &e);) {
        const char *at = when_local(s->arena, e.at_ms), *clock = strchr(at, ' ');
        if (strncmp(day, at, sizeof day - 1) != 0) {
            snprintf(day, sizeof day, "%s", at);
            printf("\n%s\n", day);
        }
        printf("%s%s%s  ", screen_ink(screen, INK_DIM), clock == NULL ? at : clock + 1,
               screen_plain(screen, INK_DIM));
        if (e.is_message)
            show_message(s, screen, &e.message);
        else
            show_event(s, screen, &e.event);
        arena_reset(s->arena);
    }
}

static int show_conversation(struct cmd_session *s, int64_t n)
{
    struct archive_conversation conversation;
    int status = cmd_open(s);
    if (status != CMD_DONE)
        return status;
    if (!archive_conversation(s->store, n, &conversation)) {
        if (store_error(s->store) == NULL)
            cmd_say("there is no conversation %lld in the archive", (long long)n);
        return CMD_FAILED;
    }
    if (cmd_given(&s->args, "json"))
        status = show_json(s, n, &conversation);
    else {
        struct screen screen = screen_of(stdout);
        show_head(s, &screen, n, &conversation);
        show_entries(s, &screen, n);
        status = cmd_flush(stdout, "standard output", CMD_DONE);
    }
    return status == CMD_DONE ? cmd_store_status(s) : status;
}

int cmd_archive_show(int argc, char **argv)
{
    struct cmd_session s = {.conf = NULL};
    int64_t n;
    int status;
    if (!cmd_parse(argc, argv, &s.args, &status))
        return status;
    if (!cmd_read_integer(s.args.operand[0], 1, INT64_MAX, &n))
        return cmd_misused(s.args.cmd->name, "%s: not valid; give the number of a conversation",
                           s.args.operand[0]);
    status = show_conversation(&s, n);
    cmd_close(&s);
    return status;
}
