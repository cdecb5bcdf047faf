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

const struct command command_table[] = {
    {"help", IN_CHAT | IN_HOUSE, ROLE_AGENT, "", "these commands", order_help},
    {"accept", IN_CHAT, ROLE_AGENT, "", "take this conversation (answering does the same)", order_accept},
    {"decline", IN_CHAT, ROLE_AGENT, "", "pass the offer on to a colleague", order_decline},
    {"close", IN_CHAT, ROLE_AGENT, "[note]", "end this conversation", order_close},
    {"note", IN_CHAT, ROLE_AGENT, "TEXT", "a note for colleagues; the customer never sees it", order_note},
    {"info", IN_CHAT, ROLE_AGENT, "", "who this is, which queue, since when", order_info},
    {"history", IN_CHAT, ROLE_AGENT, "[N]", "the last N messages with this customer (20)", order_history},
    {"transfer", IN_CHAT, ROLE_AGENT, "QUEUE|AGENT [note]", "hand this conversation over", order_transfer},
    {"leave", IN_CHAT, ROLE_AGENT, "", "give this conversation back to the line", order_leave},
    {"queue", IN_HOUSE, ROLE_AGENT, "", "who waits in your queues", order_queue},
    {"agents", IN_HOUSE, ROLE_AGENT, "", "your colleagues: state and chats", order_agents},
    {"mine", IN_HOUSE, ROLE_AGENT, "", "your conversations", order_mine},
    {"take", IN_HOUSE, ROLE_AGENT, "N", "take conversation N out of the line", order_take},
    {"ready", IN_HOUSE | IN_CHAT, ROLE_AGENT, "", "take offers, whatever your presence says", order_ready},
    {"pause", IN_HOUSE | IN_CHAT, ROLE_AGENT, "[reason]", "no new offers until !ready", order_pause},
    {"stats", IN_HOUSE, ROLE_AGENT, "", "today's figures of your queues", order_stats},
    {0},
};

static const struct command *command_find(const char *word, unsigned where)
{
    for (const struct command *c = command_table; c->word != NULL; c++)
        if ((c->where & where) != 0 && strcmp(c->word, word) == 0)
            return c;
    return NULL;
}

/* The word after the first character, lower case; its length without a bound is a stranger's. */
static void first_word(const char *body, char word[32])
{
    size_t n = 0;
    for (; n < 31 && body[n] != '\0' && !isspace((unsigned char)body[n]); n++)
        word[n] = (char)tolower((unsigned char)body[n]);
    word[n] = '\0';
}

bool command_is(const char *body)
{
    char word[32];
    if (body[0] == '!')
        return body[1] != '!' && (isalpha((unsigned char)body[1]) || (unsigned char)body[1] >= 0x80);
    if (body[0] != '/')
        return false;
    first_word(body + 1, word);
    return command_find(word, IN_CHAT | IN_HOUSE) != NULL;
}

const char *order_word(struct order *o)
{
    size_t n = strcspn(o->args, " \t\r\n");
    const char *word = arena_strndup(o->desk->arena, o->args, n);
    o->args = utf8_trim(o->desk->arena, o->args + n);
    return word;
}

/* What the agent is told, NULL: nothing. */
static const char *carry_out(struct order *o, unsigned where, const char *text)
{
    struct desk *d = o->desk;
    char word[32];
    first_word(text, word);
    const struct command *c = command_find(word, where);
    if (c == NULL)
        return arena_printf(d->arena, "There is no command \"%s\" here. help lists them.",
                            utf8_printable(d->arena, word, 31));
    if (c->role > o->agent->conf->role)
        return arena_printf(d->arena, "\"%s\" is for supervisors.", c->word);
    o->args = utf8_trim(d->arena, text + strcspn(text, " \t\r\n"));
    return c->run(o);
}

void command_chat(struct desk *d, const struct mail *m, const struct agent *a, struct conversation *t)
{
    struct order o = {.desk = d, .agent = a, .talk = t};
    mail_receipt(d, m);
    const char *answer = carry_out(&o, IN_CHAT, m->content.body + 1);
    if (answer != NULL)
        conversation_tell_agent(d, t, a->jid, answer);
}

void command_house(struct desk *d, const struct mail *m, const struct agent *a)
{
    struct order o = {.desk = d, .agent = a};
    const char *text = utf8_trim(d->arena, m->content.body);
    if (m->content.encrypted) {
        agent_tell(
            d, a->jid,
            "This message was encrypted, and the desk cannot read it. Switch OMEMO off for this chat.");
        return;
    }
    mail_receipt(d, m);
    const char *answer = carry_out(&o, IN_HOUSE, text[0] == '!' || text[0] == '/' ? text + 1 : text);
    if (answer != NULL)
        agent_tell(d, a->jid, answer);
}

void command_print(FILE *out)
{
    static const char *const wheres[] = {"", "chat", "house", "chat house"};
    for (const struct command *c = command_table; c->word != NULL; c++)
        fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c->word, wheres[c->where],
                c->role == ROLE_AGENT ? "agent" : "supervisor", c->args, c->help);
}
