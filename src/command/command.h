/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command: what agents type. A command is a row: word, where, who, arguments, help, function; chat text and
 * XEP-0050 are front ends of the same rows.
 *
 * In a customer's chat a word behind '!' (or U+FF01) at the start of what the agent wrote; "/word" too when the word is one
 * of ours ("/etc" is not); "!!" escapes. What cannot be seen does not count. An unknown !word is answered and never reaches the
 * customer. In the house's own chat the '!' may be left out. */
#ifndef FRONTDESK_COMMAND_H
#define FRONTDESK_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "conf/conf.h"
#include "desk/authority.h"

struct agent;
struct arena;
struct conversation;
struct desk;
struct mail;

enum {
    IN_CHAT = 1,
    IN_HOUSE = 2,
    ADDS = 4, /* words or tasks, as many as somebody likes: not while there is little room for the store */
    IN_PAST = 8, /* in a chat whose conversation has left the agent's queues too */
};

/* A command being carried out. The function answers with what the agent is told, NULL: nothing more. */
struct order {
    struct desk *desk;
    const struct agent *agent;
    struct conversation *talk; /* IN_CHAT: of this face, the last one the agent may know of; NULL in the house */
    struct authority may;      /* over that */
    const char *args;          /* after the word, trimmed; "" when there is nothing */
    bool done;                 /* the function says so of what is not to be done twice */
};

struct command {
    const char *word;
    unsigned where;
    enum role role;   /* the least that is needed */
    const char *args; /* "QUEUE|AGENT [note]" */
    const char *help; /* one line */
    const char *(*run)(struct order *);
};

extern const struct command command_table[]; /* ends with word NULL */

/* The row of a word, where it is one of the commands (IN_CHAT, IN_HOUSE); NULL: none. */
const struct command *command_find(const char *word, unsigned where);
/* Is it for agents of this one's role? */
bool command_allows(const struct command *, const struct agent *);
/* Carries it out for an agent who may, and who is not the customer of that chat: what the agent is told, NULL: nothing
 * more. The order's arguments are set here. */
const char *command_run(const struct command *, struct order *, const char *args);

/* Is this a command (known or not) rather than words for the customer? */
bool command_is(const char *said);

/* The command that "! ntoe" or "/ntoe" was probably meant to be; NULL: none, or it is one. */
const char *command_nearly(const char *said);

/* The body with "!!word" at the beginning of what was said as "!word"; anything else is as it is. */
const char *command_unescaped(struct arena *, const char *body, const char *said);

/* False: it did nothing, or nothing that matters if it is done again. */
bool command_chat(struct desk *, const struct mail *, const struct agent *, struct conversation *);
void command_house(struct desk *, const struct mail *, const struct agent *);

/* "word\twhere\trole\targuments\thelp" a line, for `frontdesk check --commands`. */
void command_print(FILE *);

/* NULL: the agent holds the conversation; else a sentence that says that it is not so. */
const char *order_not_yours(const struct order *);
/* command_chat.c */
const char *order_accept(struct order *), *order_decline(struct order *), *order_close(struct order *),
    *order_note(struct order *), *order_info(struct order *), *order_history(struct order *),
    *order_transfer(struct order *), *order_leave(struct order *), *order_bot(struct order *);
/* Takes a waiting conversation without an offer; what the agent is told, NULL: it is theirs. */
const char *order_take_it(struct order *, struct conversation *);
/* command_house.c */
const char *order_queue(struct order *), *order_agents(struct order *),
    *order_mine(struct order *), *order_take(struct order *), *order_ready(struct order *),
    *order_pause(struct order *), *order_stats(struct order *);

/* command_copilot.c */
const char *order_suggest(struct order *), *order_send(struct order *), *order_summary(struct order *),
    *order_translate(struct order *), *order_ask(struct order *);

/* command_guard.c */
const char *order_block_customer(struct order *), *order_block(struct order *), *order_unblock(struct order *),
    *order_blocks(struct order *), *order_dropped(struct order *);

#endif
