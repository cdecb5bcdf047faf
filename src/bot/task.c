/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * task: see task.h. */
#include "bot/task.h"

#include <string.h>

#include "base/log.h"
#include "bot/responder_kind.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/party.h"
#include "desk/share.h"
#include "desk/wiring.h"
#include "model/completion.h"
#include "model/completion_request.h"
#include "model/news.h"
#include "store/view.h"

enum { TRIES = 3, RESUMED = 100 /* in a step */, DAY_MS = 24 * 60 * 60 * 1000 };

static const struct name_list task_kind_names =
    NAME_LIST([TASK_ANSWER] = "answer", [TASK_SUGGEST] = "suggest", [TASK_SUMMARY] = "summary",
              [TASK_TRANSLATE] = "translate", [TASK_CLOSING] = "closing");

static const struct view view = VIEW(TASK_COLUMNS(struct task));

static struct task task_by_id(struct desk *d, int64_t id)
{
    struct task t = {.kind = TASK_ANSWER};
    view_first(&view, store_query(d->store, SQL_task_get, INT(id)), &t);
    return t;
}

/* Reads a task whose id another query has just returned. If it is not found, the store is damaged. */
static struct task task_named(struct desk *d, int64_t id)
{
    struct task t = task_by_id(d, id);
    if (t.id == 0)
        store_fail(d->store, "a task was listed but could not be read");
    return t;
}

/* Says whether the customer causes this request, and not the agent. */
static bool by_customer(const struct task *t)
{
    return t->kind == TASK_ANSWER || t->kind == TASK_CLOSING ||
           (t->kind == TASK_TRANSLATE && strcmp(t->source, "customer") == 0);
}

/* ---- what it costs ---- */

static struct share token_share(struct desk *d, const struct conf_responder *r)
{
    return (struct share){
        .what = arena_printf(d->arena, "responder %s: tokens of the last 24 h", r->name),
        .setting = "tokens_day",
        .used = store_int(d->store, SQL_spent_responder, 0, TEXT(r->name), INT(d->now_ms - DAY_MS)),
        .limit = r->tokens_day,
    };
}

static const char *tokens_of(struct desk *d, const char *responder)
{
    return arena_printf(d->arena, "tokens of %s", responder);
}

/* Both sums, of all and of the domain, are counted by the same hours. Otherwise they could differ for a
 * domain that is alone, and it would not get everything. */
static bool domain_has_its_share(struct desk *d, const struct conversation *t, const struct conf_responder *r)
{
    const char *domain = party_domain(d->arena, t->customer_jid), *what = tokens_of(d, r->name);
    struct share s = token_share(d, r);
    s.used = budget_used(d, what, "");
    s.blur = budget_blur(r->tokens_day);
    return r->tokens_day > 0 && share_refuses(d, &s, domain, budget_used(d, what, domain));
}

static const char *of_a_domain(struct desk *d, const struct conf_responder *r)
{
    return arena_printf(d->arena, "tokens of a domain of %s", r->name);
}

static bool domain_used_up(struct desk *d, const struct conversation *t, const struct conf_responder *r,
                           int64_t more)
{
    const char *domain = party_domain(d->arena, t->customer_jid);
    return r->tokens_domain > 0 && !share_exempt(d, domain) &&
           budget_used(d, of_a_domain(d, r), domain) + more >= r->tokens_domain;
}

const char *task_budget(struct desk *d, const struct conversation *t, const struct conf_responder *r)
{
    int64_t since = d->now_ms - DAY_MS;
    const char *which = NULL;
    if (r->tokens_day > 0 &&
        store_int(d->store, SQL_spent_responder, 0, TEXT(r->name), INT(since)) >= r->tokens_day)
        which = "tokens_day";
    else if (t->state != CONVERSATION_BOT)
        return NULL;
    else if (domain_has_its_share(d, t, r))
        which = "the domain's share of tokens_day";
    else if (r->tokens_conversation > 0 &&
             store_int(d->store, SQL_spent_conversation, 0, INT(t->id)) >= r->tokens_conversation)
        which = "tokens_conversation";
    else if (r->tokens_customer > 0 &&
             store_int(d->store, SQL_spent_customer, 0, INT(t->customer), INT(since)) >= r->tokens_customer)
        which = "tokens_customer";
    else if (domain_used_up(d, t, r, 0))
        which = "tokens_domain";
    return which == NULL ? NULL : arena_printf(d->arena, "%s is used up", which);
}

const char *task_customer_used_up(struct desk *d, const struct conversation *t,
                                  const struct conf_responder *r, int64_t more)
{
    int64_t since = d->now_ms - DAY_MS, open = store_int(d->store, SQL_task_translations, 0, INT(t->id));
    if (r->tokens_customer > 0 &&
        store_int(d->store, SQL_spent_customer, 0, INT(t->customer), INT(since)) + open * more >=
            r->tokens_customer)
        return "tokens_customer";
    return domain_used_up(d, t, r, open * more) ? "tokens_domain" : NULL;
}

static void pay(struct desk *d, const struct task *t, int64_t tokens)
{
    struct conversation c = conversation_by_id(d, t->conversation);
    store_run(d->store, SQL_spent_add, INT(t->conversation), INT(c.customer), TEXT(t->responder),
              INT(d->now_ms), INT(tokens));
    const struct conf_responder *r = conf_responder(d->conf, t->responder);
    const char *domain = party_domain(d->arena, c.customer_jid);
    if (r != NULL && r->tokens_domain > 0)
        budget_add(d, of_a_domain(d, r), domain, tokens, r->tokens_domain);
    if (r == NULL || r->tokens_day == 0)
        return;
    struct share s = token_share(d, r);
    share_note(d, &s);
    budget_add(d, tokens_of(d, r->name), "", tokens, r->tokens_day);
    budget_add(d, tokens_of(d, r->name), domain, tokens, r->tokens_day);
}

/* Returns how many tokens a request cost. If the service did not count them, they are estimated: otherwise
 * the budget would have no effect. */
static int64_t price(const struct task *t, const struct completion_result *r)
{
    return r->tokens >= 0 ? r->tokens : completion_tokens(r->text) + completion_tokens(t->request);
}

/* ---- questions ---- */

/* Sets for whom the request is made, the customer or the agent: the shell uses this to share a busy service
 * fairly. */
static void name_asker(struct desk *d, const struct task *t, struct effect *e)
{
    struct conversation c = conversation_by_id(d, t->conversation);
    const char *jid = t->agent != 0 && !by_customer(t) ? c.agent_jid : c.customer_jid;
    e->asker = t->agent != 0 && !by_customer(t) ? -t->agent : c.customer;
    e->domain = party_domain(d->arena, jid);
}

static void effect_ask(struct desk *d, const struct task *t, int64_t id, const struct conf_responder *r,
                       const char *request)
{
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    *e = (struct effect){
        .kind = EFFECT_MODEL_ASK, .text = request, .len = strlen(request), .task = id, .responder = r};
    name_asker(d, t, e);
    desk_effect(d, e);
}

static int64_t add(struct desk *d, const struct task *t, const char *responder, const char *request,
                   const char *call)
{
    store_run(d->store, SQL_task_add, INT(t->conversation), TEXT(name_in(&task_kind_names, t->kind)),
              t->agent != 0 ? INT(t->agent) : TEXT(NULL), TEXT(responder), TEXT(t->question), TEXT(t->title),
              TEXT(t->source), TEXT(request), INT(d->now_ms), INT(t->after), TEXT(call), INT(t->rounds),
              INT(t->said), INT(t->posted));
    return store_last_id(d->store);
}

int64_t task_ask(struct desk *d, const struct task *t, const struct conf_responder *r, const char *request)
{
    int64_t id = add(d, t, r->name, request, "");
    effect_ask(d, t, id, r, request);
    return id;
}

void task_fetch(struct desk *d, const struct task *t, const struct conf_tool *tool, const char *url,
                const char *body, const char *headers)
{
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    *e =
        (struct effect){.kind = EFFECT_FETCH,
                        .text = url,
                        .len = strlen(url),
                        .body = body,
                        .headers = headers,
                        .id = tool->secret[0] != '\0' ? arena_printf(d->arena, "msg_%s", desk_new_id(d)) : "",
                        .task = add(d, t, t->responder, t->request, t->call),
                        .tool = tool};
    name_asker(d, t, e);
    desk_effect(d, e);
}

void task_archive_shown(struct desk *d, struct task *t)
{
    if (t->shown[0] == '\0')
        return;
    struct conversation c = conversation_by_id(d, t->conversation);
    conversation_archive_correction(d, &c, t->shown_id, t->shown, t->stanza_id);
    t->shown = "";
}

static void drop(struct desk *d, int64_t id)
{
    struct effect *e = arena_alloc(d->arena, sizeof *e);
    struct task t = task_named(d, id);
    if (t.id == 0)
        return;
    task_archive_shown(d, &t);
    if (t.call[0] == '\0') /* the model may have read the request and answered a part of it */
        pay(d, &t, completion_tokens(t.request));
    *e = (struct effect){.kind = EFFECT_MODEL_DROP, .text = "", .task = id};
    store_run(d->store, SQL_task_end, INT(id));
    desk_effect(d, e);
}

static int64_t open_task(struct desk *d, int64_t conversation, enum task_kind kind)
{
    return store_int(d->store, SQL_task_of, 0, INT(conversation), TEXT(name_in(&task_kind_names, kind)));
}

bool task_is_open(struct desk *d, int64_t conversation, enum task_kind kind)
{
    return open_task(d, conversation, kind) != 0;
}

void tasks_drop(struct desk *d, int64_t conversation, enum task_kind kind)
{
    for (int64_t id; (id = open_task(d, conversation, kind)) != 0;)
        drop(d, id);
}

void task_call_back(struct desk *d, int64_t conversation)
{
    if (!task_is_open(d, conversation, TASK_ANSWER) || task_must_end(d, conversation))
        return;
    store_run(d->store, SQL_task_call_back, INT(conversation));
    tasks_drop(d, conversation, TASK_ANSWER);
}

bool task_must_end(struct desk *d, int64_t conversation)
{
    return store_int(d->store, SQL_task_posted, 0, INT(conversation)) != 0;
}

void task_said(struct desk *d, const struct task *t)
{
    store_run(d->store, SQL_task_said, INT(t->id), INT(t->said), TEXT(t->stanza_id), TEXT(t->shown),
              TEXT(t->shown_id));
}

void task_news(struct desk *d, const struct model_news *n)
{
    struct task t = task_by_id(d, n->task);
    if (t.id == 0) {
        if (n->done)
            log_info("model: task %lld no longer exists; its late answer was discarded", (long long)n->task);
        return;
    }
    if (n->done) {
        if (n->result != NULL) /* else the request failed, or a tool answered */
            pay(d, &t, price(&t, n->result));
        else
            task_archive_shown(d, &t);
        store_run(d->store, SQL_task_end, INT(t.id));
    }
    d->wiring->tasks[t.kind](d, &t, n);
}

/* Sends a request of an earlier run again. After TRIES times it fails, in case the answer makes the desk
 * crash. */
static void resume_one(struct desk *d, int64_t id)
{
    struct task t = task_named(d, id);
    if (t.id == 0)
        return;
    const struct conf_responder *r = conf_responder(d->conf, t.responder);
    int64_t tries = store_int(d->store, SQL_task_tries, 0, INT(id));
    bool unknown = t.posted && t.call[0] != '\0'; /* nobody knows whether the tool did its work */
    if (r == NULL || r->type != RESPONDER_OPENAI || tries >= TRIES || unknown) {
        store_run(d->store, SQL_task_tried, INT(id)); /* also forgets the call of the tool */
        struct model_news failed = {.task = id,
                                    .done = true,
                                    .error = "the desk was restarted before it answered"};
        task_news(d, &failed);
        return;
    }
    store_run(d->store, SQL_task_tried, INT(id));
    effect_ask(d, &t, id, r, t.request);
}

/* Resumes some tasks, and returns the id of the last one. */
static int64_t resume_some(struct desk *d, int64_t after)
{
    int64_t ids[RESUMED];
    size_t n = 0;
    struct cursor *c = store_query(d->store, SQL_task_some, INT(after), INT(d->resume_to), INT(RESUMED));
    while (n < RESUMED && cursor_next(c))
        ids[n++] = cursor_int(c, 0);
    cursor_end(c);
    for (size_t i = 0; i < n; i++)
        resume_one(d, ids[i]);
    return n < RESUMED ? d->resume_to : ids[n - 1];
}

void tasks_resume(struct desk *d)
{
    if (!d->resumed)
        d->resume_to = store_int(d->store, SQL_task_newest, 0);
    d->resumed = true;
    if (d->resume_after < d->resume_to)
        d->resume_after = resume_some(d, d->resume_after);
}
