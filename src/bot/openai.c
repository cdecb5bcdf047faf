/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * openai: see openai.h. What the model says is a proposal: the filter, the state of the conversation and the
 * rules of responder.c decide. If anything fails, the conversation is handed over at once. */
#include "bot/openai.h"

#include <ctype.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "bot/handover.h"
#include "bot/known.h"
#include "bot/openai_inside.h"
#include "bot/picking.h"
#include "bot/prompt.h"
#include "bot/responder_kind.h"
#include "bot/service.h"
#include "bot/task.h"
#include "bot/tool_use.h"
#include "bot/withheld.h"
#include "bot/writing.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/transition.h"
#include "model/completion.h"
#include "model/completion_call.h"
#include "model/completion_request.h"
#include "model/filter.h"
#include "model/news.h"
#include "model/repetition.h"
#include "model/speech.h"

enum {
    TOLD = 600, /* characters, at most, of a model's text for the agent */
};

/* ---- asking ---- */

static void answer(struct desk *d, struct conversation *t, struct responder_state *b, const char *question)
{
    if (b->conf->choose_only) {
        picking_ask(d, t, b, question);
        return;
    }
    const char *why = task_budget(d, t, b->conf);
    if (why != NULL) {
        openai_no_answer(d, t, b, question, why);
        return;
    }
    struct known known = known_of(d, t, b, question);
    const char *request = prompt_answer(d, t, b, &known, &why);
    if (request == NULL) {
        openai_failed(d, t, b, why);
        return;
    }
    struct task task = {
        .kind = TASK_ANSWER,
        .conversation = t->id,
        .question = question,
        .after = b->after,
        .title = known.title,
        .source = known.source,
    };
    task_ask(d, &task, b->conf, request);
    responder_types(d, t, b, true);
}

const struct responder_kind openai_kind = {.answer = answer};

/* ---- what it decides ---- */

/* The whole text was sent, so further text becomes a new message. */
static void forget_said(struct task *t)
{
    t->said = 0;
    t->stanza_id = t->shown = t->shown_id = "";
}

/* Sends the rest of a text. Returns false if it could not be sent: then the conversation was handed over. */
static bool say(struct decision *o, const char *text)
{
    struct desk *d = o->desk;
    bool grew = o->task->stanza_id[0] != '\0';
    const char *rest = grew ? text : strlen(text) >= (size_t)o->task->said ? text + o->task->said : "";
    if (utf8_trim(d->arena, rest)[0] == '\0') {
        task_archive_shown(d, o->task);
        if (o->task->said == 0)
            openai_failed(d, o->conversation, o->bot, "its answer was empty");
        else
            responder_types(d, o->conversation, o->bot, false);
        return o->task->said > 0;
    }
    const char *why = "its answer contains nothing that can be shown";
    const char *piece = filter_answer(d->arena, d->conf, o->bot->conf, rest, &why);
    if (piece == NULL || piece[0] == '\0')
        task_archive_shown(d, o->task); /* no final text replaces it */
    if (piece == NULL || (piece[0] == '\0' && o->task->said == 0)) {
        openai_failed(d, o->conversation, o->bot, why);
        return false;
    }
    const char *withheld = withheld_why(d, o->conversation, o->bot, o->task, piece);
    if (withheld != NULL) {
        task_archive_shown(d, o->task);
        withheld_note(d, o->conversation, o->bot, o->task, piece);
        openai_failed(d, o->conversation, o->bot, withheld);
        return false;
    }
    if (piece[0] != '\0' && grew) {
        responder_correct(d, o->conversation, o->bot, o->task->stanza_id, piece, true);
        o->task->shown = "";
    } else
        responder_say(d, o->conversation, o->bot, piece);
    return true;
}

static void note(struct decision *o, const char *outcome)
{
    bool answered = strcmp(outcome, "answer") == 0;
    responder_note(o->desk, o->conversation, o->bot, o->task->question, outcome,
                   answered ? o->task->title : "", answered ? o->task->source : "");
}

/* Hands over if the customer's sentiment is below min_sentiment, even after an answer. */
static void look_at_sentiment(struct decision *o, const struct completion_call *call)
{
    double sentiment = completion_number(call, "sentiment", 1);
    if (sentiment * 100 < (double)o->bot->conf->min_sentiment)
        handover_or_ask(o->desk, o->conversation, o->bot,
                        arena_printf(o->desk->arena, "The customer seems to be unhappy (%.2f)", sentiment));
}

/* Returns the text of a call, without reasoning. If the text contains a call itself, hands over and returns
 * NULL. */
static const char *text_in(struct decision *o, const struct completion_call *call)
{
    struct arena *arena = o->desk->arena;
    struct speech s = speech_read(arena, completion_argument(arena, call, "text"), SPEECH_WHOLE, NULL);
    size_t loop = repetition_find(s.text);
    if (s.n_calls > 0)
        openai_failed(o->desk, o->conversation, o->bot, "it wrote a tool call into its answer");
    return s.n_calls > 0 ? NULL : loop > 0 ? arena_strndup(arena, s.text, loop) : s.text;
}

static void decide_answer(struct decision *o, const struct completion_call *call)
{
    const char *text = text_in(o, call);
    if (text == NULL || !say(o, text))
        return;
    note(o, strcmp(call->name, "ask") == 0 ? "ask" : "answer");
    look_at_sentiment(o, call);
}

static const char *told(struct decision *o, const struct completion_call *call, const char *name)
{
    struct arena *arena = o->desk->arena;
    const char *text = speech_read(arena, completion_argument(arena, call, name), SPEECH_WHOLE, NULL).text;
    return utf8_printable(arena, utf8_head(arena, text, TOLD), TOLD + 1);
}

static void decide_handoff(struct decision *o, const struct completion_call *call)
{
    struct arena *arena = o->desk->arena;
    const char *category = told(o, call, "category"), *summary = told(o, call, "summary");
    double sentiment = completion_number(call, "sentiment", 2);
    note(o, "none");
    responder_types(o->desk, o->conversation, o->bot, false);
    handover_or_ask(o->desk, o->conversation, o->bot,
                    arena_printf(arena, "The language model hands the customer over: %s%s%s%s%s%s%s",
                                 told(o, call, "reason"), category[0] != '\0' ? "; about: " : "", category,
                                 summary[0] != '\0' ? "; summary: " : "", summary,
                                 sentiment <= 1 ? "; sentiment " : "",
                                 sentiment <= 1 ? arena_printf(arena, "%.2f", sentiment) : ""));
}

static void decide_close(struct decision *o, const struct completion_call *call)
{
    const char *text = text_in(o, call);
    if (text == NULL || (text[0] != '\0' && !say(o, text)))
        return;
    note(o, "answer");
    conversation_close(o->desk, o->conversation, "customer");
}

static const struct {
    const char *name;
    void (*decide)(struct decision *, const struct completion_call *);
} tools[] = {
    {"answer", decide_answer},
    {"ask", decide_answer},
    {"handoff", decide_handoff},
    {"close", decide_close},
};

/* ---- which call counts ---- */

/* Says whether a call that the model wrote as text may be carried out: those of the desk, and tools of the
 * administrator that only look something up. */
static bool may_be_written(const struct decision *o, const char *name)
{
    const struct conf_tool *tool = conf_tool(o->desk->conf, o->bot->conf, name);
    bool own = false;
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        own = own || strcmp(tools[i].name, name) == 0;
    return own || (tool != NULL && !tool->post);
}

/* Returns why a call that was written as text needs an agent's look; NULL: it may be carried out. */
static const char *why_not(struct decision *o, const struct speech_call *c)
{
    struct arena *arena = o->desk->arena;
    if (!may_be_written(o, c->name))
        return arena_printf(arena, "it wrote a tool call as text, which is not carried out: \"%s\"",
                            utf8_printable(arena, c->name, 40));
    if (speech_is_copied(arena, c, completion_request_data(arena, o->task->request)))
        return arena_printf(arena, "it copied a call of %s from a text that it was given", c->name);
    return NULL;
}

/* Chooses the call that counts: handoff if it is among them, else the first. If one of the calls written as
 * text must not be carried out, sets *why: an agent has to look. A name of "": there is no call. */
static struct completion_call chosen(struct decision *o, const struct completion_result *r,
                                     const struct speech *s, const char **why)
{
    struct completion_call first = {.name = ""};
    for (size_t i = 0; i < r->n_calls; i++)
        if (strcmp(r->call[i].name, "handoff") == 0)
            return r->call[i];
    for (size_t i = 0; i < s->n_calls; i++) {
        const char *no = why_not(o, &s->call[i]);
        struct completion_call call = {.name = s->call[i].name, .arguments = s->call[i].arguments};
        if (no == NULL && strcmp(call.name, "handoff") == 0) {
            *why = NULL;
            return call;
        }
        *why = *why == NULL ? no : *why;
        first = i == 0 ? call : first;
    }
    return r->n_calls > 0 ? r->call[0] : first;
}

/* ---- answers that do not come to their end ---- */

/* Says whether a text has more than the signs around calls that were taken out of it. */
static bool says_something(const char *text)
{
    for (; *text != '\0'; text++)
        if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80)
            return true;
    return false;
}

/* Returns an answer and its rest as one. Some models begin the rest with the last sentence once more, or write all
 * once more. */
static const char *joined(struct arena *arena, const char *begun, const char *rest)
{
    const char *last = begun, *head = utf8_trim(arena, begun);
    if (strncmp(rest, head, strlen(head)) == 0)
        return rest;
    for (size_t end; (end = writing_sentence_end(last)) != 0 && last[end] != '\0'; last += end)
        ;
    size_t again = strlen(last);
    if (again >= 10 && strncmp(rest, last, again) == 0)
        rest += again;
    bool wide = begun[0] != '\0' &&
                ((unsigned char)begun[strlen(begun) - 1] >= 0x80 || (unsigned char)rest[0] >= 0x80);
    bool apart = begun[0] == '\0' || isspace((unsigned char)begun[strlen(begun) - 1]) || wide;
    return arena_printf(arena, "%s%s%s", begun, apart ? "" : " ", rest);
}

/* Returns the part of a cut answer that can stay: its complete sentences, or else its complete words. */
static const char *kept_of(struct arena *arena, const char *text)
{
    size_t end = writing_sentence_end(text), len = strlen(text);
    while (end == 0 && len > 0 && !isspace((unsigned char)text[len - 1]) &&
           (unsigned char)text[len - 1] < 0x80)
        len--;
    return arena_strndup(arena, text, end != 0 ? end : len);
}

/* Asks, once, for the rest of an answer that was cut off at max_tokens. Returns false if that was done before,
 * or would be in vain. */
static bool goes_on(struct decision *o, const char *text)
{
    struct desk *d = o->desk;
    const char *begun = kept_of(d->arena, text);
    if (completion_request_begun(d->arena, o->task->request)[0] != '\0' || !says_something(begun) ||
        strlen(begun) < (size_t)o->task->said || task_budget(d, o->conversation, o->bot->conf) != NULL)
        return false;
    struct task next = *o->task;
    next.id = task_ask(d, &next, o->bot->conf, completion_request_go_on(d->arena, o->task->request, begun));
    task_said(d, &next); /* what the customer has seen stays the beginning of the answer */
    return true;
}

/* Ends an answer that has no good end. */
static void give_up(struct decision *o, const char *why)
{
    bool shown = o->task->said > 0 || o->task->shown[0] != '\0' || o->task->posted;
    task_archive_shown(o->desk, o->task);
    if (shown)
        openai_failed(o->desk, o->conversation, o->bot, why);
    else
        openai_no_answer(o->desk, o->conversation, o->bot, o->task->question, why);
}

/* Says whether the text ends with a sentence, so that it can stand by itself. */
static bool is_whole(struct arena *arena, const char *text)
{
    const char *trimmed = utf8_trim(arena, text);
    return trimmed[0] != '\0' && writing_sentence_end(arena_printf(arena, "%s\n", trimmed)) > strlen(trimmed);
}

/* Takes what the model repeats out of its text. Returns false if nothing good is left. */
static bool is_not_a_loop(struct decision *o, struct speech *s, bool *cut)
{
    struct arena *arena = o->desk->arena;
    size_t end = repetition_find(s->text);
    if (end == 0)
        return true;
    log_info("conversation %lld: responder %s: its answer repeats itself after %zu bytes",
             (long long)o->conversation->id, o->bot->conf->name, end);
    s->text = arena_strndup(arena, s->text, end);
    *cut = false; /* the repetition took all tokens */
    return is_whole(arena, s->text);
}

/* Separates what the model says from its reasoning and its calls. */
static struct speech heard(struct decision *o, const struct completion_result *r)
{
    struct desk *d = o->desk;
    struct speech s = speech_read(d->arena, r->text, SPEECH_WHOLE, NULL);
    bool was_plain = service_shape(d, o->bot->conf) == SERVICE_PLAIN;
    if (utf8_trim(d->arena, r->text)[0] != '\0')
        service_learn(d, o->bot->conf, &s);
    if (s.lone_end && was_plain)
        o->task->said = 0;
    const char *begun = completion_request_begun(d->arena, o->task->request);
    if (begun[0] != '\0')
        s.text = joined(d->arena, begun, s.text);
    return s;
}

static void use_tool(struct decision *o, const struct conf_tool *tool, const struct completion_call *call,
                     const char *text)
{
    const char *said = o->task->said == 0 ? "" : text;
    if (said[0] != '\0' && !say(o, said)) /* the rest of a text that was begun */
        return;
    task_archive_shown(o->desk, o->task);
    tool_use(o, tool, call, said);
}

/* Returns only the letters and digits, so that blanks and marks of style make no difference. */
static const char *bare(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *end = out;
    for (; *text != '\0'; text++)
        if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80)
            *end++ = (char)tolower((unsigned char)*text);
    return out;
}

/* Says whether the call is an answer that says the text beside it once more. Some models write both. */
static bool is_said_again(struct decision *o, const struct completion_call *call, const char *text)
{
    struct arena *arena = o->desk->arena;
    const char *again = utf8_trim(arena, completion_argument(arena, call, "text")),
               *said = utf8_trim(arena, text);
    bool talks = strcmp(call->name, "answer") == 0 || strcmp(call->name, "ask") == 0 ||
                 strcmp(call->name, "close") == 0;
    if (o->task->said == 0) { /* else the rest of it is counted in bytes */
        again = bare(arena, again);
        said = bare(arena, said);
    }
    return talks && strncmp(again, said, strlen(said)) == 0;
}

/* Text beside a call is sent before the call is carried out. Text beside handoff is not sent, because the
 * hand-over may come later or not at all. */
static void decide(struct decision *o, const struct completion_result *r)
{
    struct desk *d = o->desk;
    struct speech s = heard(o, r);
    const char *why = NULL;
    struct completion_call call = chosen(o, r, &s, &why);
    const struct conf_tool *tool = conf_tool(d->conf, o->bot->conf, call.name);
    bool calls = r->n_calls + s.n_calls > 0, hands_over = strcmp(call.name, "handoff") == 0;
    bool cut = r->cut && !(calls && completion_is_whole(&call));
    if (!is_not_a_loop(o, &s, &cut) && !hands_over) {
        give_up(o, "its answer repeats itself");
        return;
    }
    bool has_text = !hands_over && says_something(s.text) && !is_said_again(o, &call, s.text);
    if (why != NULL) {
        task_archive_shown(d, o->task);
        openai_failed(d, o->conversation, o->bot, why);
        return;
    }
    if (cut && !hands_over && (calls || !goes_on(o, s.text))) {
        give_up(o, says_something(s.text) || calls ? "its answer was cut off at max_tokens"
                                                   : "it used all of max_tokens for its reasoning");
        return;
    }
    if (cut && !hands_over)
        return;
    if (!calls && !says_something(s.text) && o->task->said == 0) {
        give_up(o, "its answer was empty");
        return;
    }
    if (!calls) {
        if (say(o, s.text))
            note(o, "answer");
        return;
    }
    if (tool != NULL) {
        use_tool(o, tool, &call, s.text);
        return;
    }
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        if (strcmp(tools[i].name, call.name) != 0)
            continue;
        if (has_text && !say(o, s.text))
            return;
        task_archive_shown(d, o->task);
        if (has_text)
            forget_said(o->task);
        tools[i].decide(o, &call);
        return;
    }
    task_archive_shown(d, o->task);
    openai_failed(d, o->conversation, o->bot,
                  arena_printf(d->arena, "it called a tool that does not exist: \"%s\"",
                               utf8_printable(d->arena, call.name, 40)));
}

void openai_came(struct desk *d, struct task *task, const struct model_news *n)
{
    struct conversation t = conversation_by_id(d, task->conversation);
    struct responder_state b = responder_state_of(d, &t);
    struct decision o = {.desk = d, .task = task, .conversation = &t, .bot = &b};
    bool changed = b.conf == NULL || b.conf->type != RESPONDER_OPENAI;
    if (t.id == 0 || t.state != CONVERSATION_BOT)
        return; /* only in a damaged store: whoever takes a conversation from the responder ends its tasks */
    if (changed && n->done)
        task_archive_shown(d, task);
    if (b.conf == NULL)
        return; /* responders_sync() takes it to the line */
    if (picking_is(task)) {
        picking_came(d, task, &t, &b, n);
        return;
    }
    if (changed) {
        if (n->done) /* its filter and its tools are no longer known */
            openai_failed(d, &t, &b, "it is no longer in the configuration");
        return;
    }
    if (!n->done)
        writing_show(d, task, &t, &b, n->text);
    else if (task->call[0] != '\0')
        tool_came(d, &t, &b, task, n);
    else if (n->result == NULL)
        give_up(&o, n->error);
    else
        decide(&o, n->result);
}
