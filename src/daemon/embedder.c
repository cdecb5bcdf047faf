/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embedder: see embedder.h. */
#include "config.h"

#include "daemon/embedder.h"

#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "daemon/clocks.h"
#include "knowledge/vectors.h"
#include "model/embedding.h"
#include "model/filter.h"
#include "model/http.h"
#include "store/store.h"

enum {
    STEP_MS = 20,          /* pause between two steps, for the program's other work */
    LOOK_MS = 5 * 1000,    /* pause between two looks for texts without a vector */
    STORE_MS = 1000,       /* while the store cannot be used */
    FIRST_PAUSE_MS = 5000, /* after a failure of the service; it doubles each time */
    LONGEST_PAUSE_MS = 5 * 60 * 1000,
    CONNECT_MS = 5000,
    REQUEST_MS = 120 * 1000, /* a small machine needs long for 32 texts */
    COMPONENTS =
        32 * 1024, /* of one response: parsing more would hold up the loop for tens of milliseconds */
    WHY_BYTES = 300,
};

/* A service for the texts of one directory. */
struct source {
    const struct conf_responder *responder;
    size_t texts; /* of a request, at most; fewer after the service has refused several */
    size_t bytes; /* of a text, at most; fewer after the service has refused a single one; SIZE_MAX: any */
    int64_t pause_ms;      /* after the next failure */
    int64_t not_before_ms; /* by the clock since boot */
    char why[WHY_BYTES];   /* of the last failure that was logged; "": none since it worked */
};

struct embedder {
    struct store *store;
    const struct embedder_ops *ops;
    void *arg;
    struct http *http;
    struct event *timer;
    struct arena *names, *arena; /* names of the sources; the batch at work */
    struct source *sources;
    const char **directories, **models;
    size_t n, at;
    bool cleared; /* no set is left of an older configuration */
    struct vectors_batch batch;
    struct http_call *call; /* NULL: none is open */
    char *body, *answer;    /* from malloc */
    size_t len;
};

static void set_in(struct embedder *e, int64_t ms)
{
    struct timeval tv = clocks_after_ms(ms);
    event_add(e->timer, &tv);
}

static int64_t now_ms(void)
{
    return clocks_ms(CLOCK_BOOTTIME);
}

static void forget_request(struct embedder *e)
{
    free(e->body);
    free(e->answer);
    e->body = e->answer = NULL;
    e->len = 0;
    arena_reset(e->arena);
}

/* ---- failures ---- */

/* Each failure is logged once, and again when it changes. */
static void note_failure(struct source *s, const char *why)
{
    const struct conf_responder *r = s->responder;
    if (strncmp(s->why, why, WHY_BYTES - 1) == 0)
        return;
    log_warn(
        "embeddings: responder %s: %s: the service at embeddings makes no vectors of the texts; it is tried "
        "again in %lld s and later",
        r->name, why, (long long)(s->pause_ms / 1000));
    strncpy(s->why, why, WHY_BYTES - 1);
}

static void fail(struct embedder *e, const char *why)
{
    struct source *s = &e->sources[e->at];
    note_failure(s, why);
    s->not_before_ms = now_ms() + s->pause_ms;
    s->pause_ms = s->pause_ms * 2 < LONGEST_PAUSE_MS ? s->pause_ms * 2 : LONGEST_PAUSE_MS;
    if (e->ops->done != NULL)
        e->ops->done(e->arg, s->why);
    e->at++;
    set_in(e, STEP_MS);
}

/* The service may refuse a batch because of one text, such as one that is too long for it. So the texts are asked for
 * one by one, and then shortened. Returns false when that does not help. */
static bool try_smaller(struct embedder *e, int status)
{
    struct source *s = &e->sources[e->at];
    bool about_text = status == 400 || status == 413 || status == 422 || status == 500;
    if (!about_text || (s->texts == 1 && s->bytes <= 200))
        return false;
    if (s->texts > 1)
        s->texts = 1;
    else
        s->bytes = s->bytes > 1000 ? 1000 : 200;
    return true;
}

static void on_refused(struct embedder *e, int status, const char *why)
{
    struct source *s = &e->sources[e->at];
    if (try_smaller(e, status)) {
        set_in(e, STEP_MS);
        return;
    }
    if (status != 400 && status != 413 && status != 422) {
        fail(e, why);
        return;
    }
    if (e->ops->may_write(e->arg)) {
        log_warn("embeddings: responder %s: %s: a text has no vector, because the service refuses it: \"%s\"",
                 s->responder->name, why, utf8_printable(e->arena, e->batch.text[0], 60));
        vectors_skip(e->store, &e->batch);
        e->ops->wrote(e->arg);
    }
    s->bytes = SIZE_MAX;
    set_in(e, STEP_MS);
}

/* ---- what comes ---- */

static void write_vectors(struct embedder *e, const struct embedding *got)
{
    struct source *s = &e->sources[e->at];
    struct vectors_made made = {got->n, got->dimension, got->values, got->norms};
    if (!e->ops->may_write(e->arg)) {
        set_in(e, STORE_MS); /* the service is asked again */
        return;
    }
    enum vectors_fate fate = vectors_put(e->store, e->arena, &e->batch, &made);
    e->ops->wrote(e->arg);
    if (fate == VECTORS_REPLACED) {
        fail(e,
             arena_printf(e->arena,
                          "its vectors have %zu components now: another model answers, so all vectors of %s "
                          "are made again",
                          got->dimension, s->responder->knowledge));
        return;
    }
    if (s->why[0] != '\0')
        log_info("embeddings: responder %s: the service works again", s->responder->name);
    s->why[0] = '\0';
    s->pause_ms = FIRST_PAUSE_MS;
    s->bytes = SIZE_MAX;
    s->texts = s->texts * 2 < COMPONENTS / got->dimension ? s->texts * 2 : COMPONENTS / got->dimension;
    set_in(e, STEP_MS);
}

static bool on_bytes(void *arg, int status, const char *bytes, size_t len)
{
    struct embedder *e = arg;
    (void)status; /* http.c limits the answer to max_bytes */
    e->answer = xrealloc(e->answer, e->len + len + 1);
    memcpy(e->answer + e->len, bytes, len);
    e->len += len;
    return true;
}

static void on_done(void *arg, const struct http_result *r)
{
    struct embedder *e = arg;
    struct embedding got;
    const char *why = r->error;
    e->call = NULL;
    bool right = why == NULL && r->status == 200 &&
                 embedding_read(e->arena, e->answer != NULL ? e->answer : "", e->len, e->batch.n, &got, &why);
    if (right)
        write_vectors(e, &got);
    else if (r->error == NULL && r->status != 200)
        on_refused(e, r->status, arena_printf(e->arena, "HTTP status %d", r->status));
    else
        fail(e, arena_strdup(e->arena, why));
    forget_request(e);
}

static const struct http_ops http_ops = {.bytes = on_bytes, .done = on_done};

/* ---- what is asked for ---- */

static void ask(struct embedder *e)
{
    struct source *s = &e->sources[e->at];
    const struct conf_responder *r = s->responder;
    const char *texts[VECTORS_TEXTS];
    for (size_t i = 0; i < e->batch.n; i++)
        texts[i] = strlen(e->batch.text[i]) > s->bytes ? utf8_head(e->arena, e->batch.text[i], s->bytes / 2)
                                                       : e->batch.text[i];
    const char *body = embedding_request(e->arena, r, texts, e->batch.n);
    if (body == NULL) {
        fail(e, FILTER_TOO_SLOW);
        forget_request(e);
        return;
    }
    e->body = xstrdup(body);
    struct http_request request = {
        .url = embedding_url(e->arena, r),
        .body = e->body,
        .key = r->embeddings_key,
        .proxy = r->proxy,
        .ca_file = r->ca_file,
        .connect_ms = CONNECT_MS,
        .first_ms = REQUEST_MS,
        .total_ms = REQUEST_MS,
        .max_bytes = EMBEDDING_BYTES,
    };
    e->call = http_start(e->http, &request, &http_ops, e);
}

/* Goes to the next source; after the last one, waits. */
static void go_on(struct embedder *e)
{
    e->at++;
    if (e->at < e->n) {
        set_in(e, 0);
        return;
    }
    e->at = 0;
    if (e->ops->done != NULL)
        e->ops->done(e->arg, NULL);
    set_in(e, LOOK_MS);
}

static void look(struct embedder *e)
{
    struct source *s = &e->sources[e->at];
    switch (vectors_next(e->store, e->arena, e->directories[e->at], e->models[e->at], s->texts, &e->batch)) {
    case VECTORS_ASK:
        ask(e);
        return; /* the batch is kept until its answer has come */
    case VECTORS_MORE:
        set_in(e, STEP_MS);
        break;
    case VECTORS_NONE:
        go_on(e);
        break;
    }
    forget_request(e);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct embedder *e = arg;
    if (e->at >= e->n)
        e->at = 0;
    if (!e->ops->may_write(e->arg)) {
        set_in(e, STORE_MS);
        return;
    }
    if (!e->cleared) {
        e->cleared = !vectors_forget_others(e->store, e->directories, e->models, e->n);
        if (!e->cleared || e->n > 0)
            set_in(e, STEP_MS);
        else if (e->ops->done != NULL)
            e->ops->done(e->arg, NULL);
    } else if (e->sources[e->at].not_before_ms > now_ms())
        go_on(e);
    else
        look(e);
    e->ops->wrote(e->arg);
}

/* ---- the configuration ---- */

static bool is_known(const struct embedder *e, const char *directory, const char *model)
{
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->directories[i], directory) == 0 && strcmp(e->models[i], model) == 0)
            return true;
    return false;
}

static void add_sources(struct embedder *e, const struct conf *conf)
{
    size_t most = conf->n_responders + 1;
    e->sources = xcalloc(most, sizeof *e->sources);
    e->directories = arena_alloc(e->names, most * sizeof *e->directories);
    e->models = arena_alloc(e->names, most * sizeof *e->models);
    for (size_t i = 0; i < conf->n_responders; i++) {
        const struct conf_responder *r = &conf->responders[i];
        if (r->embeddings[0] == '\0' || r->knowledge[0] == '\0' ||
            is_known(e, r->knowledge, embedding_model(r)))
            continue;
        e->directories[e->n] = r->knowledge;
        e->models[e->n] = embedding_model(r);
        e->sources[e->n++] = (struct source){
            .responder = r, .texts = VECTORS_TEXTS, .bytes = SIZE_MAX, .pause_ms = FIRST_PAUSE_MS};
    }
}

void embedder_configure(struct embedder *e, const struct conf *conf)
{
    if (e->call != NULL)
        http_cancel(e->call);
    e->call = NULL;
    event_del(e->timer);
    forget_request(e);
    free(e->sources);
    e->sources = NULL;
    e->n = e->at = 0;
    e->cleared = false;
    arena_reset(e->names);
    if (conf == NULL)
        return;
    add_sources(e, conf);
    set_in(e, 0);
}

struct embedder *embedder_new(struct event_base *base, struct store *store, const struct embedder_ops *ops,
                              void *arg)
{
    struct embedder *e = xcalloc(1, sizeof *e);
    e->store = store;
    e->ops = ops;
    e->arg = arg;
    e->http = http_new(base);
    e->names = arena_new();
    e->arena = arena_new();
    e->timer = evtimer_new(base, on_timer, e);
    if (e->timer == NULL)
        fatal("libevent cannot create timers");
    return e;
}

void embedder_free(struct embedder *e)
{
    embedder_configure(e, NULL);
    event_free(e->timer);
    http_free(e->http);
    arena_free(e->names);
    arena_free(e->arena);
    free(e);
}
