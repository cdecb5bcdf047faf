/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder: the responders that the seed made, what they know, and what becomes of them at a reload: they leave
 * and come back, their queues ask them first, or only when nobody is free, or not at all. */
#include "sim.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "daemon/library.h"

enum { WORLDS_PERCENT = 60, QUEUES_PERCENT = 75, MODELS_PERCENT = 60 };

static const char *const modes[] = {"first", "first", "first", "fallback", "fallback", "off"};

static const char *some_mode(struct rng *r)
{
    return modes[sim_between(r, 0, (int64_t)(sizeof modes / sizeof modes[0]) - 1)];
}

static int pick(struct rng *r, const int *from, int n)
{
    return from[sim_between(r, 0, n - 1)];
}

#define PICK_OF(r, ...) \
    pick(r, (const int[]){__VA_ARGS__}, (int)(sizeof((const int[]){__VA_ARGS__}) / sizeof(int)))
#define PICK(s, ...) PICK_OF(&(s)->bots_rng, __VA_ARGS__)

static void make_responder(struct sim *s, struct sim_responder *r, int n)
{
    *r = (struct sim_responder){
        .name = arena_printf(s->arena, "responder%d", n),
        .faq = sim_chance(&s->bots_rng, 80),
        .here = true,
        .topics = sim_chance(&s->bots_rng, 50),
        .debounce_s = PICK(s, 0, 2, 2, 5, 20),
        .close_s = PICK(s, 60, 60, 300, 1200),
        .max_turns = PICK(s, 1, 3, 20, 20),
        .max_missed = PICK(s, 1, 2, 2, 4),
        .max_conversations = PICK(s, 1, 3, 10, 10000, 10000),
    };
}

static void employ(struct sim *s, struct sim_queue *q)
{
    q->responder = &s->responders[sim_between(&s->bots_rng, 0, s->n_responders - 1)];
    q->responder_mode = some_mode(&s->bots_rng);
    q->responder_after_s = PICK(s, 1, 5, 30, 90);
    q->responder_share = PICK(s, 100, 100, 100, 60, 20, 0);
    q->responder_steady = true;
}

static void make_model(struct sim *s, struct sim_responder *r)
{
    static const char *const streams[] = {"sentences", "corrections", "off"};
    r->model = r->faq = true; /* it has the texts too */
    r->stream = streams[sim_between(&s->models_rng, 0, 2)];
    r->tools = sim_chance(&s->models_rng, 90);
    r->order = sim_chance(&s->models_rng, 60);
    r->book = sim_chance(&s->models_rng, 90);
    r->total_s = PICK_OF(&s->models_rng, 1, 30, 120, 300, 300, 300); /* 300: longer than most of close_s */
    r->tokens = PICK_OF(&s->models_rng, 0, 0, 100, 600, 100000);
    r->min_sentiment = PICK_OF(&s->models_rng, -100, -50, 0);
    r->grounded =
        sim_chance(&s->models_rng, 20); /* then nearly all goes to people: every lie has a number in it */
}

/* Others than those of the queue may help its agents. */
static void models_make(struct sim *s)
{
    const struct sim_responder *last = NULL;
    if (!sim_chance(&s->models_rng, MODELS_PERCENT))
        return;
    models_open(s);
    for (int i = 0; i < s->n_responders; i++)
        if (sim_chance(&s->models_rng, 70) || (last == NULL && i == s->n_responders - 1))
            make_model(s, &s->responders[i]), last = &s->responders[i];
    for (int i = 0; i < s->n_queues; i++) {
        s->queues[i].copilot = sim_chance(&s->models_rng, 75) ? last : NULL;
        s->queues[i].close_summary = sim_chance(&s->models_rng, 40);
    }
}

/* The numbers come from a stream of their own: a world without responders is what it was before there were any. */
void responders_make(struct sim *s)
{
    if (!sim_chance(&s->bots_rng, WORLDS_PERCENT))
        return;
    s->n_responders = (int)sim_between(&s->bots_rng, 1, RESPONDERS_MAX);
    for (int i = 0; i < s->n_responders; i++)
        make_responder(s, &s->responders[i], i);
    for (int i = 0; i < s->n_queues; i++)
        if (sim_chance(&s->bots_rng, QUEUES_PERCENT))
            employ(s, &s->queues[i]);
    models_make(s);
}

/* ---- what they know ---- */

static const char *const always =
    "# Shop\n"
    "## How long may I return something?\n"
    "You may return any article within **30 days** after you have received it.\n"
    "## When do I get my money back?\n"
    "Within five working days after the goods have reached us.\n"
    "## How long does delivery take?\n"
    "Two to three working days.\n"
    "## 可以开发票吗？\n"
    "可以，请在下单时填写抬头。\n";
static const char *const by_country = "## What does delivery to Norway cost?\n"
                                      "Five euros.\n"
                                      "## What does delivery to Sweden cost?\n"
                                      "Four euros.\n";
static const char *const for_all = "## What does delivery cost?\n"
                                   "Six euros, wherever you live.\n";

static const char *directory(struct sim *s)
{
    return arena_printf(s->arena, "%s/knowledge", s->dir);
}

static const char *file(struct sim *s)
{
    return arena_printf(s->arena, "%s/shop.md", directory(s));
}

static void write_texts(struct sim *s, const char *of_costs)
{
    FILE *out = fopen(file(s), "w");
    if (out == NULL || fprintf(out, "%s%s", always, of_costs) < 0 || fclose(out) != 0)
        fatal("%s: %m", file(s));
}

/* All of it before the first turn: nothing has gone wrong yet. Later it is read on between the turns. */
void responders_learn(struct sim *s)
{
    if (mkdir(directory(s), 0700) != 0)
        fatal("%s: %m", directory(s));
    write_texts(s, by_country);
    for (int64_t pause_ms = 0; pause_ms >= 0 && pause_ms < 1000;)
        pause_ms = library_step(s->library);
}

void responders_forget(struct sim *s)
{
    unlink(file(s));
    rmdir(directory(s));
}

/* ---- the file ---- */

static const char *duration(struct sim *s, int seconds)
{
    return seconds == 0 ? "off" : arena_printf(s->arena, "%ds", seconds);
}

static void print_model(const struct sim_responder *r, FILE *out)
{
    fprintf(out, "  url = \"http://127.0.0.1:1/v1\" stream = \"%s\" tools = %s total_timeout = \"%ds\"\n",
            r->stream, r->tools ? "true" : "false", r->total_s);
    fprintf(out, "  grounded = %s instructions = \"" SIM_INSTRUCTIONS "\"\n", r->grounded ? "true" : "false");
    fprintf(out, "  tokens_conversation = %d min_sentiment = %d%s\n", r->tokens, r->min_sentiment,
            r->order && r->book ? " use = {\"order\", \"book\"}"
            : r->order          ? " use = {\"order\"}"
            : r->book           ? " use = {\"book\"}"
                                : "");
}

void responders_print(struct sim *s, FILE *out)
{
    if (s->models != NULL)
        fprintf(
            out,
            "tool \"order\" { description = \"The state of an order.\" "
            "url = \"http://127.0.0.1:1/orders/{order}\"\n  parameters = {\"order: the number of the order\"} }\n"
            "tool \"book\" { description = \"Books a fitting.\" url = \"http://127.0.0.1:1/orders/book\"\n"
            "  parameters = {\"day: the day\"} post = true timeout = \"60s\" }\n");
    for (int i = 0; i < s->n_responders; i++) {
        const struct sim_responder *r = &s->responders[i];
        if (!r->here)
            continue;
        fprintf(out, "responder \"%s\" { type = \"%s\" debounce = \"%s\" close_after = \"%ds\"\n", r->name,
                r->model ? "openai"
                : r->faq ? "faq"
                         : "null",
                duration(s, r->debounce_s), r->close_s);
        if (r->faq)
            fprintf(out, "  knowledge = \"%s\"\n", directory(s));
        if (r->model)
            print_model(r, out);
        fprintf(out, "  max_turns = %d max_missed = %d max_conversations = %d%s }\n", r->max_turns,
                r->max_missed, r->max_conversations, r->topics ? " topics = {\"lawyer\"}" : "");
    }
}

void responders_print_of(const struct sim_queue *q, FILE *out)
{
    if (q->responder != NULL && q->responder->here)
        fprintf(out,
                "  responder = \"%s\" responder_mode = \"%s\" responder_after = \"%ds\" responder_share = %d"
                " responder_in_line = \"%s\"\n",
                q->responder->name, q->responder_mode, q->responder_after_s, q->responder_share,
                q->responder_after_s < 30    ? "on"
                : q->responder_after_s == 30 ? "closed"
                                             : "off");
    if (q->copilot != NULL && q->copilot->here)
        fprintf(out, "  copilot = \"%s\"\n", q->copilot->name);
    if (q->close_summary)
        fprintf(out, "  close_summary = true\n");
}

/* ---- reloads ---- */

static void changed(struct sim *s, const struct sim_responder *r)
{
    for (int i = 0; i < s->n_queues; i++)
        if (s->queues[i].responder == r)
            s->queues[i].responder_steady = false;
}

static void vary_responder(struct sim *s, struct sim_responder *r)
{
    if (!sim_chance(&s->faults_rng, 40))
        return;
    if (sim_chance(&s->faults_rng, r->here ? 40 : 90))
        r->here = !r->here;
    if (sim_chance(&s->faults_rng, 30))
        r->max_conversations = (int)sim_between(&s->faults_rng, 1, 4);
    if (r->model && sim_chance(&s->faults_rng, 15))
        r->book = !r->book;
    if (sim_chance(&s->faults_rng, 30))
        r->debounce_s = (int)sim_between(&s->faults_rng, 0, 10);
    if (sim_chance(&s->faults_rng, 30))
        r->close_s = (int)sim_between(&s->faults_rng, 60, 1200);
    changed(s, r);
}

static void vary_queue(struct sim *s, struct sim_queue *q)
{
    if (!sim_chance(&s->faults_rng, 25))
        return;
    if (q->responder == NULL || sim_chance(&s->faults_rng, 20))
        employ(s, q);
    else
        q->responder_mode = some_mode(&s->faults_rng);
    if (sim_chance(&s->faults_rng, 50))
        q->responder_after_s = (int)sim_between(&s->faults_rng, 1, 90);
    q->responder_steady = false;
}

void responders_vary(struct sim *s)
{
    for (int i = 0; i < s->n_responders; i++)
        vary_responder(s, &s->responders[i]);
    for (int i = 0; i < s->n_queues && s->n_responders > 0; i++)
        vary_queue(s, &s->queues[i]);
    if (s->n_responders > 0)
        write_texts(s, sim_chance(&s->faults_rng, 50) ? by_country : for_all);
}

void responders_restore(struct sim *s)
{
    for (int i = 0; i < s->n_responders; i++)
        s->responders[i].here = true;
}

/* ---- as rows, for the checks ---- */

/* A queue without one, or whose responder answers nobody, has no row. */
static void show_queue(struct sim *s, const struct sim_queue *q)
{
    const struct sim_responder *r = q->responder;
    if (!q->here || r == NULL || !r->here || strcmp(q->responder_mode, "off") == 0)
        return;
    eye_run(s,
            arena_printf(s->arena,
                         "INSERT INTO helper VALUES ('%s', %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d)",
                         q->name, strcmp(q->responder_mode, "first") == 0, q->responder_steady,
                         q->responder_share, q->responder_after_s, r->topics, r->debounce_s, r->close_s,
                         r->max_turns, r->max_missed, r->max_conversations, r->tokens,
                         r->model && r->grounded));
}

void responders_show_to_eye(struct sim *s)
{
    if (s->n_responders == 0)
        return;
    eye_run(
        s,
        "CREATE TEMP TABLE IF NOT EXISTS helper (queue TEXT PRIMARY KEY, first INT, steady INT, share INT, after"
        " INT, topics INT, debounce INT, close INT, turns INT, missed INT, most INT, tokens INT, grounded INT); DELETE FROM helper");
    for (int i = 0; i < s->n_queues; i++)
        show_queue(s, &s->queues[i]);
}
