/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world: see world.h. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "desk/core.h"
#include "desk/desk.h"
#include "fresh.h"
#include "knowledge/knowledge.h"
#include "omemo/omemo.h"
#include "peer.h"
#include "store/store.h"
#include "xml/stanza.h"
#include "xmpp/outbox.h"

enum {
    REST_LIMIT = 100000, /* turns without time passing: more, and the desk will never come to rest */
    SEED = 1,
};

/* What the server returns to us: our own fence, or an answer. */
struct echo {
    struct echo *next;
    const char *xml;
};

void world_complain(struct world *w, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(w->own, fmt, ap);
    va_end(ap);
    w->trouble = w->trouble == NULL ? text : arena_printf(w->own, "%s\n%s", w->trouble, text);
}

bool world_is_at(const char *address, const char *bare)
{
    size_t len = strlen(bare);
    return strncmp(address, bare, len) == 0 && (address[len] == '\0' || address[len] == '/');
}

void world_draw(void *world, uint8_t *bytes, size_t n)
{
    struct world *w = world;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(rng_next(&w->keys) >> 24);
}

/* ---- what the desk does ---- */

static void on_log(void *arg, enum log_level level, const char *line)
{
    struct world *w = arg;
    struct sent *s = arena_alloc(w->own, sizeof *s);
    (void)level;
    s->body = arena_strdup(w->own, line);
    *w->log_end = s;
    w->log_end = &s->next;
}

static bool is_agent(const struct conf *conf, const char *address)
{
    for (size_t i = 0; i < conf->n_agents; i++)
        if (world_is_at(address, conf->agents[i].jid))
            return true;
    return false;
}

static int occurrences(const char *text, const char *word)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        n++;
    return n;
}

/* Nor the address of somebody who was an agent once. Who has it as a resource of an address of their own may see it
 * there. */
static void check_hidden(struct world *w, const struct conf *conf, const struct sent *s)
{
    for (size_t i = 0; i < conf->n_agents; i++)
        if (occurrences(s->xml, conf->agents[i].jid) > occurrences(s->to, conf->agents[i].jid) &&
            !world_is_at(s->to, conf->agents[i].jid))
            world_complain(w, "an agent's address is shown to a customer: %s", s->xml);
}

static void check_sent(struct world *w, const struct sent *s)
{
    const char *domain = w->conf->component.domain, *at = strchr(s->from, '@');
    if (!w->link_up)
        world_complain(w, "sent while the link is down: %s", s->xml);
    if (!world_is_at(at == NULL ? s->from : at + 1, domain))
        world_complain(w, "sent from an address that is not ours: %s", s->xml);
    if (s->to[0] == '\0')
        world_complain(w, "sent to nobody: %s", s->xml);
    if (strlen(s->xml) > OUTBOX_STANZA_MAX)
        world_complain(w, "%zu bytes are too large for the server: %.200s", strlen(s->xml), s->xml);
    if (is_agent(w->conf, s->to) || world_is_at(s->to, domain))
        return;
    check_hidden(w, w->conf, s);
    for (size_t i = 0; i < w->n_old_confs; i++)
        check_hidden(w, w->old_confs[i], s);
}

static bool is_fence(const struct world *w, const struct sent *s)
{
    const char *domain = w->conf->component.domain;
    return strcmp(s->to, domain) == 0 && strcmp(s->from, domain) == 0 && st_is(s->stanza, "iq", NULL);
}

static void add_echo(struct world *w, const char *xml)
{
    struct echo *echo = arena_alloc(w->own, sizeof *echo), **last = &w->echoes;
    echo->xml = xml;
    while (*last != NULL)
        last = &(*last)->next;
    *last = echo;
}

static void take_sent(struct world *w, const char *xml)
{
    struct sent *s = arena_alloc(w->own, sizeof *s);
    s->at_ms = w->now_ms;
    s->xml = arena_strdup(w->own, xml);
    s->stanza = st_parse(w->ctx, xml);
    if (s->stanza == NULL) {
        world_complain(w, "what was sent is not well-formed: %s", xml);
        return;
    }
    s->to = st_attr_or(s->stanza, "to", "");
    s->from = st_attr_or(s->stanza, "from", "");
    s->is_message =
        st_is(s->stanza, "message", NULL) && strcmp(st_attr_or(s->stanza, "type", ""), "headline") != 0;
    s->body = s->is_message ? st_child_text(w->own, s->stanza, "body", NULL) : NULL;
    check_sent(w, s);
    if (s->is_message)
        peer_open(w, s);
    *w->end = s;
    w->end = &s->next;
    bool fence = is_fence(w, s);
    if (fence)
        s->seen = true;
    const char *answer = fence ? (w->fence_off ? NULL : s->xml) : w->answer != NULL ? w->answer(w, s) : NULL;
    if (answer == NULL && !fence)
        answer = peer_answer(w, s);
    if (answer != NULL)
        add_echo(w, answer);
}

void world_take(struct world *w, const char *xml)
{
    bool link_up = w->link_up;
    w->link_up = true; /* another channel does not need it */
    take_sent(w, xml);
    w->link_up = link_up;
}

static void take_question(struct world *w, const struct effect *e)
{
    struct question *q = arena_alloc(w->own, sizeof *q), **last = &w->questions;
    const char *body = e->body == NULL ? "" : arena_printf(w->own, " %s", e->body);
    const char *headers =
        e->headers == NULL || e->headers[0] == '\0' ? "" : arena_printf(w->own, "\n%s", e->headers);
    *q =
        (struct question){.task = e->task, .request = arena_printf(w->own, "%s%s%s", e->text, body, headers)};
    while (*last != NULL)
        last = &(*last)->next;
    *last = q;
}

static void drop_question(struct world *w, int64_t task)
{
    for (struct question *q = w->questions; q != NULL; q = q->next)
        q->dropped = q->dropped || (q->task == task && !q->answered);
}

void world_news(struct world *w, const struct model_news *n)
{
    world_event(w, (struct desk_event){.kind = EVENT_MODEL, .news = n});
}

static void perform(struct world *w)
{
    for (const struct effect *e = w->effects.first; e != NULL; e = e->next) {
        if (w->watch != NULL)
            w->watch(w, e);
        switch (e->kind) {
        case EFFECT_SEND:
            if (strlen(e->text) != e->len)
                world_complain(w, "an effect's length is wrong: %s", e->text);
            take_sent(w, e->text);
            break;
        case EFFECT_MODEL_ASK:
            take_question(w, e);
            break;
        case EFFECT_FETCH:
        case EFFECT_EMBED:
            take_question(w, e);
            break;
        case EFFECT_MODEL_DROP:
            drop_question(w, e->task);
            break;
        case EFFECT_RELINK:
            w->relink = arena_strdup(w->own, e->text);
            break;
        }
    }
}

/* ---- turns ---- */

static void begin_turn(struct world *w)
{
    effects_clear(&w->effects);
    store_begin(w->store);
}

/* False when the desk has died in it. */
static bool end_turn(struct world *w)
{
    enum fate fate = w->fate;
    if (fate == FATE_FAILED)
        store_fail_next_commit(w->store);
    bool committed = store_commit(w->store);
    if (committed == (fate == FATE_FAILED))
        world_complain(w, "commit %s", committed ? "should have failed" : store_error(w->store));
    w->fate = FATE_FINE;
    if (!committed || fate == FATE_LOST) {
        world_restart(w);
        return false;
    }
    perform(w);
    arena_reset(w->turn);
    return true;
}

static bool turn(struct world *w, struct desk_event e)
{
    e.now_ms = w->now_ms;
    if (!w->together)
        begin_turn(w);
    desk_step(w->desk, &e, &w->effects);
    return w->together || end_turn(w);
}

static bool turn_of_echo(struct world *w)
{
    struct echo *echo = w->echoes;
    w->echoes = echo->next;
    xmpp_stanza_t *stanza = st_parse(w->ctx, echo->xml);
    bool alive = turn(w, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
    xmpp_stanza_release(stanza);
    return alive;
}

static bool is_due(const struct world *w)
{
    int64_t due = desk_due_ms(w->desk);
    return due != -1 && due <= w->now_ms;
}

static void settle(struct world *w)
{
    bool alive = !w->together;
    int n = 0;
    while (alive && (w->echoes != NULL || is_due(w))) {
        if (++n > REST_LIMIT) {
            world_complain(w, "the desk does not come to rest: it is due at %lld, now is %lld",
                           (long long)desk_due_ms(w->desk), (long long)w->now_ms);
            return;
        }
        alive = w->echoes != NULL ? turn_of_echo(w) : turn(w, (struct desk_event){.kind = EVENT_TICK});
    }
}

void world_event(struct world *w, struct desk_event e)
{
    if (turn(w, e))
        settle(w);
}

bool world_receive(struct world *w, const char *xml)
{
    xmpp_stanza_t *stanza = st_parse(w->ctx, xml);
    if (stanza == NULL)
        return false;
    world_event(w, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
    xmpp_stanza_release(stanza);
    return true;
}

void world_mail(struct world *w, const struct mail *m)
{
    world_event(w, (struct desk_event){.kind = EVENT_MAIL, .mail = m});
}

void world_run_until(struct world *w, int64_t ms)
{
    enum fate fate = w->fate;
    w->fate = FATE_FINE; /* it is meant for the last moment */
    for (int64_t due; w->trouble == NULL && (due = desk_due_ms(w->desk)) != -1 && due < ms;) {
        if (due > w->now_ms)
            w->now_ms = due;
        settle(w);
    }
    w->now_ms = ms;
    w->fate = fate;
    settle(w);
    if (w->fate != FATE_FINE) { /* nothing was due at that moment */
        w->fate = FATE_FINE;
        world_restart(w);
    }
}

void world_together(struct world *w)
{
    begin_turn(w);
    w->together = true;
}

void world_apart(struct world *w)
{
    w->together = false;
    if (end_turn(w))
        settle(w);
}

/* ---- the link ---- */

/* The rows that the server has not confirmed, one after the other. */
static char *unconfirmed(struct world *w)
{
    const char *rows =
        store_ask(w->store, "SELECT group_concat(xml, char(30)) FROM (SELECT xml FROM outbox ORDER BY id)");
    return arena_strdup(w->own, rows == NULL ? "" : rows);
}

static bool was_sent_before(const struct world *w, const struct sent *s)
{
    for (const struct sent *old = w->first; old != s; old = old->next)
        if (strcmp(old->xml, s->xml) == 0)
            return true;
    return false;
}

/* Every row must have gone again, in order, with the same id. What had arrived before is a duplicate: people see it
 * once. */
static void check_again(struct world *w, char *rows, struct sent *from)
{
    char *rest = rows;
    for (char *row; (row = strsep(&rest, "\x1e")) != NULL && row[0] != '\0'; w->again++) {
        while (from != NULL && strcmp(from->xml, row) != 0)
            from = from->next;
        if (from == NULL) {
            world_complain(w, "not sent again after the link came up: %s", row);
            return;
        }
        if (was_sent_before(w, from))
            from->seen = true;
    }
}

void world_link(struct world *w, bool up)
{
    w->again = 0;
    w->link_up = up;
    w->echoes = NULL;
    if (!up) {
        world_event(w, (struct desk_event){.kind = EVENT_LINK_DOWN});
        return;
    }
    char *rows = unconfirmed(w);
    struct sent **from = w->end;
    world_event(w, (struct desk_event){.kind = EVENT_LINK_UP});
    if (w->link_up)
        check_again(w, rows, *from);
    if (w->link_up && w->greeting != NULL)
        world_receive(w, w->greeting);
}

/* ---- life ---- */

struct world *world_new(bool on_disk)
{
    umask(022); /* knowledge that a group may change is said */
    struct world *w = xcalloc(1, sizeof *w);
    const char *tmp = getenv("TMPDIR");
    w->own = arena_new();
    w->turn = arena_new();
    w->ctx = xmpp_ctx_new(NULL, NULL);
    w->dir = arena_printf(w->own, "%s/scene.XXXXXX", tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(w->dir) == NULL)
        fatal("%s: %m", w->dir);
    w->store_path = on_disk ? arena_printf(w->own, "%s/store.db", w->dir) : ":memory:";
    if (on_disk)
        fresh_write(w->store_path);
    else
        fresh_use();
    w->seed = SEED;
    rng_seed(&w->keys, SEED);
    w->end = &w->first;
    w->log_end = &w->log_first;
    log_set_level(LOG_LEVEL_DEBUG);
    log_set_sink(on_log, w);
    return w;
}

static void remove_scratch(struct world *w)
{
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm", "store.db.lock",
                                        "frontdesk.conf"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(arena_printf(w->own, "%s/%s", w->dir, names[i]));
    for (const struct sent *file = w->knowledge; file != NULL; file = file->next)
        unlink(file->body);
    if (w->knowledge != NULL)
        rmdir(world_knowledge(w));
    if (rmdir(w->dir) != 0)
        fatal("%s: %m", w->dir);
}

void world_free(struct world *w)
{
    desk_free(w->desk);
    store_close(w->store);
    peers_free(w);
    conf_free(w->conf);
    for (size_t i = 0; i < w->n_old_confs; i++)
        conf_free(w->old_confs[i]);
    free(w->old_confs);
    for (struct sent *s = w->first; s != NULL; s = s->next)
        xmpp_stanza_release(s->stanza);
    log_set_sink(NULL, NULL);
    remove_scratch(w);
    xmpp_ctx_free(w->ctx);
    arena_free(w->turn);
    arena_free(w->own);
    free(w);
}

static struct conf *read_conf(struct world *w, const char *text)
{
    const char *path = arena_printf(w->own, "%s/frontdesk.conf", w->dir);
    unlink(path);
    FILE *file = fopen(path, "wx");
    if (file == NULL || fchmod(fileno(file), 0600) != 0 || fputs(text, file) < 0 || fclose(file) != 0)
        fatal("%s: %m", path);
    char *mistakes = NULL;
    size_t size, n = 0;
    FILE *errors = open_memstream(&mistakes, &size);
    struct conf *conf = conf_read(path, conf_checks, errors, &n);
    fclose(errors);
    if (conf == NULL)
        world_complain(w, "%s", mistakes);
    free(mistakes);
    return conf;
}

bool world_configure(struct world *w, const char *text)
{
    struct conf *conf = read_conf(w, text), *old = w->conf;
    if (conf == NULL)
        return false;
    w->conf = conf;
    if (old != NULL) {
        w->old_confs = xrealloc(w->old_confs, (w->n_old_confs + 1) * sizeof *w->old_confs);
        w->old_confs[w->n_old_confs++] = old;
    }
    if (w->desk != NULL)
        world_event(w, (struct desk_event){.kind = EVENT_CONF, .conf = conf});
    return true;
}

/* ---- what the responders know ---- */

const char *world_knowledge(const struct world *w)
{
    return arena_printf(w->own, "%s/knowledge", w->dir);
}

static void on_mistake(void *arg, const char *text)
{
    world_complain(arg, "%s", text);
}

static void read_knowledge(struct world *w)
{
    struct knowledge_pass *pass = knowledge_pass_new(w->store, world_knowledge(w), on_mistake, w);
    while (knowledge_pass_step(pass))
        ;
    knowledge_pass_free(pass);
}

void world_write_knowledge(struct world *w, const char *name, const char *text)
{
    struct sent *written = arena_alloc(w->own, sizeof *written);
    mkdir(world_knowledge(w), 0700);
    written->body = arena_printf(w->own, "%s/%s", world_knowledge(w), name);
    written->next = w->knowledge;
    w->knowledge = written;
    FILE *file = fopen(written->body, "w");
    if (file == NULL || fchmod(fileno(file), 0600) != 0 || fputs(text, file) < 0 || fclose(file) != 0)
        fatal("%s: %m", written->body);
    if (w->store != NULL)
        read_knowledge(w);
}

bool world_start(struct world *w)
{
    const char *why = "";
    w->store = store_open(w->store_path, STORE_DAEMON, w->turn, &why);
    if (w->store == NULL) {
        world_complain(w, "%s", why);
        return false;
    }
    if (w->knowledge != NULL)
        read_knowledge(w);
    w->desk = desk_new(w->store, w->conf, w->turn, w->seed++);
    omemo_draw_from(w->desk->omemo, world_draw, w);
    if (omemo_fit(w->desk->omemo) == OMEMO_PLAIN) { /* as `frontdesk run` does it */
        store_begin(w->store);
        omemo_encrypt_all(w->desk->omemo);
        store_commit(w->store);
    }
    if (w->wire != NULL)
        w->wire(w);
    return true;
}

void world_restart(struct world *w)
{
    desk_free(w->desk);
    store_close(w->store);
    w->desk = NULL;
    w->store = NULL;
    w->link_up = w->together = false;
    w->fate = FATE_FINE;
    w->echoes = NULL;
    for (struct question *q = w->questions; q != NULL; q = q->next)
        q->dropped = q->dropped || !q->answered; /* the shell that asked is no more */
    arena_reset(w->turn);
    if (!world_start(w))
        return;
    const char *sound = store_ask(w->store, "PRAGMA integrity_check");
    if (sound == NULL || strcmp(sound, "ok") != 0)
        world_complain(w, "the store is damaged: %s", sound == NULL ? "no answer" : sound);
    if (store_ask(w->store, "PRAGMA foreign_key_check") != NULL)
        world_complain(w, "the store has a dangling reference");
    if (w->disk_low)
        world_event(w, (struct desk_event){.kind = EVENT_DISK_LOW});
}
