/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * route: what one routing decision costs with so many customers waiting.
 *
 *     route CONF WAITING
 *
 * The core in this process, on the store that CONF names, with the agent and the queue that CONF has; the
 * clock is virtual. It prints "filled" when WAITING customers stand in line and the agent is away, and then
 * obeys lines on its standard input:
 *
 *     decide TIMES
 *
 * The agent becomes available, and what is timed is the step in which the desk takes note of it, chooses, and
 * makes the offer (without the commit, which is the disk's). After it the agent takes the conversation, goes
 * away, closes it, and a new customer comes, so that the line stays as long as it was and each decision finds
 * another customer at its head. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <strophe.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/conf.h"
#include "desk/desk.h"
#include "measure.h"
#include "store/store.h"
#include "xml/stanza.h"

enum { BATCH = 200 }; /* arrivals in one transaction */

struct bench {
    xmpp_ctx_t *ctx;
    struct conf *conf;
    struct store *store;
    struct arena *arena;
    struct desk *desk;
    struct effects effects;
    int64_t now_ms, step_ns;
    int customers;
    struct sample times;
};

static void step(struct bench *b, struct desk_event e)
{
    e.now_ms = ++b->now_ms;
    int64_t begin = now_ns();
    desk_step(b->desk, &e, &b->effects);
    b->step_ns = now_ns() - begin;
}

static void receive(struct bench *b, const char *xml)
{
    xmpp_stanza_t *stanza = st_parse(b->ctx, xml);
    if (stanza == NULL)
        die("not well-formed: %s", xml);
    step(b, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
    int64_t stanza_ns = b->step_ns;
    step(b, (struct desk_event){.kind = EVENT_TICK}); /* which makes the offers, and ends each turn */
    b->step_ns += stanza_ns;
    xmpp_stanza_release(stanza);
}

/* Ends the turn; the address of the customer who was offered to the agent in it, or NULL. The caller frees
 * it. */
static char *commit(struct bench *b)
{
    char *face = NULL;
    if (!store_commit(b->store))
        die("commit: %s", store_error(b->store));
    for (const struct effect *e = b->effects.first; e != NULL; e = e->next) {
        const char *from = strstr(e->text, "from=\"");
        if (face == NULL && strstr(e->text, "!accept") != NULL && from != NULL)
            face = strndup(from + 6, strcspn(from + 6, "\""));
    }
    effects_clear(&b->effects);
    arena_reset(b->arena);
    store_begin(b->store);
    return face;
}

static void customer_arrives(struct bench *b)
{
    char xml[512];
    snprintf(xml, sizeof xml,
             "<message type='chat' from='customer%d@localhost/bench' to='%s@%s' id='open-%d'><body>Hello, my "
             "order has not "
             "arrived yet.</body></message>",
             b->customers, b->conf->queues[0].name, b->conf->component.domain, b->customers);
    b->customers++;
    receive(b, xml);
}

static void agent_shows(struct bench *b, const char *show)
{
    char xml[256];
    snprintf(xml, sizeof xml, "<presence from='%s/bench' to='%s'>%s</presence>", b->conf->agents[0].jid,
             b->conf->component.domain, show);
    receive(b, xml);
}

static void agent_writes(struct bench *b, const char *face, const char *text)
{
    char xml[512];
    snprintf(xml, sizeof xml, "<message type='chat' from='%s/bench' to='%s' id='a'><body>%s</body></message>",
             b->conf->agents[0].jid, face, text);
    receive(b, xml);
    free(commit(b));
}

static void fill(struct bench *b, int waiting)
{
    step(b, (struct desk_event){.kind = EVENT_LINK_UP});
    agent_shows(b, "<show>away</show>");
    for (int i = 0; i < waiting; i++) {
        customer_arrives(b);
        if (i % BATCH == BATCH - 1)
            free(commit(b));
    }
    free(commit(b));
}

static void decide(struct bench *b)
{
    agent_shows(b, "");
    sample_add(&b->times, b->step_ns);
    char *face = commit(b);
    if (face == NULL)
        die("no offer was made with %d customers", b->customers);
    agent_writes(b, face, "!accept");
    agent_shows(b, "<show>away</show>");
    agent_writes(b, face, "!close");
    customer_arrives(b);
    free(commit(b));
    free(face);
}

static void obey(struct bench *b, const char *line)
{
    int times;
    if (sscanf(line, "decide %d", &times) != 1)
        die("not understood: %s", line);
    sample_clear(&b->times);
    for (int i = 0; i < times; i++)
        decide(b);
    printf("route p50_us=%.1f p99_us=%.1f\n", sample_percentile_us(&b->times, 50),
           sample_percentile_us(&b->times, 99));
    fflush(stdout);
}

static void set_up(struct bench *b, const char *conf)
{
    size_t mistakes = 0;
    const char *why = "";
    log_set_level(LOG_LEVEL_ERROR);
    *b = (struct bench){.ctx = xmpp_ctx_new(NULL, NULL), .now_ms = 1767225600000, .arena = arena_new()};
    b->conf = conf_read(conf, conf_checks, stderr, &mistakes);
    if (b->conf == NULL)
        die("%s has mistakes", conf);
    b->store = store_open(b->conf->store_path, STORE_DAEMON, b->arena, &why);
    if (b->store == NULL)
        die("%s", why);
    effects_clear(&b->effects);
    b->desk = desk_new(b->store, b->conf, b->arena, 1);
    store_begin(b->store);
}

static void tear_down(struct bench *b)
{
    store_rollback(b->store);
    sample_free(&b->times);
    desk_free(b->desk);
    store_close(b->store);
    conf_free(b->conf);
    arena_free(b->arena);
    xmpp_ctx_free(b->ctx);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: route CONF WAITING");
    struct bench b;
    char line[64];
    set_up(&b, argv[1]);
    fill(&b, atoi(argv[2]));
    printf("filled\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL)
        obey(&b, line);
    tear_down(&b);
    return 0;
}
