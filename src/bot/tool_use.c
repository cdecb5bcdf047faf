/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tool_use: see tool_use.h. */
#include "bot/tool_use.h"

#include "base/utf8.h"
#include "bot/consent.h"
#include "bot/openai_inside.h"
#include "bot/responder_kind.h"
#include "bot/task.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "model/completion_call.h"
#include "model/completion_request.h"
#include "model/filter.h"
#include "model/news.h"
#include "model/tool.h"

enum {
    TOLD = 600, /* characters, at most, of what a tool was asked or has answered, in a note */
    ROUNDS = 5, /* calls, at most, for one answer */
};

/* Returns what the desk knows. No word of it comes from the model. */
struct tool_facts tool_facts_of(struct desk *d, const struct conversation *t)
{
    return (struct tool_facts){.customer = t->customer_jid,
                               .queue = conversation_queue(d, t)->name,
                               .conversation = arena_printf(d->arena, "%lld", (long long)t->id),
                               .channel = t->channel};
}

/* Archives a note about what a tool has changed, so that it is known whatever becomes of the answer. The
 * briefing repeats it. */
void tool_note(struct desk *d, const struct conversation *t, const char *tool, const char *did,
               const char *what)
{
    conversation_archive(d, t, "bot", "note", desk_address(d, t->queue_address), desk_new_id(d),
                         arena_printf(d->arena, "%s %s: %s", tool, did,
                                      utf8_printable(d->arena, what, TOLD)));
}

/* A call as a request. */
struct sent {
    const char *url, *body, *headers;
};

/* Returns why the call cannot be made; NULL: it can, and *sent is how. */
static const char *why_not(struct decision *o, const struct conf_tool *tool,
                           const struct completion_call *call, struct sent *sent)
{
    struct desk *d = o->desk;
    struct tool_facts facts = tool_facts_of(d, o->conversation);
    const char *why = NULL;
    sent->url = tool_url(d->arena, tool, &facts, call, &why);
    sent->body = tool->post && why == NULL ? tool_body(d->arena, tool, &facts, call, &why) : NULL;
    sent->headers = tool_headers(d->arena, tool, &facts);
    if (why != NULL)
        return arena_printf(d->arena, "it called %s, and %s", tool->name, why);
    return o->task->rounds >= ROUNDS ? "it keeps calling tools and does not answer" : NULL;
}

void tool_carry_out(struct decision *o, const struct conf_tool *tool, const struct completion_call *call,
                    const char *said)
{
    struct desk *d = o->desk;
    struct task next = *o->task;
    struct sent sent;
    const char *why = why_not(o, tool, call, &sent);
    if (why != NULL) {
        openai_failed(d, o->conversation, o->bot, why);
        return;
    }
    next.rounds++;
    next.said = 0;
    next.posted |= tool_changes(tool);
    next.call = completion_call_text(d->arena, call, said);
    if (tool_changes(tool))
        tool_note(d, o->conversation, tool->name, "was called", call->arguments);
    task_fetch(d, &next, tool, sent.url, sent.body, sent.headers);
}

void tool_use(struct decision *o, const struct conf_tool *tool, const struct completion_call *call,
              const char *said)
{
    struct sent sent;
    const char *why = why_not(o, tool, call, &sent);
    if (why != NULL || !tool->confirm)
        tool_carry_out(o, tool, call, said);
    else
        consent_ask(o, tool, call, said);
}

/* A tool has answered. Its result is data for the model, also if it is an error. But if a tool that changes
 * something gave no answer, only an agent can find out whether it was done: then the conversation is handed
 * over. */
void tool_came(struct desk *d, struct conversation *t, struct responder_state *b, const struct task *task,
               const struct model_news *n)
{
    const char *name = completion_call_name(d->arena, task->call);
    const struct conf_tool *tool = conf_tool(d->conf, b->conf, name);
    bool changes = tool != NULL ? tool_changes(tool) : task->posted;
    const char *result =
        n->fetched != NULL ? n->fetched : arena_printf(d->arena, "The tool failed: %s", n->error);
    const char *redacted = filter_redact(d->arena, &b->conf->redact, result);
    const char *why =
        task->posted ? NULL
                     : task_budget(d, t, b->conf); /* after a change, the customer gets the whole answer */
    if (redacted == NULL)
        why = FILTER_TOO_SLOW;
    else if (changes)
        tool_note(d, t, name, "answered", redacted);
    if (changes && n->fetched == NULL && !n->refused)
        why = arena_printf(d->arena, "%s was called, and it is not known whether that was done: %s", name,
                           n->error);
    if (why != NULL) {
        openai_failed(d, t, b, why);
        return;
    }
    task_ask(d, task, b->conf, completion_request_again(d->arena, task->request, task->call, redacted));
}
