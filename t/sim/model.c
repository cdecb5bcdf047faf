/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model: the services that the desk asks: language models, and the tool of the configuration. They are fast, or
 * as slow as the shell lets them be (it always brings an end: model.h), write in pieces, fail, say the same twice, and
 * speak of what nobody waits for. What they say is in lies.c. */
#include "model.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "model/completion.h"
#include "model/news.h"

struct ask {
    int64_t task, process;
    bool open; /* its end is still to come */
    bool late; /* it was dropped, and comes all the same */
    struct answer answer;
};

/* A tool was asked for a change. */
struct post {
    int64_t task, conversation, after; /* the messages that it is about are behind this one */
    int64_t event;                     /* of the conversation, the last before it */
    bool known;                        /* the desk was told whether it was done */
};

struct models {
    struct ask *asks;
    int n;
    struct post *posts;
    int n_posts;
};

void models_open(struct sim *s)
{
    s->models = arena_alloc(s->arena, sizeof *s->models);
}

static struct ask *open_ask(struct sim *s, int64_t task)
{
    for (int i = s->models->n - 1; i >= 0 && s->models->asks[i].process == s->process; i--)
        if (s->models->asks[i].task == task && s->models->asks[i].open)
            return &s->models->asks[i];
    return NULL;
}

/* ---- what the shell brings ---- */

static struct step news_of(struct sim *s, int64_t task, const struct answer *a)
{
    struct model_news *n = arena_alloc(s->arena, sizeof *n);
    *n = (struct model_news){.task = task,
                             .done = true,
                             .result = a->result,
                             .fetched = a->fetched,
                             .error = a->error,
                             .refused = a->refused};
    return (struct step){.event = {.kind = EVENT_MODEL, .news = n}};
}

static const char *what(const struct answer *a)
{
    if (a->error != NULL || a->fetched != NULL)
        return a->error != NULL ? a->error : a->fetched;
    return a->result->n_calls > 0 ? a->result->call[0].name : a->result->text;
}

/* A task that is no more, or never was. */
static int64_t gone(struct sim *s)
{
    const int64_t never[] = {0, -1, INT64_C(1) << 40, INT64_MAX};
    int64_t task = s->models->asks[sim_between(&s->models_rng, 0, s->models->n - 1)].task;
    bool old =
        sim_chance(&s->models_rng, 70) &&
        eye_int(s, arena_printf(s->arena, "SELECT 1 FROM task WHERE id = %lld", (long long)task), 0) == 0;
    return old ? task : never[sim_between(&s->models_rng, 0, 3)];
}

static bool is_running(const struct sim *s, const struct happening *h)
{
    return s->desk != NULL && h->guard == s->process;
}

/* The same as before, of another task perhaps. */
static void again(struct sim *s, const struct happening *h)
{
    if (!is_running(s, h) || process_waits(s, h))
        return;
    const struct ask *a = &s->models->asks[h->who];
    int64_t task = sim_chance(&s->models_rng, 50) ? a->task : gone(s);
    if (open_ask(s, task) != NULL)
        return;
    sim_note(s, "the model says of task %lld, which is no more: %.40s", (long long)task, what(&a->answer));
    struct step step = news_of(s, task, &a->answer);
    process_turn(s, &step, 1);
}

/* What became of the change is known when that was committed, and the task is no more. */
static void note_outcome(struct sim *s, const struct ask *a)
{
    if ((a->answer.fetched == NULL && !a->answer.refused) ||
        eye_int(s, arena_printf(s->arena, "SELECT 1 FROM task WHERE id = %lld", (long long)a->task), 0) != 0)
        return;
    for (int i = 0; i < s->models->n_posts; i++)
        if (s->models->posts[i].task == a->task)
            s->models->posts[i].known = true;
}

/* Only a person can find out whether it was done: the model is not asked on. */
static void look_at_unknown(struct sim *s, const struct ask *a)
{
    for (int i = 0; i < s->models->n_posts && a->answer.error != NULL && !a->answer.refused; i++) {
        const struct post *p = &s->models->posts[i];
        if (p->task == a->task &&
            eye_int(
                s,
                arena_printf(
                    s->arena,
                    "SELECT count(*) FROM task WHERE conversation = %lld AND kind = 'answer' AND posted AND id > %lld",
                    (long long)p->conversation, (long long)p->task),
                0) > 0)
            sim_violation(s, "nobody knows whether a change was made, and the model is asked on: task %lld",
                          (long long)p->task);
    }
}

static void ends(struct sim *s, const struct happening *h)
{
    struct ask *a = &s->models->asks[h->who];
    if (!is_running(s, h) || (!a->open && !a->late) || process_waits(s, h))
        return;
    const struct step one = news_of(s, a->task, &a->answer);
    const struct step twice[] = {one, one};
    bool late = !a->open;
    a->open = a->late = false;
    sim_note(s, "the model says of task %lld%s: %.40s", (long long)a->task, late ? ", which was dropped" : "",
             what(&a->answer));
    if (sim_chance(&s->models_rng, 15))
        sim_later(s, sim_between(&s->models_rng, 0, 20000), again, s->process, h->who, NULL, NULL);
    process_turn(s, twice, sim_chance(&s->models_rng, 5) ? 2 : 1);
    if (!late) {
        note_outcome(s, &s->models->asks[h->who]);
        look_at_unknown(s, &s->models->asks[h->who]);
    }
}

static void writes(struct sim *s, const struct happening *h)
{
    const struct ask *a = &s->models->asks[h->who];
    if (!is_running(s, h) || (!a->open && !a->late) || process_waits(s, h))
        return;
    struct model_news n = {.task = a->task, .text = h->text};
    sim_note(s, "the model writes of task %lld: %zu bytes", (long long)a->task, strlen(h->text));
    process_turn(s, &(struct step){.event = {.kind = EVENT_MODEL, .news = &n}}, 1);
}

/* ---- what the desk wants ---- */

static int64_t some_delay(struct sim *s, int64_t limit_ms)
{
    int64_t kind = sim_between(&s->models_rng, 0, 99);
    int64_t most_ms = kind < 30 ? 200 : kind < 70 ? 6000 : kind < 80 ? limit_ms : 3 * limit_ms;
    return sim_between(&s->models_rng, 0, most_ms);
}

/* A letter of more than one byte is whole, or not there yet. */
static size_t whole(const char *text, size_t len)
{
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return len;
}

static void write_in_pieces(struct sim *s, int who, const char *text, int64_t until_ms)
{
    int64_t n = sim_between(&s->models_rng, 1, 6), len = (int64_t)strlen(text);
    for (int64_t i = 1; i <= n; i++)
        sim_later(s, until_ms * i / (n + 1), writes, s->process, who,
                  arena_strndup(s->arena, text, whole(text, (size_t)(len * i / (n + 1)))), NULL);
}

/* The shell never asks what it was not asked, nor twice, nor of a service that there is not. */
static void look_at(struct sim *s, const struct effect *e)
{
    if (open_ask(s, e->task) != NULL)
        sim_violation(s, "a task is asked twice: %lld", (long long)e->task);
    if (strlen(e->text) != e->len)
        sim_violation(s, "the length of what a model is asked is wrong: %s", e->text);
    if (e->kind == EFFECT_FETCH && strncmp(e->text, "http://127.0.0.1:1/orders/", 26) != 0)
        sim_violation(s, "a tool is asked elsewhere: %s", e->text);
    if (e->kind == EFFECT_MODEL_ASK && e->responder->type != RESPONDER_OPENAI)
        sim_violation(s, "asked is what is no model: %s", e->responder->name);
}

static int64_t last_event(struct sim *s, int64_t conversation)
{
    return eye_int(s,
                   arena_printf(s->arena, "SELECT max(id) FROM event WHERE conversation = %lld",
                                (long long)conversation),
                   0);
}

/* A change is made only for a customer who has just said yes to what was shown, with all that is in it. */
static void look_at_consent(struct sim *s, const struct effect *e, int64_t conversation)
{
    const char *said = eye_text(
        s,
        arena_printf(
            s->arena,
            "SELECT body FROM message WHERE conversation = %lld AND author = 'customer' AND kind = 'chat'"
            " AND id > (SELECT max(id) FROM message WHERE conversation = %lld AND author = 'bot' AND kind ="
            " 'chat' AND body LIKE 'Before I do this%%day: ' || json_extract('%s', '$.day') || '%%')"
            " ORDER BY id DESC LIMIT 1",
            (long long)conversation, (long long)conversation, e->body));
    if (said == NULL || strncasecmp(said, "yes", 3) != 0)
        sim_violation(s, "a change is made to which nobody has said yes: task %lld, after \"%s\"",
                      (long long)e->task, said == NULL ? "nothing" : said);
}

/* A change that may have been made is not made again for the same words, and is told to whoever takes over. */
static void look_at_post(struct sim *s, const struct effect *e)
{
    struct models *m = s->models;
    struct post post = {
        .task = e->task,
        .conversation = eye_int(
            s, arena_printf(s->arena, "SELECT conversation FROM task WHERE id = %lld", (long long)e->task),
            0),
        .after =
            eye_int(s, arena_printf(s->arena, "SELECT after FROM task WHERE id = %lld", (long long)e->task),
                    0),
    };
    post.event = last_event(s, post.conversation);
    look_at_consent(s, e, post.conversation);
    int64_t notes =
        eye_int(s,
                arena_printf(s->arena,
                             "SELECT count(*) FROM message WHERE conversation = %lld AND kind = 'note' AND"
                             " body LIKE 'book was called: %%'",
                             (long long)post.conversation),
                0);
    int64_t before = 0;
    for (int i = 0; i < m->n_posts; i++) {
        if (m->posts[i].conversation != post.conversation)
            continue;
        before++;
        if (!m->posts[i].known && m->posts[i].after >= post.after)
            sim_violation(s, "what may have been done is done again: task %lld as task %lld",
                          (long long)post.task, (long long)m->posts[i].task);
    }
    if (notes <= before)
        sim_violation(s, "a change is asked for, and the archive does not say so: task %lld",
                      (long long)post.task);
    m->posts = arena_grow(s->arena, m->posts, (size_t)m->n_posts * sizeof post,
                          (size_t)(m->n_posts + 1) * sizeof post);
    m->posts[m->n_posts++] = post;
}

/* What becomes of a change is waited for as long as nobody else has the conversation, whatever the customer says meanwhile. */
static void look_at_drop(struct sim *s, int64_t task)
{
    for (int i = 0; i < s->models->n_posts; i++) {
        const struct post *p = &s->models->posts[i];
        if (p->task == task && p->event == last_event(s, p->conversation))
            sim_violation(s, "a change is under way, and what becomes of it is not waited for: task %lld",
                          (long long)task);
    }
}

/* The customer does not know of the change, and writes on while it is under way. */
static void impatience(struct sim *s, int64_t task, int64_t until_ms)
{
    const char *talk =
        arena_printf(s->arena, " FROM task JOIN talk ON talk.id = task.conversation WHERE task.id = %lld",
                     (long long)task);
    const char *jid = eye_text(s, arena_printf(s->arena, "SELECT customer_jid%s", talk));
    const char *queue = eye_text(s, arena_printf(s->arena, "SELECT desk%s", talk));
    int who = jid == NULL || queue == NULL ? -1 : person_find(s, jid);
    if (who >= 0 && sim_chance(&s->models_rng, 70))
        ask_more(s, who, queue[0] == '\0' ? SIM_DOMAIN : arena_printf(s->arena, "%s@" SIM_DOMAIN, queue),
                 until_ms);
}

static void asked(struct sim *s, const struct effect *e)
{
    struct models *m = s->models;
    int64_t limit_ms = e->kind == EFFECT_FETCH ? e->tool->timeout_ms : e->responder->total_timeout_ms;
    bool post = e->kind == EFFECT_FETCH && e->tool->post; /* slow: much can happen meanwhile */
    int64_t delay_ms = post ? sim_between(&s->models_rng, 0, limit_ms) : some_delay(s, limit_ms);
    look_at(s, e);
    if (post) {
        look_at_post(s, e);
        impatience(s, e->task, delay_ms);
    }
    m->asks =
        arena_grow(s->arena, m->asks, (size_t)m->n * sizeof *m->asks, (size_t)(m->n + 1) * sizeof *m->asks);
    struct ask *a = &m->asks[m->n++];
    *a = (struct ask){.task = e->task, .process = s->process, .open = true};
    a->answer = e->kind == EFFECT_FETCH ? lies_of_tool(s, post) : lies_of_model(s, e);
    if (a->answer.result != NULL && a->answer.result->text[0] != '\0' && sim_chance(&s->models_rng, 60))
        write_in_pieces(s, m->n - 1, a->answer.result->text, delay_ms < limit_ms ? delay_ms : limit_ms);
    if (delay_ms >= limit_ms)
        a->answer = (struct answer){.error = "it took too long"};
    sim_note(s, "task %lld is asked", (long long)e->task);
    sim_later(s, delay_ms < limit_ms ? delay_ms : limit_ms, ends, s->process, m->n - 1, NULL, NULL);
}

static void dropped(struct sim *s, int64_t task)
{
    struct ask *a = open_ask(s, task);
    if (a == NULL)
        return;
    sim_note(s, "task %lld is dropped", (long long)task);
    look_at_drop(s, task);
    a->open = false;
    a->late = sim_chance(&s->models_rng, 25);
}

void model_perform(struct sim *s, const struct effect *e)
{
    if (s->models == NULL)
        sim_violation(s, "a model is asked where there is none: %s", e->text);
    else if (e->kind == EFFECT_MODEL_DROP)
        dropped(s, e->task);
    else
        asked(s, e);
}

/* Of all that is waited for an end will come. */
void model_check(struct sim *s)
{
    if (s->models == NULL)
        return;
    sqlite3_stmt *rows = eye_query(s, "SELECT id FROM task");
    while (sqlite3_step(rows) == SQLITE_ROW)
        if (open_ask(s, sqlite3_column_int64(rows, 0)) == NULL)
            sim_violation(s, "what nobody was asked is waited for: task %lld",
                          (long long)sqlite3_column_int64(rows, 0));
    sqlite3_reset(rows);
}

/* Whether a customer's client understands corrections; most say nothing. */
void model_features(struct sim *s, int who, const char *from, const char *id)
{
    if (s->models == NULL || who % 3 != 0 || strncmp(id, "features-", 9) != 0)
        return;
    server_from_person(s, who,
                       arena_printf(s->arena,
                                    "<iq type='result' from='%s/phone' to='%s' id='%s'><query "
                                    "xmlns='http://jabber.org/protocol/disco#info'><feature "
                                    "var='urn:xmpp:message-correct:0'/></query></iq>",
                                    s->people[who].jid, from, id));
}
