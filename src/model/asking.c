/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * asking: see asking.h. */
#include "model/asking.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include <event2/event.h>

#include "base/log.h"
#include "model/completion.h"
#include "model/http.h"

void asking_set_timer(struct event *timer, int64_t ms)
{
    struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    event_add(timer, &tv);
}

struct lane *asking_lane_enter(struct model *m, const char *responder)
{
    struct lane *lane;
    LIST_FOREACH(lane, &m->lanes, next)
    if (strcmp(lane->responder, responder) == 0)
        break;
    if (lane == NULL) {
        lane = xcalloc(1, sizeof *lane);
        lane->responder = xstrdup(responder);
        LIST_INSERT_HEAD(&m->lanes, lane, next);
    }
    lane->asked++;
    return lane;
}

static void lane_leave(struct lane *lane)
{
    if (--lane->asked > 0)
        return;
    LIST_REMOVE(lane, next);
    free(lane->responder);
    free(lane);
}

struct asking_share *asking_share_enter(struct model *m, int64_t id, const char *domain)
{
    struct asking_share *s;
    LIST_FOREACH(s, &m->shares, next)
    if (s->id == id && strcmp(s->domain, domain) == 0)
        break;
    if (s == NULL) {
        s = xcalloc(1, sizeof *s);
        s->id = id;
        s->domain = xstrdup(domain);
        LIST_INSERT_HEAD(&m->shares, s, next);
    }
    s->asked++;
    return s;
}

static void share_leave(struct asking_share *s)
{
    if (--s->asked > 0)
        return;
    LIST_REMOVE(s, next);
    free(s->domain);
    free(s);
}

static void service_free(struct asking_service *s)
{
    LIST_REMOVE(s, next);
    free(s->name);
    free(s);
}

struct asking_service *asking_service_of(struct model *m, const char *name)
{
    enum { SERVICES = 64 };
    size_t n = 0;
    struct asking_service *s, *last = NULL;
    LIST_FOREACH(s, &m->services, next)
    {
        if (strcmp(s->name, name) == 0)
            return s;
        last = s;
        n++;
    }
    if (n == SERVICES)
        service_free(last);
    s = xcalloc(1, sizeof *s);
    s->name = xstrdup(name);
    LIST_INSERT_HEAD(&m->services, s, next);
    return s;
}

void asking_services_free(struct model *m)
{
    while (!LIST_EMPTY(&m->services))
        service_free(LIST_FIRST(&m->services));
}

void asking_count_call(struct asking *a, int by)
{
    a->lane->calls += by;
    a->who->calls += by;
    a->domain->calls += by;
}

void asking_become(struct asking *a, enum asking_state state)
{
    a->model->ready += (state == ASKING_READY) - (a->state == ASKING_READY);
    a->state = state;
}

void asking_call_ended(struct asking *a)
{
    a->call = NULL;
    asking_count_call(a, -1);
    if (!a->tool) {
        free((char *)a->request.body);
        a->request.body = NULL;
    }
    event_del(a->parts);
    asking_set_timer(a->model->turn, 0);
}

static void request_free(struct http_request *r)
{
    const char *texts[] = {r->url, r->body, r->key, r->proxy, r->ca_file, r->headers};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free((char *)texts[i]);
}

void asking_free(struct asking *a)
{
    TAILQ_REMOVE(&a->model->all, a, next);
    asking_become(a, ASKING_OVER);
    if (a->call != NULL) {
        http_cancel(a->call);
        asking_call_ended(a);
    }
    if (a->reader != NULL)
        completion_reader_free(a->reader);
    event_free(a->timer);
    event_free(a->parts);
    lane_leave(a->lane);
    share_leave(a->who);
    share_leave(a->domain);
    free(a->text);
    free(a->service);
    free(a->responder);
    free(a->sent);
    free(a->error);
    free(a->given);
    free(a->id);
    free(a->secret);
    request_free(&a->request);
    free(a);
}

/* Orders waiting requests so that many requests of one person do not delay others. */
static bool goes_before(const struct asking *a, const struct asking *b)
{
    if (a->who->calls != b->who->calls)
        return a->who->calls < b->who->calls;
    if (a->domain->calls != b->domain->calls)
        return a->domain->calls < b->domain->calls;
    return a->who->asked < b->who->asked;
}

struct asking *asking_next(struct model *m)
{
    struct asking *a, *next = NULL;
    int64_t left = m->ready;
    TAILQ_FOREACH(a, &m->all, next)
    {
        if (left == 0)
            break;
        if (a->state != ASKING_READY)
            continue;
        left--;
        if (a->lane->calls < a->max_calls && (next == NULL || goes_before(a, next)))
            next = a;
    }
    return next;
}
