/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_copilot: the commands by which a language model, or the knowledge, helps an agent. */
#include <string.h>

#include "base/language_tag.h"
#include "base/utf8.h"
#include "bot/copilot.h"
#include "bot/lookup.h"
#include "command/command.h"
#include "command/lone.h"
#include "desk/agent.h"
#include "desk/answered.h"
#include "desk/archiving.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/front.h"
#include "desk/letter.h"

static const char *run_suggest(struct command_call *o)
{
    const char *no = command_not_yours(o);
    return no != NULL ? no : copilot_suggest(o->desk, o->conversation, o->agent->id, o->args);
}

const struct command command_suggest = {
    .word = "suggest",
    .where = IN_CHAT | ADDS | ACTS,
    .needs = IF_HELD | IF_MODEL,
    .args = "[HINT]",
    .help = "let the language model draft an answer; HINT: what it shall say",
    .run = run_suggest,
    .asks = {{.var = "args", .label = "What it shall say", .optional = true}},
};

static const char *run_summary(struct command_call *o)
{
    const char *no = command_not_yours(o);
    return no != NULL ? no : copilot_sum_up(o->desk, o->conversation, o->agent->id);
}

const struct command command_summary = {
    .word = "summary",
    .where = IN_CHAT | ADDS | ACTS,
    .needs = IF_HELD | IF_MODEL,
    .args = "",
    .help = "let the language model sum up this conversation",
    .run = run_summary,
};

/* Sends the customer a text as if the agent had written it. upto: the customer's last message that it answers. */
static void send(struct command_call *o, const char *text, int64_t upto)
{
    struct desk *d = o->desk;
    struct letter l = letter_to_customer(o->conversation, desk_new_id(d));
    l.nick = front_name(d, o->conversation, o->agent->conf->name);
    l.body = text;
    answered_refer(d, o->conversation, upto, &l);
    conversation_archive(d, o->conversation, "agent", "chat", o->agent->jid, l.id, text);
    conversation_agent_wrote(d, o->conversation, o->conversation->agent_full);
    letter_send(d, &l);
    copilot_translate(d, o->conversation, "agent", text);
}

static const char *run_send(struct command_call *o)
{
    struct desk *d = o->desk;
    const char *no = command_not_yours(o), *text = "";
    int64_t upto = 0, seen = 0, newest = answered_newest(d, o->conversation);
    if (no != NULL)
        return no;
    struct cursor *c = store_query(d->store, SQL_draft_get, INT(o->conversation->id), INT(o->agent->id));
    if (cursor_next(c)) {
        text = cursor_text(c, 0);
        upto = cursor_int(c, 1);
        seen = cursor_int(c, 2);
        cursor_end(c);
    }
    if (text[0] == '\0')
        return "There is no draft: !suggest makes one.";
    if (upto != 0 && newest > seen) {
        store_run(d->store, SQL_draft_seen, INT(o->conversation->id), INT(newest));
        return arena_printf(
            d->arena,
            "Not sent: the customer has written since this draft was made. !send again sends it, !suggest makes "
            "another one.\n    %s",
            utf8_indent(d->arena, text, "    "));
    }
    store_run(d->store, SQL_draft_drop, INT(o->conversation->id));
    o->done = true;
    lone_send(d, o->conversation, NULL, o->agent);
    send(o, text, upto);
    /* A model wrote the text, so its lines are indented: none can be mistaken for a line of the desk. */
    return arena_printf(d->arena, "Sent: %s", utf8_indent(d->arena, text, "    "));
}

const struct command command_send = {
    .word = "send",
    .where = IN_CHAT | ADDS | ACTS,
    .needs = IF_HELD | IF_DRAFT,
    .args = "",
    .help = "send the draft to the customer",
    .run = run_send,
};

static const char *run_translate(struct command_call *o)
{
    struct desk *d = o->desk;
    const char *no = command_not_yours(o);
    if (no != NULL)
        return no;
    if (strcmp(o->args, "off") == 0) {
        store_run(d->store, SQL_conversation_translate, INT(o->conversation->id), TEXT(""));
        o->done = true;
        return "This conversation is not translated any more.";
    }
    const char *language = language_tag_read(d->arena, o->args);
    if (language == NULL)
        return "Into which language? Write its tag, as in !translate de or !translate zh-Hant. !translate off stops it.";
    if (language_tag_name(d->arena, language) == NULL)
        return arena_printf(d->arena, "The desk does not know the language \"%s\". Some that it knows: %s.",
                            utf8_printable(d->arena, language, 40), LANGUAGE_TAG_SOME);
    if (copilot_of(d, conversation_queue(d, o->conversation)) == NULL)
        return arena_printf(d->arena, "There is no language model for %s: the administrator can set copilot.",
                            conversation_queue(d, o->conversation)->title);
    store_run(d->store, SQL_conversation_translate, INT(o->conversation->id), TEXT(language));
    store_run(d->store, SQL_spent_forget,
              INT(o->conversation->id)); /* if the tokens are used up, the agent is told again */
    o->done = true;
    return arena_printf(
        d->arena,
        "From now on you get a translation into %s after each message of the customer. The customer gets your "
        "messages as you write them, each followed by its translation.",
        language);
}

const struct command command_translate = {
    .word = "translate",
    .where = IN_CHAT | ADDS | ACTS,
    .needs = IF_HELD | IF_MODEL,
    .args = "LANG|off",
    .help = "translate this conversation in both directions; off: stop",
    .run = run_translate,
    .asks = {{.var = "language", .label = "Language for you", .kind = ARGUMENT_LANGUAGE}},
};

const struct conf_responder *command_knowledge(const struct command_call *o)
{
    const struct desk *d = o->desk;
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        const struct conf_responder *r = conf_responder(d->conf, q->responder), *copilot = copilot_of(d, q);
        if (o->conversation != NULL ? q != conversation_queue(d, o->conversation)
                                    : !agent_serves(o->desk, o->agent, q->name))
            continue;
        if (r != NULL && r->knowledge[0] != '\0')
            return r;
        if (copilot != NULL && copilot->knowledge[0] != '\0')
            return copilot;
    }
    return NULL;
}

static const char *run_ask(struct command_call *o)
{
    struct desk *d = o->desk;
    const struct conf_responder *r = command_knowledge(o);
    o->failed = o->args[0] == '\0' || r == NULL;
    if (o->args[0] == '\0')
        return "What is the question? Write !ask QUESTION.";
    if (r == NULL)
        return "There is no knowledge for your queue: the administrator can set it for the responder.";
    return lookup_text(d, r, o->args);
}

const struct command command_ask = {
    .word = "ask",
    .where = IN_CHAT | IN_HOUSE,
    .needs = IF_KNOWLEDGE,
    .args = "QUESTION",
    .help = "look up a question in the company's texts",
    .run = run_ask,
    .asks = {{.var = "args", .label = "Question"}},
};
