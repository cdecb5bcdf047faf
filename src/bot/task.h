/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * task: what a language model was asked, as rows. The shell asks (model.h) and brings what comes as events; whatever comes
 * of a task that is no more is too late and is dropped, so nothing that happened meanwhile can be talked over. A restart
 * asks again. */
#ifndef FRONTDESK_TASK_H
#define FRONTDESK_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct chat_result;
struct conf_responder;
struct conf_tool;
struct conversation;
struct desk;
struct model_news;

enum task_kind { TASK_ANSWER, TASK_SUGGEST, TASK_SUMMARY, TASK_TRANSLATE, TASK_CLOSING, TASK_KINDS };

/* As the store has it; db/columns says what each column means. Texts are in the arena. */
struct task {
    TASK_FIELDS;
};

/* Which budget of tokens is used up, in words; NULL: none. Of a conversation that a person has, tokens_day only: what the
 * customer has used up must not keep the agent from help. */
const char *task_budget(struct desk *, const struct conversation *, const struct conf_responder *);
/* Is tokens_customer used up for what the customer causes while a person has the conversation, or has had it? more: tokens
 * that each of its open translations may cost. */
bool task_customer_used_up(struct desk *, const struct conversation *, const struct conf_responder *, int64_t more);
/* Asks the model of the responder: request as chat_request() writes it. */
void task_ask(struct desk *, const struct task *, const struct conf_responder *, const char *request);
/* Fetches what a tool has: url and body (NULL: none) as chat_tool_url() and chat_tool_body() write them. Then the model is
 * asked again, with the result. */
void task_fetch(struct desk *, const struct task *, const struct conf_tool *, const char *url, const char *body);
/* Nobody waits for it any more. */
void tasks_drop(struct desk *, int64_t conversation, enum task_kind);
bool task_is_open(struct desk *, int64_t conversation, enum task_kind);
/* The customer goes on before the answer: the question is taken up again, with what is said now. Not when a tool has
 * changed something for it: then that answer comes first. */
void task_call_back(struct desk *, int64_t conversation);
bool task_must_end(struct desk *, int64_t conversation); /* one of these */
/* Whatever the customer has read is in the archive, also where no answer came to its end; once, when called again. */
void task_archive_shown(struct desk *, struct task *);
/* Keeps what has been told of the answer: said, stanza_id, shown and shown_id. */
void task_said(struct desk *, const struct task *);

/* What the shell brings. */
void task_news(struct desk *, const struct model_news *);
/* From the start on: the shell of an earlier run knew them, this one does not. Some in each step, because requests are long. */
void tasks_resume(struct desk *);

#endif
