/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder_kind: what the kinds of responders (faq.c …) and responder.c have in common. */
#ifndef FRONTDESK_RESPONDER_KIND_H
#define FRONTDESK_RESPONDER_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/notice.h"
#include "store/store.h"

struct conf_responder;
struct conversation;
struct desk;

/* As the store had it when it was read (db/columns says what each column means), and what is known of the question that is
 * being answered. */
struct bot {
    BOT_FIELDS;
    const struct conf_responder *conf; /* NULL: not in the configuration any more */
    int64_t after;  /* the messages of the question are after this one (id) */
    bool corrected; /* it only corrects what was answered already */
};

/* How a type of responder answers. Its name, as in `type = "faq"`, is beside the setting; wiring.c lists the kinds. */
struct responder_kind {
    /* The question is all that the customer has written since the last answer. Says something, or hands over. */
    void (*answer)(struct desk *, struct conversation *, struct bot *, const char *question);
    bool asks_nothing; /* it lists passages, but asks no question of its own: an "ok" that chooses nothing answers nothing */
};

/* As the conversation is at this moment; conf is NULL when it has no responder. */
struct bot bot_of(struct desk *, const struct conversation *);

extern const struct responder_kind faq_kind, openai_kind, null_kind;
/* Gives a passage as the answer: of a choice too. */
void faq_give(struct desk *, struct conversation *, struct bot *, const char *question, const char *title,
              const char *source, const char *body);

/* Says it to the customer in the responder's name, and archives it as the bot's. The message's id. */
const char *bot_say(struct desk *, const struct conversation *, const struct bot *, const char *text);
/* The message with this id is meant to be this (XEP-0308); archived only when it is the last word. The correction's id. */
const char *bot_correct(struct desk *, const struct conversation *, const struct bot *, const char *id, const char *text,
                        bool last);
void bot_tell(struct desk *, const struct conversation *, const struct bot *, enum notice, const struct notice_value *);

/* "typing …", to a client that knows it; false: not any more. */
void bot_types(struct desk *, const struct conversation *, const struct bot *, bool typing);

/* What became of a question: outcome "answer", "ask" or "none". */
void bot_note(struct desk *, const struct conversation *, struct bot *, const char *question, const char *outcome,
              const char *title, const char *source);
/* A person was offered, or not any more. */
void bot_offered(struct desk *, const struct conversation *, struct bot *, bool offered);

#endif
