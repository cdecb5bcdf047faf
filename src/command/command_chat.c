/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_chat: the commands of a customer's chat. */
#include <string.h>

#include "base/choice.h"
#include "base/utf8.h"
#include "bot/copilot.h"
#include "bot/responder.h"
#include "command/command.h"
#include "command/lone.h"
#include "desk/agent.h"
#include "desk/archiving.h"
#include "desk/called.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/line.h"
#include "desk/moment.h"
#include "desk/offer.h"
#include "desk/reopen.h"
#include "desk/router.h"
#include "desk/say.h"
#include "desk/transition.h"
#include "desk/wiring.h"

enum { HISTORY = 20, HISTORY_MAX = 100, TARGET_MAX = 120 };

static bool holds(const struct command_call *o)
{
    return conversation_held_by(o->conversation, o->agent->id);
}

const char *command_not_yours(const struct command_call *o)
{
    return holds(o) ? NULL : "You do not have this conversation.";
}

/* What the agent has said and the customer has not got yet goes out before the agent gives the conversation away. */
static void say_rest(struct command_call *o)
{
    lone_send(o->desk, o->conversation, NULL, o->agent);
    copilot_say_rest(o->desk, o->conversation);
}

static void archive_note(struct command_call *o, const char *text)
{
    if (text[0] != '\0')
        conversation_archive(o->desk, o->conversation, "agent", "note", o->agent->jid, desk_new_id(o->desk),
                             text);
}

const char *command_take_it(struct command_call *o, struct conversation *t)
{
    struct desk *d = o->desk;
    const struct agent *a = o->agent;
    if (t->state == CONVERSATION_CLOSED)
        return "This conversation is closed.";
    if (t->state == CONVERSATION_ACTIVE)
        return t->agent == a->id
                   ? "You have this conversation already."
                   : arena_printf(d->arena, "%s was faster and has this conversation.", t->agent_name);
    if (strcmp(t->customer_jid, a->jid) == 0)
        return "You are the customer here.";
    int64_t offer = offer_to(d, t, a->id);
    const char *full = offer == 0 ? offer_no_room(d, a) : NULL;
    if (full != NULL)
        return full;
    if (offer == 0)
        offer_make_room(d, a);
    /* The agent is told before the customer's messages follow. An agent who had an offer has seen the notes.
     */
    struct text text = text_new(d->arena);
    text_add(&text, "Conversation #%lld is yours: what you write here goes to %s.", (long long)t->id,
             t->face_name);
    if (offer == 0)
        say_notes(d, &text, t, INT64_MAX);
    conversation_tell_agent(d, t, a->jid, text.s);
    o->done = true;
    const char *from = t->state == CONVERSATION_BOT ? "the agent took it from the responder"
                                                    : "the agent took it out of the line";
    offer_take(d, t, offer, a->id, offer != 0 ? "accepted" : "taken", offer != 0 ? NULL : from);
    return NULL;
}

static const char *run_accept(struct command_call *o)
{
    return command_take_it(o, o->conversation);
}

const struct command command_accept = {
    .word = "accept",
    .where = IN_CHAT | ACTS,
    .needs = IF_FREE,
    .args = "",
    .help = "take this conversation (answering does the same)",
    .run = run_accept,
};

static const char *run_decline(struct command_call *o)
{
    int64_t offer = offer_to(o->desk, o->conversation, o->agent->id);
    if (offer == 0)
        return holds(o) ? "You have this conversation: !leave gives it back, !transfer passes it on."
                        : "There is no open offer for you here.";
    offer_decline(o->desk, o->conversation, offer, o->agent->id);
    o->done = true;
    return "Declined.";
}

const struct command command_decline = {
    .word = "decline",
    .where = IN_CHAT | ACTS,
    .needs = IF_OFFERED,
    .args = "",
    .help = "pass the offer on to a colleague",
    .run = run_decline,
};

static const char *run_close(struct command_call *o)
{
    struct desk *d = o->desk;
    if (o->conversation->state == CONVERSATION_CLOSED)
        return "This conversation is already closed.";
    if (!holds(o))
        return command_not_yours(o);
    archive_note(o, o->args);
    say_rest(o);
    conversation_tell(d, o->conversation, NOTICE_CLOSED_AGENT,
                      (struct notice_value[]){{"agent", o->agent->conf->name}, {0}});
    conversation_close(d, o->conversation, "agent");
    o->done = true;
    return arena_printf(d->arena, "Conversation #%lld is closed.", (long long)o->conversation->id);
}

const struct command command_close = {
    .word = "close",
    .where = IN_CHAT | ACTS,
    .needs = IF_HELD,
    .args = "[note]",
    .help = "close this conversation",
    .run = run_close,
    .asks = {{.var = "args", .label = "Note for colleagues", .optional = true}},
};

static const char *run_reopen(struct command_call *o)
{
    struct desk *d = o->desk;
    const char *why = reopen_why_not(d, o->conversation, o->agent);
    if (why != NULL)
        return arena_printf(d->arena, "Not done: %s", why);
    reopen_for_agent(d, o->conversation, o->agent);
    o->done = true;
    return arena_printf(d->arena, "Conversation #%lld is open again, and you have it.",
                        (long long)o->conversation->id);
}

const struct command command_reopen = {
    .word = "reopen",
    .where = IN_CHAT | ACTS,
    .needs = IF_REOPENS,
    .args = "",
    .help = "open again the conversation that you closed (writing does the same)",
    .run = run_reopen,
};

static const char *run_note(struct command_call *o)
{
    if (o->args[0] == '\0')
        return "What should the note say? Write !note TEXT.";
    archive_note(o, o->args);
    o->done = true;
    return "Noted.";
}

const struct command command_note = {
    .word = "note",
    .where = IN_CHAT | ADDS | ACTS,
    .args = "TEXT",
    .help = "leave a note for colleagues; the customer never sees it",
    .run = run_note,
    .asks = {{.var = "args", .label = "Note for colleagues"}},
};

static const char *state_sentence(struct command_call *o)
{
    struct desk *d = o->desk;
    const struct conversation *t = o->conversation;
    const struct conf_hours *zone = moment_zone(d, o->agent, t);
    if (!o->may.acts)
        return "transferred, no longer in your queues";
    if (t->state == CONVERSATION_ACTIVE)
        return arena_printf(d->arena, "active, with %s since %s", t->agent_name,
                            moment_say(d, zone, t->held_ms));
    if (t->state == CONVERSATION_CLOSED)
        return arena_printf(d->arena, "closed (%s) %s", t->reason, moment_say(d, zone, t->closed_ms));
    if (t->state == CONVERSATION_BOT)
        return "with the responder";
    if (t->state == CONVERSATION_WAITING)
        return arena_printf(d->arena, "waiting for %s, number %lld in line",
                            say_seconds(d, d->now_ms - t->queued_ms), (long long)line_position(d, t));
    return conversation_state_name(t->state);
}

static const char *run_info(struct command_call *o)
{
    struct desk *d = o->desk;
    const struct conversation *t = o->conversation;
    const struct conf_queue *q = conversation_queue(d, t);
    const char *tag = conversation_customer_tag(t);
    struct text text = text_new(d->arena);
    text_add(&text, "%s, conversation #%lld%s%s, opened %s\nState: %s\nLanguage: %s", t->face_name,
             (long long)t->id, o->may.acts ? " in " : "", o->may.acts ? q->title : "",
             moment_say(d, moment_zone(d, o->agent, t), t->opened_ms), state_sentence(o),
             tag[0] != '\0' ? tag : "unknown");
    if (o->may.acts && q->show_customer_jid)
        text_add(&text, "\nAddress: %s", say_address(d, t));
    text_add(&text, "\nConversations with this customer here: %lld",
             (long long)store_int(d->store, SQL_face_known, 0, INT(t->face),
                                  TEXT(authority_queues(d, o->agent)), INT(o->may.acts ? t->id : 0)));
    say_notes(d, &text, t, o->may.upto);
    const char *key = o->agent->conf->omemo != ENCRYPTION_OFF ? d->wiring->fingerprint(d) : "";
    if (key[0] != '\0')
        text_add(&text, "\nOMEMO key of the desk: %s", key);
    return text.s;
}

const struct command command_info = {
    .word = "info",
    .where = IN_CHAT | IN_PAST,
    .args = "",
    .help = "show who the customer is, the queue and the state",
    .run = run_info,
};

static const char *run_history(struct command_call *o)
{
    struct desk *d = o->desk;
    int64_t n = o->args[0] != '\0' ? choice_number(d->arena, o->args) : HISTORY;
    o->failed = n < 1 || n > HISTORY_MAX;
    if (o->failed)
        return arena_printf(d->arena, "Write !history N, where N is 1 to %d.", HISTORY_MAX);
    struct text text = text_new(d->arena);
    text_add(&text, "Last messages:");
    say_history(d, &text, o->conversation, o->agent, &(struct history){.n = n, .upto = INT64_MAX});
    return text.s;
}

const struct command command_history = {
    .word = "history",
    .where = IN_CHAT | IN_PAST,
    .args = "[N]",
    .help = "show the last N messages with this customer, 20 by default",
    .run = run_history,
    .asks = {{.var = "args", .label = "How many messages, 1 to 100", .optional = true, .otherwise = "20"}},
};

static const char *transfer_to_queue(struct command_call *o, const struct conf_queue *q)
{
    struct desk *d = o->desk;
    o->done = true;
    archive_note(o, o->args);
    say_rest(o);
    conversation_requeue(d, o->conversation, q->name, "transfer");
    conversation_tell(d, o->conversation, NOTICE_TRANSFERRED,
                      (struct notice_value[]){{"agent", o->agent->conf->name}, {"queue", q->title}, {0}});
    return arena_printf(d->arena, "Passed on to %s.", q->title);
}

static const char *transfer_to_agent(struct command_call *o, const struct agent *to)
{
    struct desk *d = o->desk;
    if (to->id == o->agent->id)
        return "That is you. Name a queue or a colleague.";
    const char *why_not = router_why_not(d, o->conversation, to);
    if (why_not != NULL)
        return arena_printf(d->arena, "%s cannot take it now: %s. You can transfer it to a queue instead.",
                            to->name, why_not);
    o->done = true;
    archive_note(o, o->args);
    say_rest(o);
    conversation_requeue_for(d, o->conversation, to->id, "transfer");
    conversation_tell(
        d, o->conversation, NOTICE_TRANSFERRED_AGENT,
        (struct notice_value[]){{"agent", o->agent->conf->name}, {"colleague", to->conf->name}, {0}});
    return arena_printf(d->arena, "Offered to %s.", to->conf->name);
}

static const char *say_several(struct command_call *o, const char *name, const char *several)
{
    return arena_printf(
        o->desk->arena,
        "Not done: \"%s\" may mean any of these: %s. Write what is in the brackets, as in !transfer %s.",
        utf8_printable(o->desk->arena, name, TARGET_MAX), several,
        strchr(several, '@') != NULL ? "bob@example.com" : "sales");
}

/* Names and titles may have several words. The longest beginning of the arguments that is a name counts, and
 * the rest is the note. Returns NULL if the first `length` bytes are not a name. */
static const char *transfer_to(struct command_call *o, const struct names *names, size_t length)
{
    struct desk *d = o->desk;
    const char *name = arena_strndup(d->arena, o->args, length);
    struct called c = called(d, names, name, o->agent->conf);
    if (c.several != NULL)
        return say_several(o, name, c.several);
    struct agent to = agent_find(d, c.agent != NULL ? c.agent->jid : "");
    if (c.queue == NULL && to.id == 0)
        return NULL;
    o->args = utf8_trim(d->arena, o->args + length);
    return c.queue != NULL ? transfer_to_queue(o, c.queue) : transfer_to_agent(o, &to);
}

/* A form names exactly one. */
static const char *transfer_by_form(struct command_call *o)
{
    struct desk *d = o->desk;
    struct called c = called(d, names_of(d), o->value[0], NULL);
    struct agent to = agent_find(d, c.agent != NULL ? c.agent->jid : "");
    o->args = utf8_trim(d->arena, o->value[1]);
    if (c.queue != NULL)
        return transfer_to_queue(o, c.queue);
    return to.id != 0 ? transfer_to_agent(o, &to) : "There is no such queue or agent any more.";
}

/* Returns the length of the text without its last word and the white space before that. */
static size_t without_last_word(const char *text, size_t end)
{
    while (end > 0 && strchr(" \t\r\n", text[end - 1]) == NULL)
        end--;
    while (end > 0 && strchr(" \t\r\n", text[end - 1]) != NULL)
        end--;
    return end;
}

static const char *run_transfer(struct command_call *o)
{
    struct desk *d = o->desk;
    if (!holds(o))
        return command_not_yours(o);
    if (o->value[0] != NULL)
        return transfer_by_form(o);
    if (o->args[0] == '\0')
        return "To whom? Write !transfer and a queue or an agent; a note may follow.";
    /* Only the first words are looked at, because a note may be long. */
    size_t length = strlen(o->args) < TARGET_MAX ? strlen(o->args) : without_last_word(o->args, TARGET_MAX);
    const struct names *names = names_of(d);
    for (; length > 0; length = without_last_word(o->args, length)) {
        const char *done = transfer_to(o, names, length);
        if (done != NULL)
            return done;
    }
    struct text text = text_new(d->arena);
    text_add(&text,
             "\"%s\" is neither a queue nor an agent. The queues are:", utf8_head(d->arena, o->args, 30));
    for (size_t i = 0; i < d->conf->n_queues; i++)
        text_add(&text, " %s", d->conf->queues[i].name);
    return text.s;
}

const struct command command_transfer = {
    .word = "transfer",
    .where = IN_CHAT | ACTS,
    .needs = IF_HELD,
    .args = "QUEUE|AGENT [note]",
    .help = "hand this conversation over to a queue or a colleague",
    .run = run_transfer,
    .asks = {{.var = "to", .label = "To", .kind = ARGUMENT_WHOM},
             {.var = "note", .label = "Note for the next agent", .optional = true}},
};

static const char *run_bot(struct command_call *o)
{
    struct desk *d = o->desk;
    struct conversation *t = o->conversation;
    if (!holds(o))
        return command_not_yours(o);
    if (responder_of(d, conversation_queue(d, t)) == NULL)
        return arena_printf(d->arena, "%s has no responder.", conversation_queue(d, t)->title);
    if (responder_full(d, conversation_queue(d, t), t->customer_jid))
        return "The responder has reached its limit of conversations (max_conversations, domain_share).";
    o->done = true;
    say_rest(o);
    conversation_to_bot(d, t, "agent");
    conversation_tell(d, t, NOTICE_BOT_AGAIN, (struct notice_value[]){{"agent", o->agent->conf->name}, {0}});
    return "The responder has the conversation now. It comes back to the line when the customer asks for a person.";
}

const struct command command_bot = {
    .word = "bot",
    .where = IN_CHAT | ADDS | ACTS,
    .needs = IF_HELD | IF_RESPONDER,
    .args = "",
    .help = "give this conversation to the responder",
    .run = run_bot,
};

static const char *run_leave(struct command_call *o)
{
    struct desk *d = o->desk;
    if (!holds(o))
        return command_not_yours(o);
    o->done = true;
    say_rest(o);
    conversation_requeue(d, o->conversation, o->conversation->queue, "agent left");
    conversation_tell(d, o->conversation, NOTICE_REQUEUED,
                      (struct notice_value[]){{"agent", o->agent->conf->name}, {0}});
    return "The conversation went back to the head of the line.";
}

const struct command command_leave = {
    .word = "leave",
    .where = IN_CHAT | ACTS,
    .needs = IF_HELD,
    .args = "",
    .help = "give this conversation back to the line",
    .run = run_leave,
};
