/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice: what a customer is told. A catalogue of templates in English, Chinese and German, every line of which the
 * administrator can override (messages "de" { … } in the configuration).
 *
 * A template holds placeholders in braces: {position}. Each notice names the ones it may use; a check of the
 * catalogues and of overrides refuses others. */
#ifndef FRONTDESK_NOTICE_H
#define FRONTDESK_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct conf;

enum notice {
    NOTICE_WELCOME,          /* first message; an agent will be found. {queue} {position} {wait} */
    NOTICE_WELCOME_NO_ESTIMATE, /* the same while there are no figures for an estimate. {queue} {position} */
    NOTICE_CLOSED_HOURS,     /* first message outside the hours. {queue} {when} */
    NOTICE_NOBODY,           /* first message, nobody on duty, within the hours. {queue} */
    NOTICE_POSITION,         /* still waiting. {position} {wait} */
    NOTICE_POSITION_NO_ESTIMATE, /* {position} */
    NOTICE_ACCEPTED,         /* {agent} */
    NOTICE_REQUEUED,         /* the agent went; back at the head of the line. {agent} */
    NOTICE_REQUEUED_SILENT,  /* the agent is there and does not answer; back at the head of the line. {agent} */
    NOTICE_TRANSFERRED,      /* {agent} passed the conversation on to {queue} */
    NOTICE_TRANSFERRED_AGENT, /* {agent} passed the conversation on to {colleague} */
    NOTICE_CLOSED_AGENT,     /* {agent} */
    NOTICE_CLOSED_CUSTOMER,  /* after the goodbye word */
    NOTICE_FAREWELL,         /* thanks or a goodbye, and no conversation is open */
    NOTICE_BLANK,            /* a first message in which nothing can be seen */
    NOTICE_CLOSED_IDLE,
    NOTICE_CLOSED_ABANDONED, /* waited longer than abandon_after */
    NOTICE_REOPENED,         /* {agent}: the same agent goes on */
    NOTICE_REOPENED_WAITING, /* {position} */
    NOTICE_ENCRYPTED,        /* an encrypted message cannot be read here */
    NOTICE_TOO_LONG,         /* {max} characters */
    NOTICE_FLOOD,            /* {max} messages in {period} */
    NOTICE_LINE_FULL,
    NOTICE_DAY_FULL,
    NOTICE_NO_ROOM,          /* the desk's disk is full */
    NOTICE_BLOCKED,          /* somebody who is blocked writes */
    NOTICE_MENU,             /* {queues}: numbered lines */
    NOTICE_MENU_AGAIN,       /* not a number of the menu. {max} {queues} */
    NOTICE_MENU_CHOSEN,      /* {queue} {address} */
    NOTICE_HANDOVER, /* a person takes over from the responder {position} {wait} */
    NOTICE_HANDOVER_NO_ESTIMATE, /* the same while there are no figures to estimate the wait from {position} */
    NOTICE_BOT_WELCOME, /* the first thing that a responder says {queue} */
    NOTICE_BOT_FALLBACK, /* a responder begins because nobody is free {queue} */
    NOTICE_BOT_AGAIN, /* an agent has given the conversation to the responder with !bot {agent} */
    NOTICE_BOT_ANSWER, /* an answer from the knowledge {answer} {title} {source} */
    NOTICE_BOT_CHOICES, /* it is not clear what was asked: numbered lines to choose from {choices} */
    NOTICE_BOT_UNKNOWN, /* nothing was found, and somebody is on duty */
    NOTICE_BOT_UNKNOWN_CLOSED, /* nothing was found, and the queue is closed {when} */
    NOTICE_BOT_UNKNOWN_NOBODY, /* nothing was found, and nobody is on duty */
    NOTICE_BOT_HUMAN_CLOSED, /* a person was asked for, and the queue is closed {when} */
    NOTICE_BOT_HUMAN_NOBODY, /* a person was asked for, and nobody is on duty */
    NOTICE_BOT_FINE, /* the offer of a person was declined */
    NOTICE_BOT_THANKS, /* the customer said thanks */
    NOTICE_BOT_HELLO, /* the customer said hello */
    NOTICE_COUNT
};

struct notice_row {
    const char *key;          /* "welcome": the name in the catalogues and in messages { } */
    const char *placeholders; /* "queue position wait", space separated */
    const char *help;         /* when it is said, for the manual */
};

extern const struct notice_row notice_table[NOTICE_COUNT];

/* The languages that ship, NULL at the end: "en" first. One for each catalogue conf/messages.LANGUAGE. */
extern const char *const notice_languages[];

/* The catalogue's language for a tag: "de-AT" → "de", "zh-Hant-TW" → "zh"; overridden languages of the configuration count
 * too (conf may be NULL: only what ships). NULL when there is none. */
const char *notice_language(const struct conf *, const char *tag);

/* The template: the configuration's override for that language, else the catalogue's, else English. */
const char *notice_template(const struct conf *, enum notice, const char *language);

struct notice_value {
    const char *name, *value; /* a value is data: braces in it mean nothing */
};

/* The text for a customer. Values end with a NULL name. */
char *notice_say(struct arena *, const struct conf *, enum notice, const char *language,
    const struct notice_value *values);

/* True when every {placeholder} in text belongs to the notice; else *why (in the arena). */
bool notice_check(struct arena *, enum notice, const char *text, const char **why);

/* Every notice, "key<TAB>placeholders<TAB>help" a line, for `frontdesk check --notices`. */
void notice_print(FILE *);

#endif
