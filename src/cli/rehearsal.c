/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rehearsal: see rehearsal.h. It is a small loop of its own: turns, effects, and the requests of model.h. */
#include "cli/rehearsal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <strophe.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/when.h"
#include "conf/conf.h"
#include "desk/channel.h"
#include "desk/core.h"
#include "desk/desk.h"
#include "desk/letter.h"
#include "desk/mail.h"
#include "desk/say.h"
#include "desk/wiring.h"
#include "knowledge/knowledge.h"
#include "model/model.h"
#include "model/news.h"
#include "store/store.h"
#include "xml/stanza.h"
#include "xml/xml.h"

enum {
    OPEN = 64,         /* requests that may be under way */
    AHEAD_MS = 1000,   /* how far time jumps beyond the responder's debounce */
    BETWEEN_MS = 1000, /* two messages of the customer, at least, so that they are no flood */
    TICKS = 10000,     /* in one rest; then the desk does not come to one */
};

static const char terminal[] = "terminal"; /* the name of the channel */

struct said {
    struct said *next;
    const char *who, *text; /* in the turn's arena */
};

struct request {
    int64_t task, since_ms;
    const char *tool; /* NULL: a model; belongs to the configuration */
};

struct rehearsal {
    const struct rehearsal_ops *ops;
    void *arg;
    struct conf *conf;
    struct conf_queue *queue;
    struct arena *arena;
    struct store *store;
    struct desk *desk;
    struct wiring wiring; /* with our channel; the desk points to it */
    const struct channel *channels[3];
    struct event_base *base;
    struct model *model;
    xmpp_ctx_t *ctx;
    struct effects effects;
    struct said *said, **said_end; /* of this turn */
    char *fence;                   /* what the server would return, from malloc(); NULL: nothing */
    struct request open[OPEN];
    size_t n_open;
    int64_t begin_ms, ahead_ms; /* the wall clock at the beginning; how far time has jumped */
    int64_t begin_monotonic_ms;
    int64_t question; /* the last one that was reported */
    int64_t customer; /* the number of the present one; each conversation has its own */
    int64_t ended;    /* the last conversation that was reported as ended */
    int64_t messages;
};

static int64_t now_ms(const struct rehearsal *r)
{
    return r->begin_ms + when_monotonic_ms() - r->begin_monotonic_ms + r->ahead_ms;
}

/* ---- the channel ---- */

static struct rehearsal *of_desk(const struct desk *d)
{
    return (struct rehearsal *)(void *)((char *)(void *)d->wiring - offsetof(struct rehearsal, wiring));
}

static void send_letter(struct desk *d, const struct letter *l)
{
    struct rehearsal *r = of_desk(d);
    if (l->body == NULL || l->body[0] == '\0')
        return;
    struct said *s = arena_alloc(d->arena, sizeof *s);
    *s = (struct said){.who =
                           arena_strdup(d->arena, l->nick != NULL && l->nick[0] != '\0' ? l->nick : l->from),
                       .text = arena_strdup(d->arena, l->body)};
    *r->said_end = s;
    r->said_end = &s->next;
}

static void ignore_live(struct desk *d, const struct letter *l)
{
    (void)d, (void)l;
}

static void refuse(struct desk *d, const struct mail *m, enum refusal why, const char *text, const char *lang)
{
    (void)why, (void)lang;
    send_letter(d, &(struct letter){.from = m->to, .body = text != NULL ? text : "This message is refused."});
}

static void ignore_receipt(struct desk *d, const struct mail *m)
{
    (void)d, (void)m;
}

static const struct channel channel = {.name = terminal,
                                       .send = send_letter,
                                       .send_live = ignore_live,
                                       .refuse = refuse,
                                       .receipt = ignore_receipt};

/* ---- what is told ---- */

static void report_questions(struct rehearsal *r)
{
    struct knowledge_answer found;
    struct cursor *c = store_query(r->store, SQL_rehearsal_questions, INT(r->question));
    while (cursor_next(c)) {
        r->question = cursor_int(c, 0);
        knowledge_ask_responder(r->store, r->arena, desk_words(r->desk), conf_responder_of(r->conf, r->queue),
                                cursor_text(c, 1), &found);
        r->ops->decided(r->arg, cursor_text(c, 1), cursor_text(c, 2), cursor_text(c, 3), cursor_text(c, 4),
                        &found);
    }
    cursor_end(c);
}

static void report_said(struct rehearsal *r)
{
    for (const struct said *s = r->said; s != NULL; s = s->next)
        r->ops->says(r->arg, s->who, s->text);
    r->said = NULL;
    r->said_end = &r->said;
}

static void report_end(struct rehearsal *r)
{
    struct cursor *c = store_query(r->store, SQL_rehearsal_ended, INT(r->ended));
    if (!cursor_next(c))
        return;
    r->ended = cursor_int(c, 0);
    const char *state = cursor_text(c, 1), *note = cursor_text(c, 2);
    cursor_end(c);
    r->customer++;
    r->ops->ended(r->arg, state, strcmp(state, "closed") == 0 ? "" : note);
}

/* ---- effects ---- */

static void note_request(struct rehearsal *r, int64_t task, const char *tool)
{
    if (r->n_open < OPEN)
        r->open[r->n_open++] = (struct request){task, when_monotonic_ms(), tool};
}

/* Returns the request of the task, and forgets it; task 0: there is none. */
static struct request forget_request(struct rehearsal *r, int64_t task)
{
    for (size_t i = 0; i < r->n_open; i++)
        if (r->open[i].task == task) {
            struct request q = r->open[i];
            r->open[i] = r->open[--r->n_open];
            return q;
        }
    return (struct request){.task = 0};
}

/* Keeps what the server would return: the desk proves by a fence to itself that its messages have arrived. All
 * other stanzas go to nobody. */
static void take_stanza(struct rehearsal *r, const char *xml)
{
    xmpp_stanza_t *stanza = st_parse(r->ctx, xml);
    const char *domain = r->conf->component.domain;
    if (stanza != NULL && st_is(stanza, "iq", NULL) && strcmp(st_attr_or(stanza, "to", ""), domain) == 0) {
        free(r->fence);
        r->fence = xstrdup(xml);
    }
    if (stanza != NULL)
        xmpp_stanza_release(stanza);
}

static void perform(struct rehearsal *r)
{
    for (const struct effect *e = r->effects.first; e != NULL; e = e->next) {
        struct model_asker asker = {e->asker, e->domain};
        switch (e->kind) {
        case EFFECT_SEND:
            take_stanza(r, e->text);
            break;
        case EFFECT_MODEL_ASK:
            note_request(r, e->task, NULL);
            r->ops->asks(r->arg, e->text);
            model_ask(r->model, e->task, e->responder, &asker);
            break;
        case EFFECT_FETCH:
            note_request(r, e->task, e->tool->name);
            r->ops->calls(r->arg, e->tool, e->text, e->body);
            model_fetch(
                r->model, e->task, e->tool,
                &(struct model_fetch){.url = e->text, .body = e->body, .headers = e->headers, .id = e->id},
                &asker);
            break;
        case EFFECT_EMBED: /* only if its store has vectors, and nobody makes any there */
            model_embed(r->model, e->task, e->responder, e->text, &asker);
            break;
        case EFFECT_MODEL_DROP:
            forget_request(r, e->task);
            model_drop(r->model, e->task);
            break;
        case EFFECT_RELINK:
            break;
        }
    }
}

/* ---- turns ---- */

static void turn(struct rehearsal *r, struct desk_event e)
{
    e.now_ms = now_ms(r);
    effects_clear(&r->effects);
    store_begin(r->store);
    desk_step(r->desk, &e, &r->effects);
    if (!store_commit(r->store))
        fatal("the store in memory failed: %s", store_error(r->store));
    report_questions(r);
    report_said(r);
    perform(r);
    report_end(r);
    arena_reset(r->arena);
}

static void take_xml(struct rehearsal *r, const char *xml)
{
    xmpp_stanza_t *stanza = st_parse(r->ctx, xml);
    if (stanza == NULL)
        return;
    turn(r, (struct desk_event){.kind = EVENT_STANZA, .stanza = stanza});
    xmpp_stanza_release(stanza);
}

/* Takes what is due up to this time; time jumps there. Returns false when nothing is. */
static bool take_due(struct rehearsal *r, int64_t until_ms)
{
    int64_t due = desk_due_ms(r->desk), now = now_ms(r);
    if (r->fence != NULL) {
        char *fence = r->fence;
        r->fence = NULL;
        take_xml(r, fence);
        free(fence);
        return true;
    }
    if (due < 0 || due > until_ms)
        return false;
    r->ahead_ms += due > now ? due - now : 0;
    turn(r, (struct desk_event){.kind = EVENT_TICK});
    return true;
}

static void rest(struct rehearsal *r)
{
    int64_t ahead_ms = r->conf->n_responders > 0 ? AHEAD_MS : 0;
    const struct conf_responder *responder = conf_responder_of(r->conf, r->queue);
    ahead_ms += responder != NULL ? responder->debounce_ms : 0;
    int64_t until_ms = now_ms(r) + ahead_ms;
    for (int n = 0; n < TICKS; n++) {
        if (take_due(r, r->n_open > 0 ? now_ms(r) : until_ms))
            continue;
        if (r->n_open == 0)
            return;
        event_base_loop(r->base, EVLOOP_ONCE);
        until_ms = now_ms(r) + ahead_ms;
    }
}

/* ---- models ---- */

static void on_news(void *arg, const struct model_news *n)
{
    struct rehearsal *r = arg;
    if (n->done) {
        struct request q = forget_request(r, n->task);
        if (q.task != 0)
            r->ops->came(r->arg, q.tool, n, when_monotonic_ms() - q.since_ms);
    }
    turn(r, (struct desk_event){.kind = EVENT_MODEL, .news = n});
}

static char *on_request(void *arg, int64_t task)
{
    struct rehearsal *r = arg;
    char *request = NULL;
    struct cursor *c = store_query(r->store, SQL_task_request, INT(task));
    if (cursor_next(c)) {
        request = xstrdup(cursor_text(c, 0));
        cursor_end(c);
    }
    return request;
}

static const struct model_ops model_ops = {.news = on_news, .request = on_request};

/* ---- the beginning ---- */

static void read_knowledge(struct rehearsal *r, const char *directory)
{
    if (directory[0] == '\0')
        return;
    struct knowledge_pass *pass = knowledge_pass_new(r->store, directory, r->ops->mistake, r->arg);
    knowledge_pass_guard(pass, r->conf);
    while (knowledge_pass_step(pass))
        ;
    knowledge_pass_free(pass);
}

/* All agents are available, so that a hand-over is one. */
static void greet_agents(struct rehearsal *r)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < r->conf->n_agents; i++) {
        struct xml *x = xml_new(arena);
        xml_open(x, "presence", NULL);
        xml_attr(x, "from", arena_printf(arena, "%s/rehearsal", r->conf->agents[i].jid));
        xml_attr(x, "to", r->conf->component.domain);
        xml_close(x);
        take_xml(r, xml_string(x));
    }
    arena_free(arena);
}

struct rehearsal *rehearsal_new(struct conf *conf, struct conf_queue *queue, struct conf_responder *responder,
                                const struct rehearsal_ops *ops, void *arg)
{
    const char *why = "";
    struct rehearsal *r = xcalloc(1, sizeof *r);
    r->ops = ops;
    r->arg = arg;
    r->conf = conf;
    r->queue = queue;
    queue->responder = responder->name;
    queue->responder_mode = RESPONDER_FIRST;
    queue->responder_share = 100;
    r->begin_ms = when_now_ms();
    r->begin_monotonic_ms = when_monotonic_ms();
    r->customer = 1;
    r->said_end = &r->said;
    r->arena = arena_new();
    r->store = store_open(":memory:", STORE_DAEMON, r->arena, &why);
    r->base = event_base_new();
    r->ctx = xmpp_ctx_new(NULL, NULL);
    if (r->store == NULL || r->base == NULL || r->ctx == NULL)
        fatal("no desk in memory could be made: %s", why);
    r->model = model_new(r->base, &model_ops, r);
    read_knowledge(r, responder->knowledge);
    r->desk = desk_new(r->store, conf, r->arena, (uint64_t)r->begin_ms);
    r->wiring = wiring;
    r->channels[0] = wiring.channels[0];
    r->channels[1] = &channel;
    r->wiring.channels = r->channels;
    r->desk->wiring = &r->wiring;
    turn(r, (struct desk_event){.kind = EVENT_LINK_UP});
    greet_agents(r);
    rest(r);
    return r;
}

void rehearsal_free(struct rehearsal *r)
{
    model_free(r->model);
    event_base_free(r->base);
    desk_free(r->desk);
    store_close(r->store);
    xmpp_ctx_free(r->ctx);
    arena_free(r->arena);
    free(r->fence);
    free(r);
}

void rehearsal_write(struct rehearsal *r, const char *text)
{
    struct arena *arena = arena_new();
    r->ahead_ms += BETWEEN_MS;
    struct mail m = {
        .from = party_of(arena, terminal, arena_printf(arena, "customer-%lld", (long long)r->customer), NULL),
        .to = r->queue->name,
        .id = arena_printf(arena, "m%lld", (long long)++r->messages),
        .content = {.body = text, .said = text, .payload = "", .live = ""},
    };
    turn(r, (struct desk_event){.kind = EVENT_MAIL, .mail = &m});
    turn(r, (struct desk_event){.kind = EVENT_TICK}); /* its consequences; see is_one_of_many() in step.c */
    rest(r);
    arena_free(arena);
}
