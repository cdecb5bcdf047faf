/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * responder_kind: what responder.c and the kinds of responders (faq.c, openai.c, null.c) share: what a kind
 * is, what is known of a conversation that a responder has, and what it says to the customer. */
#ifndef FRONTDESK_RESPONDER_KIND_H
#define FRONTDESK_RESPONDER_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/notice.h"
#include "store/store.h"

struct conf_responder;
struct conversation;
struct desk;
struct knowledge_answer;
struct vectors_near;

/* A copy of the row about a conversation and its responder, as it was when it was read (db/columns explains
 * each column), and what is known about the question that is being answered. */
struct responder_state {
    BOT_FIELDS;
    const struct conf_responder *conf; /* NULL: not in the configuration any more */
    int64_t after;                     /* the question begins after the message with this number */
    bool corrected;                    /* the question only corrects messages that were answered already */
    const struct vectors_near *near;   /* texts that mean what the question means; NULL: not known */
};

/* How a type of responder answers. The names of the types, as in `type = "faq"`, are in the room conf;
 * wiring.c lists the kinds. */
struct responder_kind {
    /* Answers the question, or hands the conversation over. The question is all that the customer has written
     * since the last one. */
    void (*answer)(struct desk *, struct conversation *, struct responder_state *, const char *question);
    /* This kind asks no questions of its own; it only lists passages to choose from. So an "ok" of the
     * customer is not an answer to it, unless there is a list or an offer. */
    bool asks_nothing;
};

/* Reads the row of this conversation. conf is NULL if no responder ever had it, or if its queue has none
 * now. */
struct responder_state responder_state_of(struct desk *, const struct conversation *);

extern const struct responder_kind faq_kind, openai_kind, null_kind;
/* Looks up a question as the type faq does, after what was said before it. */
void faq_look(struct desk *, const struct conversation *, const struct responder_state *,
              const char *question, struct knowledge_answer *);
/* Does with an answer of the knowledge what the type faq does: sends it, asks back, or offers an agent. */
void faq_decided(struct desk *, struct conversation *, struct responder_state *, const char *question,
                 const struct knowledge_answer *);
/* Sends the customer a passage as the answer to a question, and notes the question as answered. */
void faq_give(struct desk *, struct conversation *, struct responder_state *, const char *question,
              const char *title, const char *source, const char *body);

/* Answers the question from the responder's texts, or asks back, in place of a kind that cannot answer. Returns
 * false, and does nothing, if they have nothing new for it. */
bool faq_instead(struct desk *, struct conversation *, struct responder_state *, const char *question);

/* Sends the customer a text in the responder's name, and archives it. Returns the message's id; "" if the
 * text is empty and nothing was sent. */
const char *responder_say(struct desk *, const struct conversation *, const struct responder_state *,
                          const char *text);
/* Replaces the text of the message with this id by a correction (XEP-0308). Only the last correction is
 * archived. Returns the id of the correction. */
const char *responder_correct(struct desk *, const struct conversation *, const struct responder_state *,
                              const char *id, const char *text, bool last);
/* Send and archive a notice in the responder's name, in the customer's language, or in the given one: a
 * notice around a text of the knowledge is in the language of that text. */
void responder_tell(struct desk *, const struct conversation *, const struct responder_state *, enum notice,
                    const struct notice_value *);
void responder_tell_in(struct desk *, const struct conversation *, const struct responder_state *,
                       const char *language, enum notice, const struct notice_value *);

/* Sends and archives the text of such a notice, which is not an answer of its own. */
void responder_tell_as_is(struct desk *, const struct conversation *, const struct responder_state *,
                          const char *text);

/* Sends a notice in the responder's name, but archives it as the desk's, because it is not part of the
 * answers. {queue} in it is the title of the queue. */
void responder_introduce(struct desk *, const struct conversation *, const struct responder_state *,
                         enum notice);

/* Shows the customer that the responder is typing, or (false) that it has stopped. Does nothing if the
 * customer's client does not know chat states. */
void responder_types(struct desk *, const struct conversation *, const struct responder_state *, bool typing);

/* Notes what became of a question: outcome "answer" (from the passage title and source, which may be ""),
 * "ask" (the customer was asked back), or "none" (nothing was found). */
void responder_note(struct desk *, const struct conversation *, struct responder_state *,
                    const char *question, const char *outcome, const char *title, const char *source);
/* Notes that the last answer or list did not help the customer: its question becomes "rejected", and counts as one for
 * which nothing was found. */
void responder_rejected(struct desk *, const struct conversation *, struct responder_state *);
/* Notes whether an agent is offered to the customer just now: then "yes" accepts that offer. */
void responder_offered(struct desk *, const struct conversation *, struct responder_state *, bool offered);

#endif
