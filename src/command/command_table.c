/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_table: all commands, and the two lists that are made of them: help, and `frontdesk check --commands`. */
#include <string.h>

#include "command/command.h"
#include "desk/agent.h"
#include "desk/core.h"
#include "desk/say.h"

static const char *command_help(struct command_call *);

/* In the order in which menus and help list them: first what an agent of that chat most likely wants. */
const struct command command_table[] = {
    {
        .word = "mine",
        .where = IN_HOUSE,
        .args = "",
        .help = "show your conversations",
        .run = command_mine,
        .asks = {{.var = "conversation", .label = "Conversation", .kind = ARGUMENT_MINE}},
    },
    {
        .word = "take",
        .where = IN_HOUSE | ACTS,
        .needs = IF_LINE,
        .args = "N",
        .help = "take a conversation out of the line",
        .run = command_take,
        .asks = {{.var = "conversation", .label = "Conversation", .kind = ARGUMENT_WAITING}},
    },
    {
        .word = "queue",
        .where = IN_HOUSE,
        .args = "",
        .help = "show who is waiting in your queues",
        .run = command_queue,
    },
    {
        .word = "agents",
        .where = IN_HOUSE,
        .args = "",
        .help = "show your colleagues, their state and number of chats",
        .run = command_agents,
    },
    {
        .word = "accept",
        .where = IN_CHAT | ACTS,
        .needs = IF_FREE,
        .args = "",
        .help = "take this conversation (answering does the same)",
        .run = command_accept,
    },
    {
        .word = "decline",
        .where = IN_CHAT | ACTS,
        .needs = IF_OFFERED,
        .args = "",
        .help = "pass the offer on to a colleague",
        .run = command_decline,
    },
    {
        .word = "close",
        .where = IN_CHAT | ACTS,
        .needs = IF_HELD,
        .args = "[note]",
        .help = "close this conversation",
        .run = command_close,
        .asks = {{.var = "args", .label = "Note for colleagues", .optional = true}},
    },
    {
        .word = "reopen",
        .where = IN_CHAT | ACTS,
        .needs = IF_REOPENS,
        .args = "",
        .help = "open again the conversation that you closed (writing does the same)",
        .run = command_reopen,
    },
    {
        .word = "transfer",
        .where = IN_CHAT | ACTS,
        .needs = IF_HELD,
        .args = "QUEUE|AGENT [note]",
        .help = "hand this conversation over to a queue or a colleague",
        .run = command_transfer,
        .asks = {{.var = "to", .label = "To", .kind = ARGUMENT_WHOM},
                 {.var = "note", .label = "Note for the next agent", .optional = true}},
    },
    {
        .word = "leave",
        .where = IN_CHAT | ACTS,
        .needs = IF_HELD,
        .args = "",
        .help = "give this conversation back to the line",
        .run = command_leave,
    },
    {
        .word = "take",
        .where = IN_CHAT | IN_PAST | ACTS,
        .needs = IF_LINE,
        .args = "N",
        .help = "take a conversation out of the line, too",
        .run = command_take,
        .asks = {{.var = "conversation", .label = "Conversation", .kind = ARGUMENT_WAITING}},
    },
    {
        .word = "note",
        .where = IN_CHAT | ADDS | ACTS,
        .args = "TEXT",
        .help = "leave a note for colleagues; the customer never sees it",
        .run = command_note,
        .asks = {{.var = "args", .label = "Note for colleagues"}},
    },
    {
        .word = "history",
        .where = IN_CHAT | IN_PAST,
        .args = "[N]",
        .help = "show the last N messages with this customer, 20 by default",
        .run = command_history,
        .asks =
            {{.var = "args", .label = "How many messages, 1 to 100", .optional = true, .otherwise = "20"}},
    },
    {
        .word = "info",
        .where = IN_CHAT | IN_PAST,
        .args = "",
        .help = "show who the customer is, the queue and the state",
        .run = command_info,
    },
    {
        .word = "suggest",
        .where = IN_CHAT | ADDS | ACTS,
        .needs = IF_HELD | IF_MODEL,
        .args = "",
        .help = "let the language model draft an answer",
        .run = command_suggest,
    },
    {
        .word = "send",
        .where = IN_CHAT | ADDS | ACTS,
        .needs = IF_HELD | IF_DRAFT,
        .args = "",
        .help = "send the draft to the customer",
        .run = command_send,
    },
    {
        .word = "summary",
        .where = IN_CHAT | ADDS | ACTS,
        .needs = IF_HELD | IF_MODEL,
        .args = "",
        .help = "let the language model sum up this conversation",
        .run = command_summary,
    },
    {
        .word = "translate",
        .where = IN_CHAT | ADDS | ACTS,
        .needs = IF_HELD | IF_MODEL,
        .args = "LANG|off",
        .help = "translate this conversation in both directions; off: stop",
        .run = command_translate,
        .asks = {{.var = "language", .label = "Language for you", .kind = ARGUMENT_LANGUAGE}},
    },
    {
        .word = "bot",
        .where = IN_CHAT | ADDS | ACTS,
        .needs = IF_HELD | IF_RESPONDER,
        .args = "",
        .help = "give this conversation to the responder",
        .run = command_bot,
    },
    {
        .word = "ask",
        .where = IN_CHAT | IN_HOUSE,
        .needs = IF_KNOWLEDGE,
        .args = "QUESTION",
        .help = "look up a question in the company's texts",
        .run = command_ask,
        .asks = {{.var = "args", .label = "Question"}},
    },
    {
        .word = "ready",
        .where = IN_CHAT | IN_HOUSE | IN_PAST | ACTS,
        .needs = IF_NOT_READY,
        .args = "",
        .help = "get offers, whatever your presence says",
        .run = command_ready,
    },
    {
        .word = "pause",
        .where = IN_CHAT | IN_HOUSE | IN_PAST | ACTS,
        .needs = IF_NOT_PAUSED,
        .args = "[reason]",
        .help = "get no new offers until !ready",
        .run = command_pause,
        .asks = {{.var = "args", .label = "Reason, for your colleagues", .optional = true}},
    },
    {
        .word = "stats",
        .where = IN_HOUSE,
        .args = "",
        .help = "show the figures of your queues for the last 24 hours",
        .run = command_stats,
    },
    {
        .word = "block",
        .where = IN_CHAT | ACTS,
        .needs = IF_MINE,
        .args = "[reason]",
        .help = "close this conversation and block the customer",
        .run = command_block_customer,
        .asks = {{.var = "args", .label = "Reason", .optional = true}},
    },
    {
        .word = "block",
        .where = IN_HOUSE | ACTS,
        .role = ROLE_SUPERVISOR,
        .args = "PATTERN [DURATION] [reason]",
        .help = "block an address, a domain, or a pattern with *",
        .run = command_block,
        .asks = {{.var = "pattern", .label = "Address, domain or pattern"},
                 {.var = "duration", .label = "For how long", .kind = ARGUMENT_DURATION},
                 {.var = "reason", .label = "Reason", .optional = true}},
    },
    {
        .word = "unblock",
        .where = IN_HOUSE | ACTS,
        .role = ROLE_SUPERVISOR,
        .needs = IF_BLOCKS,
        .args = "N",
        .help = "remove a block",
        .run = command_unblock,
        .asks = {{.var = "block", .label = "Block", .kind = ARGUMENT_BLOCK}},
    },
    {
        .word = "blocks",
        .where = IN_HOUSE,
        .role = ROLE_SUPERVISOR,
        .args = "",
        .help = "show who is blocked, by whom and until when",
        .run = command_blocks,
    },
    {
        .word = "dropped",
        .where = IN_HOUSE,
        .role = ROLE_SUPERVISOR,
        .args = "",
        .help = "show which messages were dropped, from whom and why",
        .run = command_dropped,
    },
    {
        .word = "help",
        .where = IN_CHAT | IN_HOUSE | IN_PAST,
        .args = "[COMMAND]",
        .help = "show what you can do now, or explain one command",
        .run = command_help,
    },
    {0},
};

const struct command *command_find(const char *word, unsigned where)
{
    for (const struct command *c = command_table; c->word != NULL; c++)
        if ((c->where & where) != 0 && strcmp(c->word, word) == 0)
            return c;
    return NULL;
}

bool command_allows(const struct command *c, const struct agent *a)
{
    return c->role <= a->conf->role;
}

static unsigned where(const struct command_call *o)
{
    return o->conversation != NULL ? IN_CHAT : IN_HOUSE;
}

static const char *mark(const struct command_call *o)
{
    return o->conversation != NULL ? "!" : "";
}

static void add_line(const struct command_call *o, struct text *text, const struct command *c)
{
    text_add(text, "%s%s%s%s: %s", mark(o), c->word, c->args[0] != '\0' ? " " : "", c->args, c->help);
}

static const char *help_about(struct command_call *o)
{
    struct text text = text_new(o->desk->arena);
    const struct command *c = command_table;
    while (c->word != NULL && ((c->where & where(o)) == 0 || !command_allows(c, o->agent) ||
                               !command_has_word(o->args, c->word)))
        c++;
    o->failed = c->word == NULL;
    if (o->failed)
        return "There is no such command here.";
    add_line(o, &text, c);
    if (!command_possible(c, o))
        text_add(&text, "\nThis is not possible now.");
    return text.s;
}

static const char *command_help(struct command_call *o)
{
    if (o->args[0] != '\0')
        return help_about(o);
    struct text text = text_new(o->desk->arena), others = text_new(o->desk->arena);
    text_add(&text, o->conversation != NULL ? "In this customer's chat you can now write:"
                                            : "Here in the house you can now write (with or without \"!\"):");
    for (const struct command *c = command_table; c->word != NULL; c++) {
        if ((c->where & where(o)) == 0 || !command_allows(c, o->agent))
            continue;
        if (command_possible(c, o)) {
            text_add(&text, "\n");
            add_line(o, &text, c);
        } else {
            text_add(&others, "%s%s%s", others.s[0] != '\0' ? ", " : "", mark(o), c->word);
        }
    }
    if (others.s[0] != '\0')
        text_add(&text, "\nNot possible now: %s.", others.s);
    text_add(&text, o->conversation != NULL
                        ? "\nTo send a message that begins with \"!\", begin it with \"!!\"."
                        : "\nWrite !help in a customer's chat for the commands there.");
    return text.s;
}

void command_print(FILE *out)
{
    static const char *const wheres[] = {"", "chat", "house", "chat house"};
    for (const struct command *c = command_table; c->word != NULL; c++)
        fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c->word, wheres[c->where & (IN_CHAT | IN_HOUSE)],
                name_in(&role_names, c->role), c->args, c->help);
}
