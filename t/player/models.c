/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * models: language models, which were asked and answer. */
#include <string.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "model/completion.h"
#include "model/news.h"
#include "store/store.h"
#include "t/embed.h"
#include "t/match.h"
#include "t/player/player.h"
#include "t/tap.h"
#include "t/world.h"

static struct question *open_question(struct scene *s)
{
    struct question *q = s->w->questions;
    while (q != NULL && (q->answered || q->dropped))
        q = q->next;
    if (q == NULL)
        scene_wrong(s, "the model was not asked");
    return q;
}

static struct question *newest_question(struct scene *s)
{
    struct question *last = open_question(s);
    for (struct question *q = last; q != NULL; q = q->next)
        last = q->answered || q->dropped ? last : q;
    return last;
}

static struct question *dropped_question(struct scene *s)
{
    struct question *last = NULL;
    for (struct question *q = s->w->questions; q != NULL; q = q->next)
        last = q->dropped ? q : last;
    if (last == NULL)
        scene_wrong(s, "no question was dropped");
    return last;
}

static struct question *answered_question(struct scene *s)
{
    struct question *last = NULL;
    for (struct question *q = s->w->questions; q != NULL; q = q->next)
        last = q->answered ? q : last;
    if (last == NULL)
        scene_wrong(s, "the model has not answered");
    return last;
}

static void bring(struct scene *s, struct question *q, const struct completion_result *result,
                  const char *error)
{
    struct model_news news = {.task = q->task, .done = true, .result = result, .error = error};
    q->answered = true;
    world_news(s->w, &news);
}

static void bring_text(struct scene *s, struct question *q, const char *text)
{
    struct completion_result result = {.text = text == NULL ? "" : text, .tokens = 100};
    bring(s, q, &result, NULL);
}

static void bring_cut(struct scene *s, const char *text)
{
    struct completion_result result = {.text = text == NULL ? "" : text, .tokens = 100, .cut = true};
    bring(s, open_question(s), &result, NULL);
}

static void bring_call(struct scene *s, const char *p)
{
    struct completion_result result = {.text = "", .tokens = 100};
    while (p != NULL && result.n_calls < COMPLETION_CALLS) {
        const char *plus = strstr(p, " + "),
                   *one = plus == NULL ? p : arena_strndup(s->arena, p, (size_t)(plus - p));
        p = plus == NULL ? NULL : plus + 3;
        if (strcmp(one, "cut") == 0) {
            result.cut = true;
            continue;
        }
        if (one[0] == ':') {
            result.text = unescape(s, fill(s, one + 1), false);
            continue;
        }
        result.call[result.n_calls].name = take_word(s, &one);
        result.call[result.n_calls++].arguments = unescape(s, fill(s, one), false);
    }
    bring(s, open_question(s), &result, NULL);
}

static void bring_fetched(struct scene *s, const char *text)
{
    struct question *q = open_question(s);
    struct model_news news = {.task = q->task, .done = true, .fetched = text};
    q->answered = true;
    world_news(s->w, &news);
}

static void bring_refused(struct scene *s, const char *why)
{
    struct question *q = open_question(s);
    struct model_news news = {.task = q->task, .done = true, .error = why, .refused = true};
    q->answered = true;
    world_news(s->w, &news);
}

static void bring_part(struct scene *s, const char *text)
{
    struct model_news news = {.task = open_question(s)->task, .text = text};
    world_news(s->w, &news);
}

static void make_known(struct scene *s)
{
    for (size_t i = 0; i < s->w->conf->n_responders; i++) {
        const struct conf_responder *r = &s->w->conf->responders[i];
        if (r->type == RESPONDER_OPENAI)
            store_ask(s->w->store,
                      arena_printf(s->arena, "INSERT INTO service (name, held) VALUES ('%s %s %s', 0)",
                                   r->url, r->model, r->extra));
    }
}

static void play_model(struct scene *s, const char *p)
{
    const char *rest;
    size_t colon = strcspn(p, ":");
    const char *text = p[colon] == ':' ? text_after(s, p + colon, false) : NULL;
    if (strncmp(p, "says:", 5) == 0)
        bring_text(s, open_question(s), text);
    else if (strncmp(p, "hurries:", 8) == 0)
        bring_text(s, newest_question(s), text);
    else if (strncmp(p, "is cut:", 7) == 0)
        bring_cut(s, text);
    else if (strncmp(p, "writes:", 7) == 0)
        bring_part(s, text);
    else if (strncmp(p, "gets:", 5) == 0)
        bring_fetched(s, text);
    else if (strncmp(p, "refuses:", 8) == 0)
        bring_refused(s, text);
    else if (strncmp(p, "fails:", 6) == 0)
        bring(s, open_question(s), NULL, text);
    else if (strncmp(p, "is late:", 8) == 0)
        bring_text(s, dropped_question(s), text);
    else if (strcmp(p, "repeats") == 0)
        bring_text(s, answered_question(s), "once more");
    else if (strcmp(p, "embeds") == 0)
        bring_fetched(s, embed_answer(s->arena, open_question(s)->request, EMBED_DIMENSION));
    else if (strcmp(p, "is known") == 0)
        make_known(s);
    else if ((rest = after_word(p, "calls")) != NULL)
        bring_call(s, rest);
    else if (strcmp(p, "is idle") == 0) {
        struct question *q = s->w->questions;
        while (q != NULL && (q->answered || q->dropped))
            q = q->next;
        scene_point(s, q == NULL);
    } else
        scene_wrong(s, "see `model` above");
}

static void play_model_was_asked(struct scene *s, const char *p)
{
    struct question *q = s->w->questions;
    while (q != NULL && (q->seen || q->dropped))
        q = q->next;
    if (!scene_point(s, q != NULL && match_text(unescape(s, fill(s, p), true), q->request)))
        diag("asked: %s", q == NULL ? "nothing" : q->request);
    if (q != NULL)
        q->seen = true;
}

static void play_vectors(struct scene *s, const char *p)
{
    scene_point(s, embed_directory(s->w->store, world_knowledge(s->w), p, EMBED_DIMENSION) > 0);
}

const struct verb models_verbs[] = {
    {.word = "vectors", .play = play_vectors},
    {.word = "model", .play = play_model},
    {.word = "model?", .play = play_model_was_asked},
    {.word = NULL},
};
