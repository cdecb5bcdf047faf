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

/* news is called from the loop or from model_go_on(), never within a call of the others; what it is given is
 * gone afterwards. may_tell is asked before: false, and what came is kept until model_go_on(); NULL: always.
 */
struct model *model_new(struct event_base *, void (*news)(void *arg, const struct model_news *),
                        bool (*may_tell)(void *arg), void *arg);
void model_free(struct model *);
/* What was kept can be told now. */
void model_go_on(struct model *);
/* Nobody waits for anything any more. Not from news. */
void model_drop_all(struct model *);

/* Asks; what is needed of the responder and the request are copied. The task has no other question open. */
void model_ask(struct model *, int64_t task, const struct conf_responder *, const char *request);
/* Asks a tool: url and body (NULL: none) are copied, and what is needed of the tool. */
void model_fetch(struct model *, int64_t task, const struct conf_tool *, const char *url, const char *body);
/* Nobody waits for it any more: it is ended without a word. */
void model_drop(struct model *, int64_t task);

#endif
