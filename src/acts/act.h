/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * act: what a customer does with a message that asks for nothing: thanks, greets, accepts, declines, chooses
 * from a list, wants a person. The tables conf/acts.LANGUAGE have the patterns; the files of the setting
 * `acts` add to them.
 *
 * A message is an act if patterns cover all of it, one after the other: "ok thanks, that's all, bye". If
 * anything else is left, the message is a question. Only the wish for a person may also be one sentence of
 * several. */
#ifndef FRONTDESK_ACT_H
#define FRONTDESK_ACT_H

#include <stdbool.h>
#include <stddef.h>

struct acts;
struct arena;
struct conf_checking;
struct words;

enum act {
    ACT_NONE, /* a question, or whatever else no pattern covers */
    ACT_THANKS,
    ACT_OK,
    ACT_HELLO,
    ACT_BYE,
    ACT_YES,
    ACT_NO,
    ACT_REJECT, /* the answer is not what was asked for */
    ACT_DONE,   /* nothing more is wanted */
    ACT_CHOICE,
    ACT_NEITHER, /* none of the list */
    ACT_PERSON,
    ACT_ANGER,
    ACT_UNCLEAR, /* "?", "what?" */
    ACT_COUNT,
};

enum { ACT_LISTED = 9 /* entries of a list, at most */ };

/* What the message comes after. */
struct act_context {
    bool offered;              /* the offer of a person is open */
    bool answered;             /* the last thing said was an answer */
    bool more;                 /* the last thing said asked whether there is anything else */
    const char *const *listed; /* the titles of the list that the customer was shown */
    size_t n_listed;           /* 0: no list; at most ACT_LISTED */
};

struct act_found {
    enum act act;    /* the one to act on */
    unsigned acts;   /* ACT_BIT() of each act in the message */
    unsigned chosen; /* ACT_CHOICE: bit n for entry n, counted from 1; 0: an entry that is not there */
};

#define ACT_BIT(act) (1u << (act))

/* Recognises the act. acts NULL: there are no tables. known: the ACT_BIT() of what the whole message is by
 * the words of the configuration; 0: look at the tables. The text's first 500 and last 1000
 * characters are looked at, and a message of more than 60 tokens is a question or the wish for a person. */
struct act_found act_of(const struct acts *, struct arena *, struct words *, const struct act_context *,
                        const char *text, unsigned known);

/* Returns the text after the parts at its beginning, up to punctuation, that are acts: "Ok thanks! One more question: how
 * long …" gives "how long …". Returns the text itself when nothing else follows. */
const char *act_skip(const struct acts *, struct arena *, struct words *, const char *text);

/* The name of an act in the tables. */
const char *act_name(enum act);

/* A check of the configuration: reads the tables of each responder. */
void act_check_tables(struct conf_checking *);

#endif
