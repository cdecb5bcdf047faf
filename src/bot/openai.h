/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * openai: the responder that asks a language model behind a Chat Completions API. */
#ifndef FRONTDESK_OPENAI_H
#define FRONTDESK_OPENAI_H

struct desk;
struct model_news;
struct task;

/* The handler of news of TASK_ANSWER. */
void openai_came(struct desk *, struct task *, const struct model_news *);

#endif
