/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * task: requests to language models, as rows of the store. The shell sends them (model.h) and brings their
 * results as events. Results for a task that no longer exists are discarded, so a late answer cannot
 * interrupt what happened meanwhile. After a restart the requests are sent again. */
#ifndef FRONTDESK_TASK_H
#define FRONTDESK_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct completion_result;
struct conf_responder;
struct conf_tool;
struct conversation;
struct desk;
struct model_news;

enum task_kind { TASK_ANSWER, TASK_SUGGEST, TASK_SUMMARY, TASK_TRANSLATE, TASK_CLOSING, TASK_KINDS };

/* A copy of the task's row; db/columns explains each column. Texts are in the turn's arena. */
struct task {
    TASK_FIELDS;
};

/* Says which budget of tokens is used up, as in "tokens_day is used up" (in the arena); NULL: none. If the
 * conversation is not with the responder, only tokens_day counts: an agent gets help even if the customer's
 * budget is used up. */
const char *task_budget(struct desk *, const struct conversation *, const struct conf_responder *);
/* Says which of tokens_customer and tokens_domain is used up; NULL: none. For requests that the customer causes in a conversation that an
 * agent has or has had. more: tokens to add for each of its open translations. */
const char *task_customer_used_up(struct desk *, const struct conversation *, const struct conf_responder *,
                                  int64_t more);
/* Adds a task, and asks the responder's model. request: as completion_request() writes it. Returns the task's id. */
int64_t task_ask(struct desk *, const struct task *, const struct conf_responder *, const char *request);
/* Adds a task that calls a tool. url, body (NULL: none) and headers: as tool.h writes them. When the tool has answered,
 * the handler of the task asks the model again, with the result. */
void task_fetch(struct desk *, const struct task *, const struct conf_tool *, const char *url,
                const char *body, const char *headers);
/* Cancels the open tasks of this kind. Text of an answer that the customer has seen is archived first. The
 * tokens of a cancelled request count as used, because the model may have read it. */
void tasks_drop(struct desk *, int64_t conversation, enum task_kind);
bool task_is_open(struct desk *, int64_t conversation, enum task_kind);
/* Must be called when the customer goes on writing before the answer: cancels the answer. If the customer has
 * seen nothing of it, its question becomes part of the next one. Does nothing if task_must_end() is true. */
void task_call_back(struct desk *, int64_t conversation);
/* Says whether an answer is under way for which a tool has changed something: that answer must come to its
 * end. */
bool task_must_end(struct desk *, int64_t conversation);
/* Archives the part of an answer that the customer has seen as a growing message, unless it is archived
 * already. For answers that do not come to their end. */
void task_archive_shown(struct desk *, struct task *);
/* Writes to the store how much of the answer the customer has been told: said, stanza_id, shown and
 * shown_id. */
void task_said(struct desk *, const struct task *);

/* Handles news from the shell: the text so far, or the result or error. */
void task_news(struct desk *, const struct model_news *);
/* Sends the requests of an earlier run again, at most 100 in each step, because requests are long. Called in
 * each step; does nothing after all were sent. A task fails instead if it was tried three times, if its
 * responder left the configuration, or if nobody knows whether its tool has changed something. */
void tasks_resume(struct desk *);

#endif
