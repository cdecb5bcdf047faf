/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_table: the list of all commands, and the two lists that are made of it: help, and `frontdesk check
 * --commands`. */
#include <string.h>

#include "command/command.h"
#include "desk/agent.h"
#include "desk/core.h"
#include "desk/say.h"

#define COMMAND_ROW(name) &command_##name,
const struct command *const command_table[] = {COMMANDS(COMMAND_ROW) NULL};

const struct command *command_find(const char *word, unsigned where)
{
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++)
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

static void add_help(const struct command_call *o, struct text *text, const struct command *c)
{
    text_add(text, "%s%s%s%s: %s", mark(o), c->word, c->args[0] != '\0' ? " " : "", c->args, c->help);
}

static const char *help_about(struct command_call *o)
{
    struct text text = text_new(o->desk->arena);
    const struct command *c, *const *at = command_table;
    while ((c = *at) != NULL && ((c->where & where(o)) == 0 || !command_allows(c, o->agent) ||
                                 !command_has_word(o->args, c->word)))
        at++;
    o->failed = c == NULL;
    if (o->failed)
        return "There is no such command here.";
    add_help(o, &text, c);
    if (!command_possible(c, o))
        text_add(&text, "\nThis is not possible now.");
    return text.s;
}

static const char *run_help(struct command_call *o)
{
    if (o->args[0] != '\0')
        return help_about(o);
    struct text text = text_new(o->desk->arena), others = text_new(o->desk->arena);
    text_add(&text, o->conversation != NULL ? "In this customer's chat you can now write:"
                                            : "Here in the house you can now write (with or without \"!\"):");
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++) {
        if ((c->where & where(o)) == 0 || !command_allows(c, o->agent))
            continue;
        if (command_possible(c, o)) {
            text_add(&text, "\n");
            add_help(o, &text, c);
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

const struct command command_help = {
    .word = "help",
    .where = IN_CHAT | IN_HOUSE | IN_PAST,
    .args = "[COMMAND]",
    .help = "show what you can do now, or explain one command",
    .run = run_help,
};

void command_print(FILE *out)
{
    static const char *const wheres[] = {"", "chat", "house", "chat house"};
    for (const struct command *const *at = command_table, *c; (c = *at) != NULL; at++)
        fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c->word, wheres[c->where & (IN_CHAT | IN_HOUSE)],
                name_in(&role_names, c->role), c->args, c->help);
}
