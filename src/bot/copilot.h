/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * copilot: a language model that helps the agent: drafts, summaries, translations. What it says goes to the agent, who
 * decides; only translations of the agent's own words reach the customer, behind the words themselves. */
#ifndef FRONTDESK_COPILOT_H
#define FRONTDESK_COPILOT_H

#include <stdint.h>

#include "desk/conversation.h"

struct conf_queue;
struct conf_responder;
struct desk;
struct model_news;
struct task;

/* The model that helps in this queue, NULL: none. */
const struct conf_responder *copilot_of(const struct desk *, const struct conf_queue *);

/* Asks for a draft, or for a summary; NULL, or why not. */
const char *copilot_suggest(struct desk *, const struct conversation *, int64_t agent);
const char *copilot_sum_up(struct desk *, const struct conversation *, int64_t agent);

/* Somebody wrote: translated when the conversation is. author "customer" or "agent". */
void copilot_translate(struct desk *, const struct conversation *, const char *author, const char *text);

/* Before somebody says the last words: translations that are there and only wait for others. */
void copilot_say_rest(struct desk *, const struct conversation *);
/* Listener. When the agent has the conversation no longer, drafts and translations end; when it is closed, it is summed up
 * where that is wanted. */
void copilot_left(struct desk *, const struct conversation *was, enum conversation_state to);
void copilot_entered(struct desk *, struct conversation *, const struct conversation *was);

/* What came of the tasks. */
void copilot_suggested(struct desk *, struct task *, const struct model_news *);
void copilot_summed_up(struct desk *, struct task *, const struct model_news *);
void copilot_translated(struct desk *, struct task *, const struct model_news *);
void copilot_closed(struct desk *, struct task *, const struct model_news *);

#endif
