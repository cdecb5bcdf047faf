/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_embeddings: see cmd_embeddings.h. */
#include "config.h"

#include "cli/cmd_embeddings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/url.h"
#include "base/utf8.h"
#include "cli/cmd.h"
#include "cli/cmd_json.h"
#include "conf/conf.h"
#include "daemon/embedder.h"
#include "knowledge/knowledge.h"
#include "knowledge/vectors_find.h"
#include "model/embedding.h"
#include "model/filter.h"
#include "model/http.h"
#include "store/store.h"

/* ---- the texts ---- */

struct making {
    struct cmd_session *session;
    struct event_base *base;
    int64_t begin_ms;
    bool failed;
};

static bool may_write(void *arg)
{
    struct making *m = arg;
    cmd_give_way(m->session, &m->begin_ms);
    if (store_error(m->session->store) == NULL)
        return true;
    m->failed = true;
    event_base_loopbreak(m->base);
    return false;
}

static void wrote(void *arg)
{
    (void)arg; /* the arena of the command is small, and lives until its end */
}

static void on_done(void *arg, const char *why)
{
    struct making *m = arg;
    m->failed = m->failed || why != NULL;
    if (why == NULL)
        event_base_loopbreak(m->base);
}

bool cmd_embeddings_make(struct cmd_session *s)
{
    static const struct embedder_ops ops = {.may_write = may_write, .wrote = wrote, .done = on_done};
    struct making m = {.session = s, .base = event_base_new()};
    if (m.base == NULL)
        fatal("libevent cannot be initialised");
    struct embedder *e = embedder_new(m.base, s->store, &ops, &m);
    embedder_configure(e, s->conf);
    event_base_dispatch(m.base);
    embedder_free(e);
    event_base_free(m.base);
    return !m.failed;
}

static bool is_listed(const struct conf *conf, size_t n)
{
    const struct conf_responder *r = &conf->responders[n];
    for (size_t i = 0; i < n; i++) {
        const struct conf_responder *o = &conf->responders[i];
        if (o->embeddings[0] != '\0' && strcmp(o->knowledge, r->knowledge) == 0 &&
            strcmp(embedding_model(o), embedding_model(r)) == 0)
            return true;
    }
    return false;
}

json_t *cmd_embeddings_state(struct arena *arena, const struct conf *conf, struct store *store)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < conf->n_responders; i++) {
        const struct conf_responder *r = &conf->responders[i];
        if (r->embeddings[0] == '\0' || is_listed(conf, i))
            continue;
        struct vectors_count c = vectors_count(store, r->knowledge, embedding_model(r));
        json_array_append_new(rows, json_pack("{s:o, s:o, s:I, s:I, s:I}", "directory",
                                              cmd_json_text(arena, r->knowledge), "model",
                                              cmd_json_text(arena, url_redacted(arena, embedding_model(r))),
                                              "dimension", (json_int_t)c.dimension, "passages",
                                              (json_int_t)c.passages, "vectors", (json_int_t)c.made));
    }
    return rows;
}

void cmd_embeddings_print(struct arena *arena, const json_t *state)
{
    size_t i;
    json_t *row;
    json_array_foreach(state, i, row)
    {
        printf("%s: vectors of %lld of %lld passages by %s\n",
               utf8_printable(arena, json_string_value(json_object_get(row, "directory")), SIZE_MAX),
               json_integer_value(json_object_get(row, "vectors")),
               json_integer_value(json_object_get(row, "passages")),
               utf8_printable(arena, json_string_value(json_object_get(row, "model")), 100));
    }
}

/* ---- a question ---- */

struct fetched {
    struct event_base *base;
    char *text; /* from malloc */
    size_t len;
    int status;
    char why[200]; /* "": it came whole */
};

static bool on_bytes(void *arg, int status, const char *bytes, size_t len)
{
    struct fetched *f = arg;
    (void)status;
    f->text = xrealloc(f->text, f->len + len + 1);
    memcpy(f->text + f->len, bytes, len);
    f->len += len;
    return true;
}

static void on_fetched(void *arg, const struct http_result *r)
{
    struct fetched *f = arg;
    f->status = r->status;
    if (r->error != NULL)
        strncpy(f->why, r->error, sizeof f->why - 1);
    event_base_loopbreak(f->base);
}

static struct fetched fetch(struct arena *arena, const struct conf_responder *r, const char *body)
{
    static const struct http_ops ops = {.bytes = on_bytes, .done = on_fetched};
    struct fetched f = {.base = event_base_new()};
    if (f.base == NULL)
        fatal("libevent cannot be initialised");
    struct http *http = http_new(f.base);
    struct http_request request = {
        .url = embedding_url(arena, r),
        .body = body,
        .key = r->embeddings_key,
        .proxy = r->proxy,
        .ca_file = r->ca_file,
        .connect_ms = r->embeddings_timeout_ms,
        .first_ms = r->embeddings_timeout_ms,
        .total_ms = r->embeddings_timeout_ms,
        .max_bytes = EMBEDDING_BYTES,
    };
    http_start(http, &request, &ops, &f);
    event_base_dispatch(f.base);
    http_free(http);
    event_base_free(f.base);
    return f;
}

/* Returns why there is no answer by meaning; NULL: near was set. */
static const char *look(struct cmd_session *s, struct arena *arena, const struct conf_responder *r,
                        const char *question, struct vectors_near *near)
{
    struct vectors_count count = vectors_count(s->store, r->knowledge, embedding_model(r));
    if (!vectors_enough(&count))
        return arena_printf(arena, "%lld of %lld passages have vectors; run frontdesk knowledge index",
                            (long long)count.made, (long long)count.passages);
    const char *why = FILTER_TOO_SLOW, *body = embedding_request(arena, r, &question, 1);
    if (body == NULL)
        return why;
    struct fetched f = fetch(arena, r, body);
    struct embedding got;
    why = f.why[0] != '\0'  ? arena_strdup(arena, f.why)
          : f.status != 200 ? arena_printf(arena, "HTTP status %d", f.status)
                            : NULL;
    bool right = why == NULL && embedding_read(arena, f.text != NULL ? f.text : "", f.len, 1, &got, &why);
    free(f.text);
    if (!right)
        return why;
    struct vectors_scan *scan = arena_alloc(arena, sizeof *scan);
    struct vectors_made made = {got.n, got.dimension, got.values, got.norms};
    if (!vectors_scan_begin(s->store, count.set, &made, scan))
        return arena_printf(arena, "the vector has %zu components, and those of the texts have %lld",
                            got.dimension, (long long)count.dimension);
    while (vectors_scan_some(s->store, arena, scan))
        ;
    vectors_scan_end(s->store, scan, near);
    return NULL;
}

void cmd_embeddings_near(struct cmd_session *s, const struct conf_responder *r, const char *question,
                         struct vectors_near *near)
{
    near->n = 0;
    if (r->embeddings[0] == '\0')
        return;
    struct arena *arena = arena_new(); /* a block of vectors for each question is too much to keep */
    const char *why = look(s, arena, r, utf8_head(arena, question, KNOWLEDGE_QUESTION), near);
    if (why != NULL && !s->told)
        cmd_say("embeddings: %s; the answer is found by the words alone", why);
    s->told |= why != NULL;
    arena_free(arena);
}
