/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * consent: see consent.h. */
#include "bot/consent.h"

#include <string.h>

#include "acts/act.h"
#include "base/utf8.h"
#include "bot/asked.h"
#include "bot/handover.h"
#include "bot/openai_inside.h"
#include "bot/responder_kind.h"
#include "bot/task.h"
#include "bot/tool_use.h"
#include "conf/notice.h"
#include "conf/phrase.h"
#include "desk/core.h"
#include "desk/mail.h"
#include "desk/say.h"
#include "model/completion_call.h"
#include "model/filter.h"
#include "model/tool.h"
#include "store/view.h"

enum { VALUE = 200 /* characters of a parameter that can be shown */ };

/* A copy of the row; db/columns explains each column. */
struct consent {
    CONSENT_FIELDS;
};

static const struct view view = VIEW(CONSENT_COLUMNS(struct consent));

static struct consent consent_of(struct desk *d, int64_t conversation)
{
    struct consent c = {0};
    view_first(&view, store_query(d->store, SQL_consent_get, INT(conversation)), &c);
    return c;
}

/* ---- what is shown ---- */

/* Returns a parameter in the form in which it can be shown; NULL: it could be taken for something else. What the filter
 * would change would not be what was agreed to. */
static const char *shown_value(struct desk *d, const struct conf_responder *r,
                               const struct completion_call *call, const char *name)
{
    const char *value = tool_value(d->arena, call, name), *why = NULL;
    if (value == NULL || value[0] == '\0')
        return value == NULL ? NULL : "–";
    const char *line = utf8_printable(d->arena, value, VALUE);
    const char *passed = filter_answer(d->arena, d->conf, r, value, &why);
    bool same = passed != NULL && strcmp(passed, value) == 0 && strcmp(line, value) == 0;
    return same && !utf8_is_blank(value) ? value : NULL;
}

/* Returns all parameters that the model has filled in, "day: monday", one after the other. */
static const char *all_values(struct desk *d, const struct conf_tool *tool, const struct conf_responder *r,
                              const struct completion_call *call, const char *between)
{
    struct completion_tool known = tool_for_model(d->arena, tool);
    struct text text = text_new(d->arena);
    for (size_t i = 0; i < known.n; i++) {
        const char *name = completion_parameter(d->arena, known.parameters[i]);
        const char *value = shown_value(d, r, call, name);
        if (value == NULL)
            return NULL;
        text_add(&text, "%s%s: %s", i > 0 ? between : "", name, value);
    }
    return text.s;
}

/* Returns the template with the parameters in it. */
static const char *filled(struct desk *d, const struct conf_tool *tool, const struct conf_responder *r,
                          const struct completion_call *call, const struct tool_facts *facts,
                          const char *template)
{
    struct text text = text_new(d->arena);
    const char *open, *close;
    while ((open = strchr(template, '{')) != NULL && (close = strchr(open, '}')) != NULL) {
        const char *name = arena_strndup(d->arena, open + 1, (size_t)(close - open - 1));
        const char *value = strcmp(name, TOOL_PARAMETERS) == 0 ? all_values(d, tool, r, call, "; ")
                            : tool_is_fact(name)               ? tool_fact(facts, name)
                                                               : shown_value(d, r, call, name);
        if (value == NULL)
            return NULL;
        text_add(&text, "%.*s%s", (int)(open - template), template, value);
        template = close + 1;
    }
    text_add(&text, "%s", template);
    return text.s;
}

/* Returns the administrator's text for a customer of this language; NULL: there is none. */
static const char *template_of(struct desk *d, const struct conversation *t, const struct conf_tool *tool)
{
    const char *tag = conversation_customer_tag(t);
    const char *tags[] = {tag, arena_strndup(d->arena, tag, strcspn(tag, "-")), conversation_language(d, t),
                          ""};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        for (size_t j = 0; j < tool->confirm_text.n; j++) {
            const char *text = tool_tagged(d->arena, tool->confirm_text.item[j], tags[i]);
            if (text != NULL)
                return text;
        }
    return NULL;
}

/* Returns what the customer is asked; NULL: the call has a parameter that cannot be shown. */
static const char *question_of(struct desk *d, const struct conversation *t, const struct conf_tool *tool,
                               const struct conf_responder *r, const struct completion_call *call)
{
    struct tool_facts facts = tool_facts_of(d, t);
    const char *template = template_of(d, t, tool), *all = all_values(d, tool, r, call, "\n");
    if (all == NULL)
        return NULL;
    if (template != NULL)
        return filled(d, tool, r, call, &facts, template);
    const char *what = arena_printf(d->arena, "%s%s%s", tool->description, all[0] != '\0' ? "\n" : "", all);
    return notice_say(d->arena, d->conf, NOTICE_BOT_CONFIRM, conversation_language(d, t),
                      (struct notice_value[]){{"what", what}, {0}});
}

void consent_ask(struct decision *o, const struct conf_tool *tool, const struct completion_call *call,
                 const char *said)
{
    struct desk *d = o->desk;
    const struct task *task = o->task;
    const struct conversation *t = o->conversation;
    const char *text = question_of(d, t, tool, o->bot->conf, call);
    if (text == NULL || text[0] == '\0') {
        openai_failed(d, o->conversation, o->bot,
                      arena_printf(d->arena, "its call of %s cannot be shown to the customer as it is",
                                   tool->name));
        return;
    }
    responder_types(d, t, o->bot, false);
    responder_say(d, t, o->bot, text);
    int64_t shown = store_int(d->store, SQL_bot_newest, 0, INT(t->id));
    store_run(d->store, SQL_consent_put, INT(t->id), INT(d->now_ms), INT(shown), TEXT(text),
              TEXT(task->responder), TEXT(task->question), TEXT(task->title), TEXT(task->source),
              INT(task->after), TEXT(task->request), TEXT(completion_call_text(d->arena, call, said)),
              INT(task->rounds));
    tool_note(d, t, tool->name, "waits for a yes", call->arguments);
}

/* ---- the answer ---- */

/* The only place that decides what a yes is. */
static bool is_yes(struct desk *d, const struct responder_state *b, const struct asked *asked)
{
    static const struct act_context nothing = {0};
    enum { MAY = ACT_BIT(ACT_YES) | ACT_BIT(ACT_OK) | ACT_BIT(ACT_THANKS) };
    struct act_found found = act_of(b->conf->acts, d->arena, desk_words(d), &nothing, asked->text, 0);
    bool yes = (found.acts & ACT_BIT(ACT_YES)) != 0 && (found.acts & ~(unsigned)MAY) == 0;
    return !asked->file && (yes || phrase_is(d->arena, desk_words(d), &b->conf->yes_words, asked->text));
}

/* Says whether the customer says yes to what was shown: after it, and in time. */
static bool agrees(struct desk *d, const struct responder_state *b, const struct consent *c,
                   const struct asked *asked, const struct mail *m)
{
    bool later = asked->last_id > c->shown && strcmp(utf8_trim(d->arena, asked->last), asked->text) == 0 &&
                 (m == NULL || m->stamp_ms == 0 || m->stamp_ms >= c->asked_ms);
    return c->open && later && d->now_ms - c->asked_ms < CONSENT_MS && is_yes(d, b, asked);
}

/* Carries the call out if it is still the one that was shown. A reload may have changed the tool. */
static void carry_out(struct decision *o, const struct consent *c)
{
    struct desk *d = o->desk;
    struct completion_call call = completion_call_read(d->arena, c->call);
    const struct conf_tool *tool = conf_tool(d->conf, o->bot->conf, call.name);
    const char *text = tool == NULL ? NULL : question_of(d, o->conversation, tool, o->bot->conf, &call);
    if (text == NULL) {
        openai_failed(d, o->conversation, o->bot,
                      arena_printf(d->arena, "the customer agreed to %s, which is not there any more",
                                   call.name));
        return;
    }
    const char *said = completion_call_said(d->arena, c->call);
    if (strcmp(text, c->text) != 0) {
        consent_ask(o, tool, &call, said);
        return;
    }
    responder_types(d, o->conversation, o->bot, true);
    tool_carry_out(o, tool, &call, said);
}

bool consent_heard(struct desk *d, struct conversation *t, struct responder_state *b,
                   const struct asked *asked, const struct mail *m)
{
    struct consent c = consent_of(d, t->id);
    if (c.conversation == 0 || !c.open || (asked->text[0] == '\0' && !asked->file))
        return false;
    if (!agrees(d, b, &c, asked, m)) {
        store_run(d->store, SQL_consent_close, INT(t->id));
        return false;
    }
    struct task task = {
        .kind = TASK_ANSWER,
        .conversation = t->id,
        .responder = c.responder,
        .question = c.question,
        .title = c.title,
        .source = c.source,
        .after = c.after,
        .request = c.request,
        .call = "",
        .rounds = c.rounds,
        .stanza_id = "",
        .shown = "",
        .shown_id = "",
    };
    struct decision o = {.desk = d, .task = &task, .conversation = t, .bot = b};
    store_run(d->store, SQL_consent_drop, INT(t->id));
    asked_take_up(d, t, b, asked);
    carry_out(&o, &c);
    return true;
}

void consent_entered(struct desk *d, struct conversation *t, const struct conversation *was)
{
    (void)was;
    if (t->state == CONVERSATION_CLOSED || t->state == CONVERSATION_BOT)
        store_run(d->store, SQL_consent_drop, INT(t->id));
}
