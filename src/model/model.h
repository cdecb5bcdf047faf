/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model: asks language models over http, for the core: queues what is over max_calls, tries again what may work in a
 * moment, gives up in time, and turns what comes into news. Nobody waits for it. */
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
    /* Something came. Called from the loop or from model_go_on(), never within a call of the others; what it is given is gone
     * afterwards. */
    void (*news)(void *arg, const struct model_news *);
    /* Asked before: false, and what came is kept until model_go_on(); NULL: always true. */
    bool (*may_tell)(void *arg);
    /* The request of a task, from malloc; NULL: it is no more. Asked for when its turn comes: those that wait may be many,
     * and a request is long. */
    char *(*request)(void *arg, int64_t task);
};

struct model *model_new(struct event_base *, const struct model_ops *, void *arg);
void model_free(struct model *);
/* What was kept can be told now. */
void model_go_on(struct model *);
/* Nobody waits for anything any more. Not from news. */
void model_drop_all(struct model *);

/* For whom something is asked. Of those that wait for one responder, or one tool, who has the fewest calls under way goes first,
 * then whose domain has, then who has asked for least, then who was first. */
struct model_asker {
    int64_t id;
    const char *domain;
};

/* Asks; what is needed of the responder is copied. The task has no other question open. */
void model_ask(struct model *, int64_t task, const struct conf_responder *, const struct model_asker *);
/* Asks a tool: url and body (NULL: none) are copied, and what is needed of the tool. */
void model_fetch(struct model *, int64_t task, const struct conf_tool *, const char *url, const char *body,
                 const struct model_asker *);
/* Nobody waits for it any more: it is ended without a word. */
void model_drop(struct model *, int64_t task);

#endif
