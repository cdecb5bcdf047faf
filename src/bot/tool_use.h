/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool_use: the administrator's tools, as a model uses them in an answer: the desk makes the request, tells the service
 * who asks (model/tool.h), and gives the model the result. */
#ifndef FRONTDESK_TOOL_USE_H
#define FRONTDESK_TOOL_USE_H

#include "model/tool.h"

struct completion_call;
struct conf_tool;
struct conversation;
struct decision;
struct desk;
struct model_news;
struct responder_state;
struct task;

/* Uses a tool: asks for a yes if the tool needs one, else carries the call out. said: what the model wrote before the call and the customer was told; "": nothing. */
void tool_use(struct decision *, const struct conf_tool *, const struct completion_call *, const char *said);

/* Carries out a call. If it cannot be made, hands the conversation over. */
void tool_carry_out(struct decision *, const struct conf_tool *, const struct completion_call *,
                    const char *said);

/* Returns what the desk knows. No word of it comes from the model. */
struct tool_facts tool_facts_of(struct desk *, const struct conversation *);
/* Archives a note about a tool: "book was called: {…}". The briefing repeats it. */
void tool_note(struct desk *, const struct conversation *, const char *tool, const char *did,
               const char *what);

/* Must be called when a tool has answered or failed: asks the model again, with the result. */
void tool_came(struct desk *, struct conversation *, struct responder_state *, const struct task *,
               const struct model_news *);

#endif
