/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model: makes requests to language models and tools for the core, through http. Queues requests above
 * max_calls, tries again after errors that may pass, gives up in time, and turns the results into news.
 * Nothing waits for it. */
#ifndef FRONTDESK_MODEL_H
#define FRONTDESK_MODEL_H

#include <stdbool.h>
#include <stdint.h>

struct conf_responder;
struct conf_tool;
struct event_base;
struct model;
struct model_news;

struct model_ops {
    /* Delivers news. Called from the loop or from model_go_on(), never from inside another model_ call. The
     * news is freed when this returns. */
    void (*news)(void *arg, const struct model_news *);
    /* Asked before news(). On false, the final news is kept until model_go_on(). NULL: always true. */
    bool (*may_tell)(void *arg);
    /* Returns the request of a task, from malloc(); NULL when the task no longer exists. Called when the
     * task's turn comes, because many tasks may wait and a request is long. */
    char *(*request)(void *arg, int64_t task);
};

struct model *model_new(struct event_base *, const struct model_ops *, void *arg);
void model_free(struct model *);
/* Delivers the news that was kept while may_tell() returned false. */
void model_go_on(struct model *);
/* Drops all tasks. Must not be called from news(). */
void model_drop_all(struct model *);

/* The person for whom a request is made. Among the requests that wait for one responder or one tool, the
 * next is that of the person with the fewest calls under way; then that of the domain with the fewest; then
 * that of the person with the fewest open requests; then the oldest. */
struct model_asker {
    int64_t id;
    const char *domain;
};

/* Asks a language model. Copies what it needs of the responder. The task must have no other request open. */
void model_ask(struct model *, int64_t task, const struct conf_responder *, const struct model_asker *);
/* A call of a tool. */
struct model_fetch {
    const char *url, *body; /* body NULL: none */
    const char *headers;    /* lines "Name: value"; "": none */
    const char *id;         /* of the request, if the tool has a secret to sign it with */
};

/* Calls a tool. Copies the call and what it needs of the tool. */
void model_fetch(struct model *, int64_t task, const struct conf_tool *, const struct model_fetch *,
                 const struct model_asker *);
/* Asks a responder's service for embeddings, once and for embeddings_timeout at most. What it answers comes as news
 * with `fetched`. Copies body and what it needs of the responder. */
void model_embed(struct model *, int64_t task, const struct conf_responder *, const char *body,
                 const struct model_asker *);
/* Drops a task: its request is cancelled, and no news of it comes. */
void model_drop(struct model *, int64_t task);

#endif
