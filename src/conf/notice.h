/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice: the texts that customers get from the program. They come from a catalogue of templates in English,
 * Chinese and German; the administrator can override every template (messages "de" { … } in the
 * configuration).
 *
 * A template holds placeholders in braces: {position}. Each notice lists the placeholders that it may use; a
 * check of the catalogues and of the overrides refuses others. */
#ifndef FRONTDESK_NOTICE_H
#define FRONTDESK_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct conf;

enum notice {
    NOTICE_WELCOME,              /* first message; an agent will be found. {queue} {position} {wait} */
    NOTICE_WELCOME_NO_ESTIMATE,  /* first message, without an estimate of the wait. {queue} {position} */
    NOTICE_CLOSED_HOURS,         /* first message outside the hours. {queue} {when} */
    NOTICE_NOBODY,               /* first message within the hours while no agent is on duty. {queue} */
    NOTICE_POSITION,             /* still waiting. {position} {wait} */
    NOTICE_POSITION_NO_ESTIMATE, /* {position} */
    NOTICE_ACCEPTED,             /* {agent} */
    NOTICE_REQUEUED,             /* the agent left; the customer is back at the head of the line. {agent} */
    /* The agent does not answer; the customer is back at the head of the line. {agent}. */
    NOTICE_REQUEUED_SILENT,
    NOTICE_TRANSFERRED,       /* {agent} passed the conversation on to {queue} */
    NOTICE_TRANSFERRED_AGENT, /* {agent} passed the conversation on to {colleague} */
    NOTICE_CLOSED_AGENT,      /* {agent} */
    NOTICE_CLOSED_CUSTOMER,   /* after the goodbye word */
    NOTICE_FAREWELL,          /* the customer says thanks or goodbye while no conversation is open */
    NOTICE_WITHDRAWN,         /* in place of a line that its author took back */
    NOTICE_BLANK,             /* a first message without a visible character */
    NOTICE_CLOSED_IDLE,
    NOTICE_CLOSED_ABANDONED, /* waited longer than abandon_after */
    NOTICE_REOPENED,         /* {agent}: the same agent goes on */
    NOTICE_REOPENED_WAITING, /* {position} */
    NOTICE_ENCRYPTED,        /* an encrypted message cannot be read here */
    NOTICE_SEALED, /* stands beside an encrypted text, for a client that cannot decrypt it; agents get it too */
    NOTICE_SEALED_FILE, /* stands below the link of an encrypted file, in a plain text; agents get it too */
    NOTICE_ENCRYPTION_ENDS,     /* the customer writes encrypted, and the desk reads it */
    NOTICE_ENCRYPTION_REQUIRED, /* a message was not encrypted, and has to be */
    NOTICE_WITHHELD,            /* something is not sent, because it cannot be encrypted */
    NOTICE_ENCRYPTION_ENDED, /* the customer's devices offer no encryption any more: what follows is plain text */
    NOTICE_ENCRYPTED_AGAIN, /* an encrypted message cannot be decrypted: it shall be sent again */
    NOTICE_TOO_LONG,        /* {max} characters */
    NOTICE_FLOOD,           /* {max} messages in {period} */
    NOTICE_LINE_FULL,
    NOTICE_DAY_FULL,
    NOTICE_NO_ROOM,              /* the store's disk is full */
    NOTICE_BLOCKED,              /* a blocked customer writes */
    NOTICE_MENU,                 /* {queues}: numbered lines */
    NOTICE_MENU_AGAIN,           /* the answer is not a number of the menu. {max} {queues} */
    NOTICE_MENU_CHOSEN,          /* {queue} {address} */
    NOTICE_HANDOVER,             /* a person takes over from the responder. {position} {wait} */
    NOTICE_HANDOVER_NO_ESTIMATE, /* the same, without an estimate of the wait. {position} */
    NOTICE_BOT_WELCOME,          /* the first message of a responder. {queue} */
    NOTICE_BOT_FALLBACK,         /* a responder begins because nobody is free. {queue} */
    NOTICE_BOT_AGAIN,            /* an agent has given the conversation to the responder with !bot. {agent} */
    NOTICE_BOT_ANSWER,           /* an answer from the knowledge. {answer} {title} {source} */
    NOTICE_BOT_ABOVE,            /* the last answer has it: its sentence. {part} {title} */
    NOTICE_BOT_NO_MORE,          /* the last answer is all that is known. {offer} {title} */
    NOTICE_BOT_PARTLY,           /* of several questions, these have no answer. {questions} {offer} */
    NOTICE_BOT_IN_LINE,          /* an answer to a customer who waits. {answer} {title} {source} */
    NOTICE_BOT_CHOICES,          /* the question is not clear: numbered lines to choose from. {choices} */
    NOTICE_BOT_CONFIRM,          /* before a tool changes something. {what} */
    NOTICE_BOT_UNKNOWN,          /* nothing was found, and an agent is on duty */
    NOTICE_BOT_UNKNOWN_CLOSED,   /* nothing was found, and the queue is closed. {when} */
    NOTICE_BOT_UNKNOWN_NOBODY,   /* nothing was found, and no agent is on duty */
    NOTICE_BOT_HUMAN_CLOSED,     /* the customer asked for a person, and the queue is closed. {when} */
    NOTICE_BOT_HUMAN_NOBODY,     /* the customer asked for a person, and no agent is on duty */
    NOTICE_BOT_FINE,             /* the customer declined the offer of a person */
    NOTICE_BOT_THANKS,           /* the customer said thanks */
    NOTICE_STATUS_WAITING,       /* status of the queue's contact. {waiting} {wait} */
    NOTICE_STATUS_WAITING_NO_ESTIMATE, /* {waiting} */
    NOTICE_STATUS_CLOSED,              /* {when} */
    NOTICE_STATUS_NOBODY,              /* open, and no agent is on duty */
    NOTICE_BOT_HELLO,                  /* the customer said hello */
    NOTICE_BOT_REJECTED,               /* an answer or a list did not help. {offer} */
    NOTICE_BOT_SORRY,                  /* the customer is angry. {offer} */
    NOTICE_BOT_OFFER,                  /* {offer} when an agent is on duty */
    NOTICE_BOT_UNCLEAR,                /* the customer wrote "?" or the like */
    NOTICE_COUNT
};

struct notice_row {
    const char *key;          /* "welcome": the name in the catalogues and in messages { } */
    const char *placeholders; /* "queue position wait", space separated */
    const char *help;         /* when it is sent, for the manual */
};

extern const struct notice_row notice_table[NOTICE_COUNT];

/* The languages that ship, "en" first, NULL at the end. Each has a catalogue conf/messages.LANGUAGE. */
extern const char *const notice_languages[];

/* Returns the language of the catalogue for a tag: "de-AT" gives "de", "zh-Hant-TW" gives "zh". Languages
 * that the configuration adds with overrides count too; conf NULL: only languages that ship. Returns NULL
 * when there is none. */
const char *notice_language(const struct conf *, const char *tag);

/* Returns the template: the configuration's override for that language, else the catalogue's, else
 * English. */
const char *notice_template(const struct conf *, enum notice, const char *language);

struct notice_value {
    const char *name, *value; /* a value is data: braces in it mean nothing */
};

/* Returns the text for a customer, in the arena. values end with a NULL name. */
char *notice_say(struct arena *, const struct conf *, enum notice, const char *language,
                 const struct notice_value *values);

/* Whether every {placeholder} in text belongs to the notice. On false, *why (in the arena) says which does
 * not. */
bool notice_check(struct arena *, enum notice, const char *text, const char **why);

/* Prints every notice as "key<TAB>placeholders<TAB>help", one a line, for `frontdesk check --notices`. */
void notice_print(FILE *);

#endif
