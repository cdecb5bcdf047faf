/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * argument: what a command asks for in a form (XEP-0050), and what can be chosen there. What is typed has no such
 * fields: a command reads it from its one text. */
#ifndef FRONTDESK_ARGUMENT_H
#define FRONTDESK_ARGUMENT_H

#include <stdbool.h>
#include <stddef.h>

struct command_call;

enum { OPTIONS_MAX = 100 };

enum argument_kind {
    ARGUMENT_TEXT,     /* any text */
    ARGUMENT_MINE,     /* a conversation that the agent has, or is offered */
    ARGUMENT_WAITING,  /* a waiting conversation of the agent's queues */
    ARGUMENT_WHOM,     /* a queue, or a colleague who can take the conversation now */
    ARGUMENT_LANGUAGE, /* into which the agent has the conversation translated */
    ARGUMENT_DURATION, /* of a block */
    ARGUMENT_BLOCK,
};

struct argument {
    const char *var;   /* the name of its field; NULL: there is none */
    const char *label; /* for people */
    enum argument_kind kind;
    bool optional;
    const char *otherwise; /* filled in already; NULL: nothing */
};

/* What can be chosen, in the arena. */
struct options {
    struct option {
        const char *value, *label;
    } *option;
    size_t n;           /* at most OPTIONS_MAX */
    const char *chosen; /* the value that is chosen already; NULL: none */
    bool cut;           /* there are more */
};

/* Says whether the field is a list to choose from. */
bool argument_has_options(const struct argument *);
struct options argument_options(const struct command_call *, const struct argument *);
/* The sentence for an agent for whom there is nothing to choose from. */
const char *argument_none(const struct argument *);
/* Says whether a form with options can have had this value: it is one of them, or was when the form was made. What has
 * changed since then the command itself explains. */
bool argument_fits(const struct command_call *, const struct argument *, const char *value);

#endif
