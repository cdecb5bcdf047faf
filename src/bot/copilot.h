/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * copilot: a language model that helps the agent with drafts, summaries and translations. The agent reads
 * what it writes, and decides. Only translations of the agent's own words reach the customer, after the words
 * themselves. */
#ifndef FRONTDESK_COPILOT_H
#define FRONTDESK_COPILOT_H

#include <stdint.h>

#include "desk/conversation.h"

struct conf_queue;
struct conf_responder;
struct desk;
struct model_news;
struct task;

/* Returns the responder block whose model helps in this queue; NULL: none. */
const struct conf_responder *copilot_of(const struct desk *, const struct conf_queue *);

/* Ask for a draft, and for a summary. hint: what the draft shall say, in the agent's words; "": nothing. Return NULL, or a sentence for the agent that says why this is not
 * done. */
const char *copilot_suggest(struct desk *, const struct conversation *, int64_t agent, const char *hint);
const char *copilot_sum_up(struct desk *, const struct conversation *, int64_t agent);

/* Must be called when a side has written: asks for a translation if the agent has switched translation on.
 * author: "customer" or "agent". */
void copilot_translate(struct desk *, const struct conversation *, const char *author, const char *text);

/* Sends the translations that are ready, and drops those that are not. Called before the last message of a
 * conversation, or before it goes to somebody else. */
void copilot_say_rest(struct desk *, const struct conversation *);
/* Listener. When an agent no longer holds the conversation, drafts and translations end. When it is closed,
 * it is summed up if the queue's close_summary is on and an agent has had it. */
void copilot_left(struct desk *, const struct conversation *was, enum conversation_state to);
void copilot_entered(struct desk *, struct conversation *, const struct conversation *was);

/* The handlers of news of TASK_SUGGEST, TASK_SUMMARY, TASK_TRANSLATE and TASK_CLOSING. */
void copilot_suggested(struct desk *, struct task *, const struct model_news *);
void copilot_summed_up(struct desk *, struct task *, const struct model_news *);
void copilot_translated(struct desk *, struct task *, const struct model_news *);
void copilot_closed(struct desk *, struct task *, const struct model_news *);

#endif
