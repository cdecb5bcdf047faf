/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_status: `frontdesk status`: prints the present state of the link, the queues and the agents, from the
 * store. */
#include "config.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/when.h"
#include "cli/cmd.h"
#include "cli/cmd_embeddings.h"
#include "cli/cmd_json.h"
#include "cli/table.h"
#include "conf/conf.h"
#include "conf/hours.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "store/store.h"

struct link_status {
    bool running; /* a daemon holds the store */
    bool up;
    const char *waiting; /* why the daemon cannot write to its store, a sentence; "": it can */
    const char *why;     /* why the link is down or waits, a sentence; "" when no reason is known */
    const char *rosters; /* the domains whose contact lists the desk may change; "": none */
    int64_t since_ms;    /* 0: unknown */
    int64_t unsent;      /* stanzas that the server has not confirmed */
    int64_t dropped;     /* messages of customers over the flood limit, since the store was created */
};

enum { WAITING, OFFERED, ACTIVE, BOT, STATES };
static const enum conversation_state shown[STATES] = {
    [WAITING] = CONVERSATION_WAITING,
    [OFFERED] = CONVERSATION_OFFERED,
    [ACTIVE] = CONVERSATION_ACTIVE,
    [BOT] = CONVERSATION_BOT,
};

struct queue_status {
    const char *name, *title;
    int64_t n[STATES];
    int64_t since_ms; /* when the customer who has waited longest entered the line; 0: nobody waits */
    bool configured, open;
};

struct agent_status {
    const char *jid, *name;
    enum agent_state state;
    int64_t chats, max_chats;
};

struct status {
    struct arena *arena;
    const struct conf *conf;
    struct store *store;
    int64_t now_ms;
    struct link_status link;
    struct queue_status
        *queues; /* the queues of the configuration, then removed queues that still have conversations */
    size_t n_queues, queue_room;
    struct agent_status *agents;
    size_t n_agents;
    json_t *vectors; /* of the knowledge; see cmd_embeddings_state() */
};

static const char *fact(struct status *s, const char *name)
{
    struct cursor *c = store_query(s->store, SQL_fact_get, TEXT(name));
    const char *value = cursor_next(c) ? cursor_text(c, 0) : "";
    cursor_end(c);
    return value;
}

/* The core writes changes of the link to the store. Without a running daemon, the link is down whatever the
 * store says. While the daemon cannot write to its store, the state in the store may be out of date. */
static void look_at_link(struct status *s)
{
    s->link.running = store_daemon_runs(s->conf->store_path);
    s->link.waiting = s->link.running ? store_waiting(s->arena, s->conf->store_path) : "";
    bool was_up = strcmp(fact(s, "link"), "up") == 0, waits = s->link.waiting[0] != '\0';
    s->link.up = s->link.running && was_up && !waits;
    if (s->link.up == was_up && !waits)
        cmd_read_integer(fact(s, "link_since_ms"), 0, INT64_MAX, &s->link.since_ms);
    s->link.why = waits ? s->link.waiting : s->link.running && !s->link.up ? fact(s, "link_why") : "";
    s->link.rosters = s->link.up ? fact(s, "rosters") : "";
    s->link.unsent = store_int(s->store, SQL_outbox_count, 0);
    s->link.dropped = store_int(s->store, SQL_fact_number, 0, TEXT("dropped"));
}

static struct queue_status *queue_find(struct status *s, const char *name)
{
    for (size_t i = 0; i < s->n_queues; i++) {
        if (strcmp(s->queues[i].name, name) == 0)
            return &s->queues[i];
    }
    return NULL;
}

static struct queue_status *queue_add(struct status *s, struct queue_status queue)
{
    if (s->n_queues == s->queue_room) {
        size_t room = s->queue_room * 2 + 8;
        s->queues = arena_grow(s->arena, s->queues, s->queue_room * sizeof queue, room * sizeof queue);
        s->queue_room = room;
    }
    s->queues[s->n_queues] = queue;
    return &s->queues[s->n_queues++];
}

static struct queue_status *queue_find_or_add(struct status *s, const char *name)
{
    struct queue_status *q = queue_find(s, name);
    return q != NULL ? q : queue_add(s, (struct queue_status){.name = name, .title = name});
}

static void look_at_queues(struct status *s)
{
    for (size_t i = 0; i < s->conf->n_queues; i++) {
        const struct conf_queue *q = &s->conf->queues[i];
        queue_add(s, (struct queue_status){.name = q->name,
                                           .title = q->title,
                                           .configured = true,
                                           .open = hours_open(&q->hours, s->now_ms)});
    }
    struct cursor *c = store_query(s->store, SQL_tally_all);
    while (cursor_next(c)) {
        for (int state = 0; state < STATES; state++) {
            if (cursor_int(c, 2) > 0 && strcmp(cursor_text(c, 1), conversation_state_name(shown[state])) == 0)
                queue_find_or_add(s, cursor_text(c, 0))->n[state] = cursor_int(c, 2);
        }
    }
    c = store_query(s->store, SQL_status_since);
    while (cursor_next(c)) {
        struct queue_status *q = queue_find_or_add(s, cursor_text(c, 0));
        if (q->since_ms == 0 || cursor_int(c, 1) < q->since_ms)
            q->since_ms = cursor_int(c, 1);
    }
}

static struct agent_status *agent_find_status(struct status *s, const char *jid)
{
    for (size_t i = 0; i < s->n_agents; i++) {
        if (strcmp(s->agents[i].jid, jid) == 0)
            return &s->agents[i];
    }
    return NULL;
}

static void look_at_agents(struct status *s)
{
    s->agents = arena_alloc(s->arena, (s->conf->n_agents + 1) * sizeof *s->agents);
    for (size_t i = 0; i < s->conf->n_agents; i++) {
        const struct conf_agent *a = &s->conf->agents[i];
        s->agents[s->n_agents++] = (struct agent_status){
            .jid = a->jid, .name = a->name, .state = AGENT_OFFLINE, .max_chats = a->max_chats};
    }
    struct cursor *c = store_query(s->store, SQL_agent_all);
    while (cursor_next(c)) {
        struct agent row = agent_counted(c);
        struct agent_status *a = agent_find_status(s, row.jid);
        if (a == NULL)
            continue;
        row.conf = conf_agent(s->conf, row.jid);
        a->state = agent_state_at(&row, s->now_ms);
        a->chats = row.chats;
    }
}

static int64_t longest_wait_ms(const struct status *s, const struct queue_status *q)
{
    return q->since_ms == 0 || q->since_ms > s->now_ms ? 0 : s->now_ms - q->since_ms;
}

static const char *link_state(const struct status *s)
{
    bool tries = s->link.running && s->link.why[0] == '\0'; /* the first attempt has not ended */
    return s->link.waiting[0] != '\0' ? "waiting" : s->link.up ? "up" : tries ? "connecting" : "down";
}

static json_t *link_json(const struct status *s)
{
    return json_pack("{s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:I, s:I}", "state", link_state(s), "since",
                     cmd_json_time(s->arena, s->link.since_ms), "why", cmd_json_text(s->arena, s->link.why),
                     "running", s->link.running, "server", cmd_json_text(s->arena, s->conf->component.server),
                     "domain", cmd_json_text(s->arena, s->conf->component.domain), "rosters",
                     s->link.rosters[0] != '\0' ? cmd_json_text(s->arena, s->link.rosters) : json_null(),
                     "unsent", (json_int_t)s->link.unsent, "dropped", (json_int_t)s->link.dropped);
}

static int print_json(const struct status *s)
{
    json_t *queues = json_array(), *agents = json_array();
    for (size_t i = 0; i < s->n_queues; i++) {
        const struct queue_status *q = &s->queues[i];
        json_t *row = json_pack("{s:o, s:o}", "name", cmd_json_text(s->arena, q->name), "title",
                                cmd_json_text(s->arena, q->title));
        for (int state = 0; state < STATES; state++)
            json_object_set_new(row, conversation_state_name(shown[state]), json_integer(q->n[state]));
        json_object_set_new(row, "open", json_boolean(q->open));
        json_object_set_new(row, "longest_wait_s", json_integer(longest_wait_ms(s, q) / 1000));
        json_object_set_new(row, "configured", json_boolean(q->configured));
        json_array_append_new(queues, row);
    }
    for (size_t i = 0; i < s->n_agents; i++) {
        const struct agent_status *a = &s->agents[i];
        json_array_append_new(
            agents, json_pack("{s:o, s:o, s:s, s:I, s:I}", "jid", cmd_json_text(s->arena, a->jid), "name",
                              cmd_json_text(s->arena, a->name), "state", agent_state_name(a->state), "chats",
                              (json_int_t)a->chats, "max_chats", (json_int_t)a->max_chats));
    }
    json_t *all = json_pack("{s:o, s:o, s:o}", "link", link_json(s), "queues", queues, "agents", agents);
    if (json_array_size(s->vectors) > 0)
        json_object_set(all, "embeddings", s->vectors);
    return cmd_json_print(all);
}

static void print_link(const struct status *s, const struct screen *screen)
{
    enum ink ink = s->link.up ? INK_GOOD : s->link.why[0] == '\0' && s->link.running ? INK_WARN : INK_BAD;
    printf("Link %s%s%s: %s at %s", screen_ink(screen, ink), link_state(s), screen_plain(screen, ink),
           s->conf->component.domain, s->conf->component.server);
    if (s->link.since_ms != 0)
        printf(", since %s", when_local(s->arena, s->link.since_ms));
    putchar('\n');
    if (s->link.why[0] != '\0')
        printf("%s\n", utf8_printable(s->arena, s->link.why, 640));
    if (s->link.rosters[0] != '\0')
        printf("Contact lists of agents show their chats at %s.\n",
               utf8_printable(s->arena, s->link.rosters, 640));
    if (s->link.waiting[0] != '\0')
        puts("frontdesk accepts nothing until it can write the store again; the figures are from "
             "before.");
    if (!s->link.running)
        puts("No frontdesk is running on this store; the figures are from its last run.");
    if (s->link.unsent > 0)
        printf("%lld stanza%s not yet confirmed by the server.\n", (long long)s->link.unsent,
               s->link.unsent == 1 ? "" : "s");
    if (s->link.dropped > 0)
        printf("%lld message%s dropped so far because of the flood limit.\n", (long long)s->link.dropped,
               s->link.dropped == 1 ? "" : "s");
}

static void print_queues(const struct status *s, const struct screen *screen)
{
    static const struct table_column columns[] = {
        {.title = "QUEUE", .shrink = true},       {.title = "TITLE", .shrink = true},
        {.title = "WAITING", .right = true},      {.title = "OFFERED", .right = true},
        {.title = "ACTIVE", .right = true},       {.title = "BOT", .right = true},
        {.title = "LONGEST WAIT", .right = true}, {.title = "OPEN"},
    };
    struct table *t = table_new(s->arena, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < s->n_queues; i++) {
        const struct queue_status *q = &s->queues[i];
        table_row(t);
        table_cell(t, INK_PLAIN, q->name);
        table_cell(t, INK_PLAIN, q->title);
        for (int state = 0; state < STATES; state++)
            table_number(t, q->n[state]);
        table_cell(t, INK_PLAIN, q->since_ms == 0 ? "-" : when_span(s->arena, longest_wait_ms(s, q)));
        if (q->configured)
            table_cell(t, q->open ? INK_GOOD : INK_WARN, q->open ? "yes" : "no");
        else
            table_cell(t, INK_BAD, "not configured");
    }
    table_print(t, screen, stdout);
}

static void print_agents(const struct status *s, const struct screen *screen)
{
    static const struct table_column columns[] = {
        {.title = "AGENT", .shrink = true}, {.title = "NAME", .shrink = true}, {.title = "STATE"},
        {.title = "CHATS", .right = true},  {.title = "MAX", .right = true},
    };
    static const enum ink inks[] = {
        [AGENT_AVAILABLE] = INK_GOOD, [AGENT_OFF_DUTY] = INK_DIM, [AGENT_AWAY] = INK_WARN,
        [AGENT_DND] = INK_WARN,       [AGENT_PAUSED] = INK_WARN,  [AGENT_OFFLINE] = INK_DIM,
    };
    struct table *t = table_new(s->arena, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < s->n_agents; i++) {
        const struct agent_status *a = &s->agents[i];
        table_row(t);
        table_cell(t, INK_PLAIN, a->jid);
        table_cell(t, INK_PLAIN, a->name);
        table_cell(t, inks[a->state], agent_state_name(a->state));
        table_number(t, a->chats);
        table_number(t, a->max_chats);
    }
    table_print(t, screen, stdout);
}

static int print_text(const struct status *s)
{
    struct screen screen = screen_of(stdout);
    print_link(s, &screen);
    cmd_embeddings_print(s->arena, s->vectors);
    putchar('\n');
    print_queues(s, &screen);
    if (s->n_queues > 0 && s->n_agents > 0)
        putchar('\n');
    print_agents(s, &screen);
    return cmd_flush(stdout, "standard output", CMD_DONE);
}

int cmd_status(int argc, char **argv)
{
    struct cmd_session session = {.conf = NULL};
    int status;
    if (!cmd_parse(argc, argv, &session.args, &status))
        return status;
    status = cmd_open(&session);
    if (status == CMD_DONE) {
        struct status s = {
            .arena = session.arena, .conf = session.conf, .store = session.store, .now_ms = when_now_ms()};
        look_at_link(&s);
        look_at_queues(&s);
        look_at_agents(&s);
        s.vectors = cmd_embeddings_state(s.arena, s.conf, s.store);
        status = cmd_store_status(&session);
        if (status == CMD_DONE)
            status = cmd_given(&session.args, "json") ? print_json(&s) : print_text(&s);
        if (status == CMD_DONE && cmd_given(&session.args, "exit-code") && !s.link.up)
            status = CMD_FAILED;
        json_decref(s.vectors);
    }
    cmd_close(&session);
    return status;
}
