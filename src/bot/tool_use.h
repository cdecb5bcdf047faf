/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool_use: the administrator's tools, as a model uses them in an answer: the desk makes the request, tells the service
 * who asks (model/tool.h), and gives the model the result. */
#ifndef FRONTDESK_TOOL_USE_H
#define FRONTDESK_TOOL_USE_H

struct completion_call;
struct conf_tool;
struct conversation;
struct decision;
struct desk;
struct model_news;
struct responder_state;
struct task;

/* Carries out a call. said: what the model wrote before the call and the customer was told; "": nothing. */
void tool_use(struct decision *, const struct conf_tool *, const struct completion_call *, const char *said);

/* Must be called when a tool has answered or failed: asks the model again, with the result. */
void tool_came(struct desk *, struct conversation *, struct responder_state *, const struct task *,
               const struct model_news *);

#endif
