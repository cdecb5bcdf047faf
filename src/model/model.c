/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model: see model.h. */
#include "model/model.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <event2/util.h>
#include <sys/queue.h>

#include "base/log.h"
#include "base/signature.h"
#include "base/utf8.h"
#include "base/when.h"
#include "conf/conf.h"
#include "model/asking.h"
#include "model/completion.h"
#include "model/http.h"
#include "model/news.h"
#include "model/rejection.h"
#include "model/tool.h"

enum {
    PARTS_EVERY_MS = 500,     /* pause between two news of an answer that is being written */
    RETRY_MS = 500,           /* the first back-off; it doubles each time, and half of it is random */
    WHY_BYTES = 1024,         /* bytes of an error text */
    EMBED_BYTES = 512 * 1024, /* bytes of the vector of a question */
};

/* ---- what is told ---- */

static bool can_tell(struct model *m)
{
    return m->ops->may_tell == NULL || m->ops->may_tell(m->arg);
}

/* Makes a tool's result valid text in place: replaces everything else by '?', which is never longer. */
static void make_text(char *text, size_t len)
{
    char *end = text;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_decode(text + i, len - i, &cp);
        bool good = cp != UINT32_MAX && utf8_is_xml(cp);
        memmove(end, good ? text + i : "?", good ? n : 1);
        end += good ? n : 1;
        i += n;
    }
    *end = '\0';
}

static void tell(struct asking *a)
{
    struct completion_result result;
    struct model_news n = {.task = a->task, .done = true};
    switch (a->outcome) {
    case OUTCOME_ANSWERED:
        result = completion_end(a->reader);
        n.error = result.error;
        n.result = result.error == NULL ? &result : NULL;
        break;
    case OUTCOME_FETCHED:
        n.fetched = a->text != NULL ? a->text : "";
        break;
    case OUTCOME_FAILED:
    case OUTCOME_REFUSED:
        n.error = a->error;
        n.refused = a->outcome == OUTCOME_REFUSED;
        break;
    }
    a->model->ops->news(a->model->arg, &n);
    asking_free(a);
}

/* Ends the request with this outcome. Copies error. */
static void settle(struct asking *a, enum outcome outcome, const char *error)
{
    asking_become(a, ASKING_KEPT);
    event_del(a->timer);
    event_del(a->parts);
    free(a->sent);
    a->sent = NULL;
    a->outcome = outcome;
    a->error = error != NULL ? xstrdup(error) : NULL;
    if (can_tell(a->model))
        tell(a);
}

/* Called by a timer, not when the bytes arrive: news() may end this task and others, which is not allowed
 * while libcurl is active. */
static void on_parts(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct asking *a = arg;
    struct model_news n = {.task = a->task, .text = completion_text(a->reader)};
    a->told_ms = when_monotonic_ms();
    if (!can_tell(a->model))
        return;                             /* more bytes will come, or the end */
    a->model->ops->news(a->model->arg, &n); /* news() may end this task */
}

/* ---- one attempt ---- */

static bool on_bytes(void *arg, int status, const char *bytes, size_t len)
{
    struct asking *a = arg;
    size_t room = a->text_len < REJECTION_ERROR ? REJECTION_ERROR - a->text_len : 0;
    size_t kept = a->tool || len < room ? len : room; /* http.c limits a tool's result to max_bytes */
    if (kept > 0) {
        a->text = xrealloc(a->text, a->text_len + kept + 1);
        memcpy(a->text + a->text_len, bytes, kept);
        a->text_len += kept;
        a->text[a->text_len] = '\0';
    }
    if (a->tool)
        return true;
    bool more = completion_read(a->reader, bytes, len);
    int64_t wait = a->told_ms + PARTS_EVERY_MS - when_monotonic_ms();
    if (status == 200 && more && completion_text(a->reader)[0] != '\0' && !evtimer_pending(a->parts, NULL))
        asking_set_timer(a->parts, wait > 0 ? wait : 0);
    return more;
}

/* Whether to try again: after status 429 (RFC 6585 section 4) or 5xx (RFC 9110 section 15.6), or when there
 * was no response. A request that reached its timeout is not retried, because a person is waiting for it. */
static bool may_try_again(const struct asking *a, const struct http_result *r, int64_t wait_ms)
{
    bool passing = r->status == 429 || r->status >= 500 || (r->status == 0 && r->error != NULL);
    return passing && !r->late && a->attempt < a->retries && when_monotonic_ms() + wait_ms < a->deadline_ms;
}

static int64_t wait_ms(const struct asking *a, const struct http_result *r)
{
    uint32_t chance;
    int64_t wait = (int64_t)RETRY_MS << a->attempt;
    evutil_secure_rng_get_bytes(&chance, sizeof chance);
    wait += (int64_t)(chance % (uint32_t)wait) - wait / 2;
    return r->retry_after_ms > wait ? r->retry_after_ms : wait;
}

/* Returns what failed; uses text (size bytes) if the sentence must be composed. */
static const char *what_failed(struct asking *a, const struct http_result *r, char *text, size_t size)
{
    if (r->error != NULL)
        return r->error;
    struct completion_result result = {.error = NULL};
    if (!a->tool)
        result = completion_end(a->reader); /* most services report the reason in the form of an answer */
    bool says = result.error != NULL && strncmp(result.error, "the service reports", 19) == 0;
    snprintf(text, size, "HTTP status %d%s%s", r->status, says ? ": " : "", says ? result.error : "");
    return text;
}

/* Whether the service reports an error, perhaps with status 200. */
static bool reports_error(struct asking *a)
{
    const char *error = completion_end(a->reader).error;
    return error != NULL && strncmp(error, "the service reports", 19) == 0;
}

/* Finds out what the service rejects in the request, and leaves it out of the next attempt, which begins at
 * once. Returns false when the error is about something else. */
static bool leaves_something_out(struct asking *a, const struct http_result *r)
{
    static const int statuses[] = {200, 400, 404, 422, 500, 501};
    bool may_be = false;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        may_be = may_be || r->status == statuses[i];
    if (a->tool || !may_be || r->error != NULL || a->sent == NULL || (r->status == 200 && !reports_error(a)))
        return false;
    const char *error = a->text_len > 0 ? a->text : "";
    const char *what = rejection_learn(&a->rejection, a->sent, error, r->status == 400 || r->status == 422);
    if (what == NULL)
        return false;
    log_info("model: task %lld: responder %s: asking again without %s", (long long)a->task, a->responder,
             what);
    asking_become(a, ASKING_READY);
    return true;
}

/* The service has answered a request without these parts, so they were the reason. Logs each once. */
static void learn(const struct asking *a)
{
    struct asking_service *s = asking_service_of(a->model, a->service);
    for (size_t i = s->rejection.n; i < a->rejection.n; i++) {
        const char *name = a->rejection.name[i], *setting = rejection_setting(name);
        log_warn(
            "model: responder %s: the service rejects %s in requests; it is left out until the next start%s%s",
            a->responder, strcmp(name, "system") == 0 ? "the role system" : name,
            setting[0] != '\0' ? ". To leave it out at once, " : "", setting);
    }
    if (a->rejection.n > s->rejection.n)
        s->rejection = a->rejection;
}

static void on_done(void *arg, const struct http_result *r)
{
    struct asking *a = arg;
    int64_t wait = wait_ms(a, r);
    char text[WHY_BYTES];
    asking_call_ended(a);
    if (a->tool && r->status >= 200 && r->status < 300 && r->error == NULL) {
        if (a->text != NULL)
            make_text(a->text, a->text_len);
        settle(a, OUTCOME_FETCHED, NULL);
        return;
    }
    if (leaves_something_out(a, r))
        return;
    if (!a->tool && r->status == 200 && r->error == NULL) {
        if (completion_end(a->reader).error == NULL)
            learn(a);
        settle(a, OUTCOME_ANSWERED, NULL);
        return;
    }
    const char *why = what_failed(a, r, text, sizeof text);
    if (!may_try_again(a, r, wait)) {
        settle(a, r->error == NULL && r->status >= 400 && r->status < 500 ? OUTCOME_REFUSED : OUTCOME_FAILED,
               why);
        return;
    }
    log_info("model: task %lld: %s; retrying in %lld ms", (long long)a->task, why, (long long)wait);
    a->attempt++;
    asking_become(a, ASKING_PAUSING);
    asking_set_timer(a->timer, wait);
}

static const struct http_ops ops = {.bytes = on_bytes, .done = on_done};

/* Writes the headers of an attempt. A repeated request has the same id and its own time (signature.h). */
static void sign(struct asking *a)
{
    const char *body = a->request.body != NULL ? a->request.body : "";
    long long at_s = when_now_ms() / 1000;
    char signature[SIGNATURE_SIZE];
    size_t size = strlen(a->given) + strlen(a->id) + 200;
    char *headers = xmalloc(size);
    snprintf(headers, size, "%s", a->given);
    if (a->secret[0] != '\0') {
        signature_write(signature, a->secret, a->id, at_s, body, strlen(body));
        snprintf(headers, size, "%s%swebhook-id: %s\nwebhook-timestamp: %lld\nwebhook-signature: %s",
                 a->given, a->given[0] != '\0' ? "\n" : "", a->id, at_s, signature);
    }
    free((char *)a->request.headers);
    a->request.headers = headers;
}

/* Fetches the request of a model, without what the service rejects. Returns false when there is none any
 * more. */
static bool take_request(struct asking *a)
{
    char *request = a->model->ops->request(a->model->arg, a->task);
    if (request == NULL)
        return false;
    const struct asking_service *s = asking_service_of(a->model, a->service);
    if (a->rejection.n < s->rejection.n)
        a->rejection = s->rejection;
    a->request.body = rejection_apply(&a->rejection, request);
    free(a->sent);
    a->sent = xstrdup(a->request.body);
    free(request);
    return true;
}

static void begin(struct asking *a)
{
    int64_t left = a->deadline_ms - when_monotonic_ms();
    if (!a->tool && !take_request(a)) {
        asking_become(a, ASKING_OVER); /* it is about to be dropped */
        return;
    }
    if (a->reader != NULL)
        completion_reader_free(a->reader);
    a->reader = completion_reader_new();
    a->text_len = 0;
    if (a->tool)
        sign(a);
    asking_become(a, ASKING_CALLING);
    a->request.total_ms = left > 1 ? left : 1;
    a->call = http_start(a->model->http, &a->request, &ops, a);
    asking_count_call(a, 1);
    asking_set_timer(a->timer, a->request.total_ms + 1000); /* libcurl is told the same */
}

/* ---- whose turn it is ---- */

static void on_turn(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct asking *a;
    while ((a = asking_next(arg)) != NULL)
        begin(a);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct asking *a = arg;
    if (a->state == ASKING_PAUSING && when_monotonic_ms() < a->deadline_ms) {
        asking_become(a, ASKING_READY);
        asking_set_timer(a->timer, a->deadline_ms - when_monotonic_ms());
        asking_set_timer(a->model->turn, 0);
        return;
    }
    if (a->call != NULL) {
        http_cancel(a->call);
        asking_call_ended(a);
    }
    settle(a, OUTCOME_FAILED, "no answer in time");
}

/* ---- from the core ---- */

static struct asking *asking_new(struct model *m, int64_t task, const char *lane,
                                 const struct model_asker *asker, int64_t total_ms)
{
    struct asking *a = xcalloc(1, sizeof *a);
    a->model = m;
    a->task = task;
    a->deadline_ms = when_monotonic_ms() + total_ms;
    a->lane = asking_lane_enter(m, lane);
    a->who = asking_share_enter(m, asker->id, "");
    a->domain = asking_share_enter(m, 0, asker->domain != NULL ? asker->domain : "");
    a->timer = evtimer_new(m->base, on_timer, a);
    a->parts = evtimer_new(m->base, on_parts, a);
    if (a->timer == NULL || a->parts == NULL)
        fatal("libevent cannot create timers");
    TAILQ_INSERT_TAIL(&m->all, a, next);
    m->ready++; /* ASKING_READY is what it begins with */
    asking_set_timer(a->timer, total_ms);
    asking_set_timer(m->turn, 0);
    return a;
}

void model_fetch(struct model *m, int64_t task, const struct conf_tool *t, const struct model_fetch *f,
                 const struct model_asker *asker)
{
    char lane[80]; /* a responder may have the same name */
    snprintf(lane, sizeof lane, "tool %s", t->name);
    struct asking *a = asking_new(m, task, lane, asker, t->timeout_ms);
    a->tool = true;
    a->max_calls = 8;
    a->retries = tool_changes(t) ? 0 : 1;
    a->given = xstrdup(f->headers);
    a->id = xstrdup(f->id);
    a->secret = xstrdup(t->secret);
    a->request = (struct http_request){
        .url = xstrdup(f->url),
        .body = f->body == NULL ? NULL : xstrdup(f->body),
        .key = xstrdup(t->key),
        .proxy = xstrdup(""),
        .ca_file = xstrdup(""),
        .connect_ms = t->timeout_ms,
        .first_ms = t->timeout_ms,
        .max_bytes = (size_t)t->max_bytes,
        .once = tool_changes(t),
    };
}

/* Returns both texts as one, from malloc(). */
static char *joined(const char *one, const char *two)
{
    size_t size = strlen(one) + strlen(two) + 1;
    char *text = xmalloc(size);
    snprintf(text, size, "%s%s", one, two);
    return text;
}

void model_embed(struct model *m, int64_t task, const struct conf_responder *r, const char *body,
                 const struct model_asker *asker)
{
    char *lane = joined("embeddings ", r->name);
    struct asking *a = asking_new(m, task, lane, asker, r->embeddings_timeout_ms);
    free(lane);
    a->tool = true;
    a->given = xstrdup("");
    a->id = xstrdup("");
    a->secret = xstrdup("");
    a->max_calls = r->max_calls;
    a->request = (struct http_request){
        .url = joined(r->embeddings, "/embeddings"),
        .body = xstrdup(body),
        .key = xstrdup(r->embeddings_key),
        .proxy = xstrdup(r->proxy),
        .ca_file = xstrdup(r->ca_file),
        .connect_ms = r->embeddings_timeout_ms,
        .first_ms = r->embeddings_timeout_ms,
        .max_bytes = EMBED_BYTES,
    };
}

void model_ask(struct model *m, int64_t task, const struct conf_responder *r, const struct model_asker *asker)
{
    struct asking *a = asking_new(m, task, r->name, asker, r->total_timeout_ms);
    a->max_calls = r->max_calls;
    a->retries = r->retries;
    a->responder = xstrdup(r->name);
    a->request = (struct http_request){
        .url = joined(r->url, "/chat/completions"),
        .key = xstrdup(r->key),
        .proxy = xstrdup(r->proxy),
        .ca_file = xstrdup(r->ca_file),
        .connect_ms = r->connect_timeout_ms,
        .first_ms = r->first_token_timeout_ms,
        .max_bytes = COMPLETION_BYTES,
    };
    a->service = joined(a->request.url, r->model);
}

void model_drop(struct model *m, int64_t task)
{
    struct asking *a;
    TAILQ_FOREACH(a, &m->all, next)
    if (a->task == task) {
        asking_free(a);
        return;
    }
}

void model_go_on(struct model *m)
{
    struct asking *a = TAILQ_FIRST(&m->all), *next;
    for (; a != NULL; a = next) {
        next = TAILQ_NEXT(a, next);
        if (a->state != ASKING_KEPT)
            continue;
        if (!can_tell(m))
            return;
        tell(a);
    }
}

void model_drop_all(struct model *m)
{
    while (!TAILQ_EMPTY(&m->all))
        asking_free(TAILQ_FIRST(&m->all));
}

struct model *model_new(struct event_base *base, const struct model_ops *model_ops, void *arg)
{
    struct model *m = xcalloc(1, sizeof *m);
    m->base = base;
    m->ops = model_ops;
    m->arg = arg;
    m->http = http_new(base);
    m->turn = evtimer_new(base, on_turn, m);
    if (m->turn == NULL)
        fatal("libevent cannot create timers");
    TAILQ_INIT(&m->all);
    LIST_INIT(&m->lanes);
    LIST_INIT(&m->shares);
    LIST_INIT(&m->services);
    return m;
}

void model_free(struct model *m)
{
    model_drop_all(m);
    asking_services_free(m);
    event_free(m->turn);
    http_free(m->http);
    free(m);
}
