/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command: the commands of agents. A command is a row of a table: its word, where it may be used and by whom,
 * what must be so for it to make sense, its arguments, its help and its function. Agents use the same rows by
 * typing or by XEP-0050. Menus and help list what is possible now; a command that is not possible explains why.
 *
 * In a customer's chat a command is a word after '!' (or U+FF01) at the start of what the agent wrote.
 * "/word" is a command too if the table has that word ("/etc" is not). "!!" at the start sends a "!".
 * Invisible characters are ignored. An unknown !word gets an answer and never reaches the customer. In the
 * house's own chat the '!' may be left out. */
#ifndef FRONTDESK_COMMAND_H
#define FRONTDESK_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "command/argument.h"
#include "conf/conf.h"
#include "desk/authority.h"

struct agent;
struct arena;
struct conversation;
struct desk;
struct mail;

enum {
    IN_CHAT = 1,  /* in a customer's chat */
    IN_HOUSE = 2, /* in the house's own chat */
    ADDS = 4,     /* it stores texts or tasks: refused while little room is left for the store */
    IN_PAST = 8,  /* in a customer's chat also after the conversation has left the agent's queues */
    ACTS = 16,    /* it changes something: if it answers and was not done, the answer says why not */
};

/* What must be so for a command to make sense: all of these. command_possible.c evaluates them. */
enum {
    IF_HELD = 1,         /* the agent holds the conversation */
    IF_OFFERED = 2,      /* it is offered to the agent */
    IF_FREE = 4,         /* nobody holds it, and it is offered to the agent or the agent has room */
    IF_REOPENS = 8,      /* it is closed, and this agent may open it again */
    IF_MINE = 16,        /* the agent holds it or is a supervisor */
    IF_RESPONDER = 32,   /* its queue has a responder with room */
    IF_MODEL = 64,       /* its queue has a language model for agents */
    IF_DRAFT = 128,      /* the agent has a draft */
    IF_KNOWLEDGE = 256,  /* there are texts to look into */
    IF_LINE = 512,       /* in one of the agent's queues somebody is waiting, and the agent has room */
    IF_NOT_READY = 1024, /* the agent gets no offers */
    IF_NOT_PAUSED = 2048,
    IF_BLOCKS = 4096, /* somebody is blocked */
};

enum { ARGUMENTS_MAX = 3 };

/* A command that is being carried out. Its function returns what the agent is told; NULL: nothing more. */
struct command_call {
    struct desk *desk;
    const struct agent *agent;
    struct conversation
        *conversation;    /* the face's newest one that the agent may know of; NULL in the house */
    struct authority may; /* what the agent may do with it */
    const char *args;     /* what follows the word, trimmed; "": nothing */
    const char
        *value[ARGUMENTS_MAX]; /* of a form: of each argument, "" if left empty; all NULL: it was typed */
    bool done;                 /* set by the function if the command took effect and must not run twice */
    bool failed; /* set if a command that only shows something could not; see command_failed() */
};

struct command {
    const char *word;
    unsigned where;   /* IN_CHAT and the others above */
    enum role role;   /* the lowest role that may use it */
    unsigned needs;   /* IF_HELD and the others above */
    const char *args; /* for the help, as in "QUEUE|AGENT [note]"; "": it takes none */
    const char *help; /* one line */
    const char *(*run)(struct command_call *);
    struct argument asks[ARGUMENTS_MAX + 1]; /* what its form asks for; ends with var NULL */
};

/* All commands, in the order in which menus and help list them: first what an agent of that chat most likely wants. Each
 * stands below its function, in the file of its group. */
/* clang-format off */
#define COMMANDS(row) \
    row(mine) \
    row(take) \
    row(queue) \
    row(agents) \
    row(accept) \
    row(decline) \
    row(close) \
    row(reopen) \
    row(transfer) \
    row(leave) \
    row(take_too) \
    row(note) \
    row(history) \
    row(info) \
    row(suggest) \
    row(send) \
    row(summary) \
    row(translate) \
    row(bot) \
    row(ask) \
    row(ready) \
    row(pause) \
    row(stats) \
    row(block_customer) \
    row(block) \
    row(unblock) \
    row(blocks) \
    row(dropped) \
    row(help)
/* clang-format on */

#define COMMAND_DECLARE(name) extern const struct command command_##name;
COMMANDS(COMMAND_DECLARE)

extern const struct command *const command_table[]; /* COMMANDS, and NULL */

/* Returns the row of a word that is a command there (where: IN_CHAT, IN_HOUSE or both); NULL: none. */
const struct command *command_find(const char *word, unsigned where);
/* Says whether the agent's role may use this command. */
bool command_allows(const struct command *, const struct agent *);
/* Says whether the command makes sense now: for this agent, this conversation's state and this configuration. Menus and
 * help leave out the others. */
bool command_possible(const struct command *, const struct command_call *);
/* Returns why command_run() would refuse this command whatever its arguments are; NULL: it would not. */
const char *command_refused(const struct command *, const struct command_call *);
/* Runs a command, and returns what the agent is told; NULL: nothing more. Refuses if the agent is the
 * customer of that chat, if the conversation has left the agent's queues, if little room is left for the
 * store, or if the arguments are too long. The caller must have asked command_allows(). Sets order.args. */
const char *command_run(const struct command *, struct command_call *, const char *args);

/* Runs a command with the values of a form, which order.value has. */
const char *command_run_form(const struct command *, struct command_call *);
/* Says whether a command that was run and gave this answer did not do what it is for. */
bool command_failed(const struct command *, const struct command_call *, const char *answer);

/* Says whether this is a command, known or not, rather than words for the customer. */
bool command_is(const char *said);

/* Returns the command that this text would be in some chat if it had a mark: its word, and a number if it must have one
 * (as "take 2"), and nothing else. NULL: none, or not one of this agent's. */
const struct command *command_alone(struct arena *, const char *said, const struct agent *);
/* Says whether a command's text, with or without a mark, begins with this word. */
bool command_has_word(const char *said, const char *word);

/* Returns the command that a mistyped text, as in "! ntoe" or "/ntoe", was probably meant to be. NULL: none,
 * or the text is a command. */
const char *command_nearly(const char *said);

/* Returns the body with "!!" at the beginning of what was said replaced by "!", in the arena. Returns other
 * bodies unchanged. */
const char *command_unescaped(struct arena *, const char *body, const char *said);

/* Carries out a command in a customer's chat and answers it. Returns true if it took effect and must not run
 * twice. */
bool command_chat(struct desk *, const struct mail *, const struct agent *, struct conversation *);
/* Carries out a command of a customer's chat that has no arguments, as if the agent had typed this word, and
 * answers it. */
void command_word(struct desk *, const struct agent *, struct conversation *, const char *word);
/* Carries out a command in the house's own chat and answers it. */
void command_house(struct desk *, const struct mail *, const struct agent *);

/* Prints the table for `frontdesk check --commands`: word, where, role, arguments and help, a line each, with
 * tabs. */
void command_print(FILE *);

/* Returns NULL if the agent holds the conversation, else a sentence that tells the agent so. */
const char *command_not_yours(const struct command_call *);
/* Says whether the agent may see this queue's line. */
bool command_may_look(const struct command_call *, const struct conf_queue *);
/* Returns the responder whose knowledge is asked: that of this chat's queue; in the house, that of the first
 * queue of the agent that has any. NULL: none. */
const struct conf_responder *command_knowledge(const struct command_call *);
/* Gives the agent a conversation that nobody holds, with or without an offer. Returns NULL if the agent has
 * it now, else a sentence that says why not. */
const char *command_take_it(struct command_call *, struct conversation *);

#endif
