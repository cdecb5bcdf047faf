/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command: see command.h. */
#include "command.h"

#include <ctype.h>
#include <string.h>

#include "agent.h"
#include "conversation.h"
#include "core.h"
#include "message.h"
#include "utf8.h"

enum { ORDER_MAX = 10000 }; /* bytes of a command to the house */

const struct command command_table[] = {
    {"help", IN_CHAT | IN_HOUSE, ROLE_AGENT, "", "these commands", order_help},
    {"accept", IN_CHAT, ROLE_AGENT, "", "take this conversation (answering does the same)", order_accept},
    {"decline", IN_CHAT, ROLE_AGENT, "", "pass the offer on to a colleague", order_decline},
    {"close", IN_CHAT, ROLE_AGENT, "[note]", "end this conversation", order_close},
    {"note", IN_CHAT | ADDS, ROLE_AGENT, "TEXT", "a note for colleagues; the customer never sees it", order_note},
    {"info", IN_CHAT, ROLE_AGENT, "", "who this is, which queue, since when", order_info},
    {"history", IN_CHAT, ROLE_AGENT, "[N]", "the last N messages with this customer (20)", order_history},
    {"transfer", IN_CHAT, ROLE_AGENT, "QUEUE|AGENT [note]", "hand this conversation over", order_transfer},
    {"leave", IN_CHAT, ROLE_AGENT, "", "give this conversation back to the line", order_leave},
    {"bot", IN_CHAT | ADDS, ROLE_AGENT, "", "give this conversation to the responder", order_bot},
    {"suggest", IN_CHAT | ADDS, ROLE_AGENT, "", "a draft of an answer, by the language model", order_suggest},
    {"send", IN_CHAT | ADDS, ROLE_AGENT, "", "send the draft", order_send},
    {"summary", IN_CHAT | ADDS, ROLE_AGENT, "", "what this conversation is about, by the language model", order_summary},
    {"translate", IN_CHAT | ADDS, ROLE_AGENT, "LANG|off", "translate this conversation, both ways", order_translate},
    {"ask", IN_CHAT | IN_HOUSE, ROLE_AGENT, "QUESTION", "what the knowledge has for a question", order_ask},
    {"queue", IN_HOUSE, ROLE_AGENT, "", "who waits in your queues", order_queue},
    {"agents", IN_HOUSE, ROLE_AGENT, "", "your colleagues: state and chats", order_agents},
    {"mine", IN_HOUSE, ROLE_AGENT, "", "your conversations", order_mine},
    {"take", IN_HOUSE, ROLE_AGENT, "N", "take conversation N out of the line", order_take},
    {"ready", IN_HOUSE | IN_CHAT, ROLE_AGENT, "", "take offers, whatever your presence says", order_ready},
    {"pause", IN_HOUSE | IN_CHAT, ROLE_AGENT, "[reason]", "no new offers until !ready", order_pause},
    {"stats", IN_HOUSE, ROLE_AGENT, "", "figures of your queues: the last 24 hours", order_stats},
    {"block", IN_CHAT, ROLE_AGENT, "[reason]", "close this and hear no more of the customer", order_block_customer},
    {"block", IN_HOUSE, ROLE_SUPERVISOR, "PATTERN [DURATION] [reason]", "hear no more of an address, a domain, a pattern with *",
     order_block},
    {"unblock", IN_HOUSE, ROLE_SUPERVISOR, "N", "end block N", order_unblock},
    {"blocks", IN_HOUSE, ROLE_SUPERVISOR, "", "who is blocked, by whom, until when", order_blocks},
    {"dropped", IN_HOUSE, ROLE_SUPERVISOR, "", "what was dropped, of whom and why", order_dropped},
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

const char *command_run(const struct command *c, struct order *o, const char *args)
{
    if (o->talk != NULL && strcmp(o->talk->customer_jid, o->agent->jid) == 0)
        return "You are the customer here."; /* what colleagues note of them is not for customers */
    if ((c->where & ADDS) != 0 && o->desk->disk_low)
        return "Not done: the desk's disk is full, and nothing can be kept. Try again later.";
    o->args = utf8_trim(o->desk->arena, args);
    return c->run(o);
}

/* The word after the first character, lower case; its length without a bound is a stranger's. */
static void first_word(const char *body, char word[32])
{
    size_t n = 0;
    for (; n < 31 && body[n] != '\0' && !isspace((unsigned char)body[n]); n++)
        word[n] = (char)tolower((unsigned char)body[n]);
    word[n] = '\0';
}

static const char wide_mark[] = "！"; /* U+FF01: what a Chinese keyboard types for '!' */

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* Behind the mark; NULL when there is none. Blanks before it do not hide a command from the desk. */
static const char *after_mark(const char *body, bool *slash)
{
    body = skip_blanks(body);
    *slash = body[0] == '/';
    if (body[0] == '!' || *slash)
        return body + 1;
    return strncmp(body, wide_mark, sizeof wide_mark - 1) == 0 ? body + sizeof wide_mark - 1 : NULL;
}

static bool is_known(const char *text)
{
    char word[32];
    first_word(text, word);
    return command_find(word, IN_CHAT | IN_HOUSE) != NULL;
}

bool command_is(const char *body)
{
    bool slash;
    const char *text = after_mark(body, &slash);
    if (text == NULL || text[0] == '!' || strncmp(text, wide_mark, sizeof wide_mark - 1) == 0)
        return false;
    /* "!word" is never for the customer; "/etc" and "! really" are, unless they name a command. */
    if (!slash && (isalpha((unsigned char)text[0]) || (unsigned char)text[0] >= 0x80))
        return true;
    return is_known(slash ? text : skip_blanks(text));
}

const char *command_unescaped(const char *body)
{
    if (body[0] == '!' && body[1] == '!')
        return body + 1;
    size_t n = sizeof wide_mark - 1;
    return strncmp(body, wide_mark, n) == 0 && strncmp(body + n, wide_mark, n) == 0 ? body + n : body;
}

/* What the agent is told, NULL: nothing. */
static const char *carry_out(struct order *o, unsigned where, const char *text)
{
    struct desk *d = o->desk;
    char word[32];
    first_word(text, word);
    const struct command *c = command_find(word, where);
    if (c == NULL)
        return arena_printf(d->arena, "There is no command \"%s\" here. %shelp lists them.",
                            utf8_printable(d->arena, word, 31), where == IN_CHAT ? "!" : "");
    if (!command_allows(c, o->agent))
        return arena_printf(d->arena, "\"%s\" is for supervisors.", c->word);
    const char *args = text + strcspn(text, " \t\r\n");
    if (c->args[0] == '\0' && skip_blanks(args)[0] != '\0')
        return where == IN_CHAT
                   ? arena_printf(d->arena,
                                  "Not done: !%s takes nothing behind it, and what you wrote there went to nobody.",
                                  c->word)
                   : arena_printf(d->arena, "Not done: %s takes nothing behind it.", c->word);
    return command_run(c, o, args);
}

void command_chat(struct desk *d, const struct mail *m, const struct agent *a, struct conversation *t)
{
    struct order o = {.desk = d, .agent = a, .talk = t};
    bool slash;
    mail_receipt(d, m);
    const char *answer = carry_out(&o, IN_CHAT, skip_blanks(after_mark(m->content.body, &slash)));
    if (answer != NULL)
        conversation_tell_agent(d, t, a->jid, answer);
}

void command_house(struct desk *d, const struct mail *m, const struct agent *a)
{
    struct order o = {.desk = d, .agent = a};
    bool slash;
    const char *marked = after_mark(m->content.body, &slash);
    const char *text = skip_blanks(marked != NULL ? marked : m->content.body);
    if (m->content.encrypted) {
        agent_tell(
            d, a->jid,
            "This message was encrypted, and the desk cannot read it. Switch OMEMO off for this chat.");
        return;
    }
    if (strlen(m->content.body) > ORDER_MAX) {
        mail_refuse(d, m, VERDICT_NOT_ACCEPTABLE, "Too long for a command.", "en");
        return;
    }
    mail_receipt(d, m);
    const char *answer = carry_out(&o, IN_HOUSE, text);
    if (answer != NULL)
        agent_tell(d, a->jid, answer);
}

void command_print(FILE *out)
{
    static const char *const wheres[] = {"", "chat", "house", "chat house"};
    for (const struct command *c = command_table; c->word != NULL; c++)
        fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c->word, wheres[c->where & (IN_CHAT | IN_HOUSE)],
                c->role == ROLE_AGENT ? "agent" : "supervisor", c->args, c->help);
}
