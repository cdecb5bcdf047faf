/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_house: the commands of the house's own chat. */
#include <string.h>

#include "base/choice.h"
#include "base/utf8.h"
#include "command/command.h"
#include "conf/hours.h"
#include "conf/hours_say.h"
#include "desk/agent.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/figures.h"
#include "desk/line.h"
#include "desk/say.h"

enum { LINE_SHOWN = 20, REASON_MAX = 100 };

static void queue_lines(struct command_call *o, struct text *text, const struct conf_queue *q)
{
    struct desk *d = o->desk;
    int64_t bot = store_int(d->store, SQL_tally_get, 0, TEXT(q->name), TEXT("bot"));
    text_add(text, "%s%s: %lld waiting%s", text->s[0] != '\0' ? "\n" : "", q->title,
             (long long)line_waiting(d, q->name), hours_open(&q->hours, d->now_ms) ? "" : " (closed now)");
    if (bot > 0)
        text_add(text, ", %lld with the responder", (long long)bot);
    struct cursor *c = store_query(d->store, SQL_line_offered, TEXT(q->name));
    while (cursor_next(c))
        text_add(text, "\n  #%lld  %s, %s, offered to %s", (long long)cursor_int(c, 0), cursor_text(c, 2),
                 say_seconds(d, d->now_ms - cursor_int(c, 4)), cursor_text(c, 6));
    c = store_query(d->store, SQL_line_waiting_list, TEXT(q->name), INT(LINE_SHOWN));
    while (cursor_next(c))
        text_add(text, "\n  #%lld  %s, %s", (long long)cursor_int(c, 0), cursor_text(c, 1),
                 say_seconds(d, d->now_ms - cursor_int(c, 2)));
}

bool command_may_look(const struct command_call *o, const struct conf_queue *q)
{
    return o->agent->conf->role == ROLE_SUPERVISOR || agent_serves(o->desk, o->agent, q->name);
}

static const char *run_queue(struct command_call *o)
{
    struct text text = text_new(o->desk->arena);
    for (size_t i = 0; i < o->desk->conf->n_queues; i++)
        if (command_may_look(o, &o->desk->conf->queues[i]))
            queue_lines(o, &text, &o->desk->conf->queues[i]);
    return text.s[0] != '\0' ? text.s : "You do not serve any queue.";
}

const struct command command_queue = {
    .word = "queue",
    .where = IN_HOUSE,
    .args = "",
    .help = "show who is waiting in your queues",
    .run = run_queue,
};

/* Why the state is not what presence says; "": it is, or no reason was given. */
static const char *by_word(const struct agent *a)
{
    if (a->state == AGENT_PAUSED)
        return a->pause_reason;
    return a->state == AGENT_AVAILABLE && strcmp(a->manual, "ready") == 0 ? "by !ready" : "";
}

static const char *run_agents(struct command_call *o)
{
    struct desk *d = o->desk;
    struct text text = text_new(d->arena);
    size_t n;
    struct agent *all = agents_all(d, &n);
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        const struct agent *a = &all[i];
        if (a->id == 0)
            continue;
        text_add(&text, "%s%s: %s, %lld/%lld%s%s", text.s[0] != '\0' ? "\n" : "", a->conf->name,
                 agent_state_name(a->state), (long long)a->chats, (long long)a->conf->max_chats,
                 by_word(a)[0] != '\0' ? ", " : "", by_word(a));
    }
    return text.s;
}

const struct command command_agents = {
    .word = "agents",
    .where = IN_HOUSE,
    .args = "",
    .help = "show your colleagues, their state and number of chats",
    .run = run_agents,
};

static void mine_line(struct command_call *o, struct text *text, int64_t id, bool offered)
{
    struct desk *d = o->desk;
    struct conversation t = conversation_by_id(d, id);
    text_add(text, "%s#%lld  %s in %s, %slast heard %s ago: %s", text->s[0] != '\0' ? "\n" : "",
             (long long)t.id, t.face_name, conversation_queue(d, &t)->title,
             offered ? "offered to you, " : "", say_seconds(d, d->now_ms - t.customer_ms), say_link(d, &t));
}

static const char *run_mine(struct command_call *o)
{
    struct text text = text_new(o->desk->arena);
    struct cursor *c = store_query(o->desk->store, SQL_offer_of_agent, INT(o->agent->id));
    while (cursor_next(c))
        mine_line(o, &text, cursor_int(c, 1), true);
    c = store_query(o->desk->store, SQL_conversation_held_by, INT(o->agent->id));
    while (cursor_next(c))
        mine_line(o, &text, cursor_int(c, 0), false);
    return text.s[0] != '\0' ? text.s : "You have no conversations.";
}

const struct command command_mine = {
    .word = "mine",
    .where = IN_HOUSE,
    .args = "",
    .help = "show your conversations",
    .run = run_mine,
    .asks = {{.var = "conversation", .label = "Conversation", .kind = ARGUMENT_MINE}},
};

static const char *run_take(struct command_call *o)
{
    struct desk *d = o->desk;
    long long n = choice_number(d->arena, o->args);
    if (n == 0)
        return "Which one? Write take N, with a number from `queue`, as in take #8.";
    struct conversation t = conversation_by_id(d, n);
    if (!authority_over(d, &t, o->agent).acts)
        return arena_printf(d->arena, "There is no conversation #%lld in your queues.", n);
    const char *refused = command_take_it(o, &t);
    if (refused != NULL || (o->conversation != NULL && o->conversation->face == t.face))
        return refused; /* else what is said in that chat suffices */
    return arena_printf(d->arena, "Conversation #%lld is yours: %s, %s", n, t.face_name, say_link(d, &t));
}

const struct command command_take = {
    .word = "take",
    .where = IN_HOUSE | ACTS,
    .needs = IF_LINE,
    .args = "N",
    .help = "take a conversation out of the line",
    .run = run_take,
    .asks = {{.var = "conversation", .label = "Conversation", .kind = ARGUMENT_WAITING}},
};

const struct command command_take_too = {
    .word = "take",
    .where = IN_CHAT | IN_PAST | ACTS,
    .needs = IF_LINE,
    .args = "N",
    .help = "take a conversation out of the line, too",
    .run = run_take,
    .asks = {{.var = "conversation", .label = "Conversation", .kind = ARGUMENT_WAITING}},
};

static const char *run_ready(struct command_call *o)
{
    bool presence = agent_ready(o->desk, o->agent);
    o->done = true;
    const struct conf_hours *hours = &o->agent->conf->hours;
    int64_t opens = hours_next_open_ms(hours, o->desk->now_ms);
    if (!hours_open(hours, o->desk->now_ms))
        return arena_printf(o->desk->arena,
                            "Noted. Your hours begin %s: until then you get no offers, and `take N` works.",
                            opens < 0 ? "never"
                                      : hours_say(o->desk->arena, hours, "en", opens, o->desk->now_ms));
    if (!presence)
        return "You take offers until your presence changes, you !pause or log out.";
    if (strcmp(o->agent->show, "available") == 0)
        return "Your pause is over. Your presence decides again: you take offers.";
    return arena_printf(
        o->desk->arena,
        "Your pause is over. Your presence decides again: it is %s, so you get no offers. Write ready once "
        "more to take them all the same.",
        o->agent->show);
}

const struct command command_ready = {
    .word = "ready",
    .where = IN_CHAT | IN_HOUSE | IN_PAST | ACTS,
    .needs = IF_NOT_READY,
    .args = "",
    .help = "get offers, whatever your presence says",
    .run = run_ready,
};

static const char *run_pause(struct command_call *o)
{
    /* One line, because colleagues read it in a list. */
    struct desk *d = o->desk;
    int64_t offered = agent_pause(d, o->agent, utf8_printable(d->arena, o->args, REASON_MAX));
    o->done = true;
    if (offered == 0)
        return "Paused: you keep your conversations and get no new offers until !ready.";
    return arena_printf(
        d->arena,
        "Paused: you keep your conversations and get no new offers until !ready. The offer of %s was withdrawn and "
        "goes to somebody else.",
        conversation_by_id(d, offered).face_name);
}

const struct command command_pause = {
    .word = "pause",
    .where = IN_CHAT | IN_HOUSE | IN_PAST | ACTS,
    .needs = IF_NOT_PAUSED,
    .args = "[reason]",
    .help = "get no new offers until !ready",
    .run = run_pause,
    .asks = {{.var = "args", .label = "Reason, for your colleagues", .optional = true}},
};

static void stats_lines(struct command_call *o, struct text *text, const struct conf_queue *q)
{
    struct desk *d = o->desk;
    struct figures f = figures_of(d, q);
    text_add(text, "\n%s: %lld opened, %lld answered, %lld closed, %lld abandoned", q->title,
             (long long)f.opened, (long long)f.answered, (long long)f.closed, (long long)f.abandoned);
    if (f.in + f.out > 0)
        text_add(text, ", %lld transferred in, %lld out", (long long)f.in, (long long)f.out);
    text_add(text, "; median wait %s; now %lld waiting",
             f.median_wait_ms < 0 ? "n/a" : say_seconds(d, f.median_wait_ms),
             (long long)line_waiting(d, q->name));
    if (f.cut)
        text_add(text, " (counted from the latest %lld changes)", (long long)f.changes);
}

static const char *run_stats(struct command_call *o)
{
    struct text text = text_new(o->desk->arena);
    text_add(&text, "The last 24 hours:");
    for (size_t i = 0; i < o->desk->conf->n_queues; i++)
        if (command_may_look(o, &o->desk->conf->queues[i]))
            stats_lines(o, &text, &o->desk->conf->queues[i]);
    return text.s;
}

const struct command command_stats = {
    .word = "stats",
    .where = IN_HOUSE,
    .args = "",
    .help = "show the figures of your queues for the last 24 hours",
    .run = run_stats,
};
