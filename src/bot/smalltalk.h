/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * smalltalk: messages that are not a question: thanks, a greeting, yes and no, "that is not it", a choice from a list,
 * the wish for a person. The room acts recognises them; here is what is done about each. */
#ifndef FRONTDESK_SMALLTALK_H
#define FRONTDESK_SMALLTALK_H

#include <stdbool.h>

#include "acts/act.h"
#include "bot/choosing.h"

struct asked;
struct conf_responder;
struct conversation;
struct desk;
struct responder_state;

/* What the customer's new messages are. */
struct heard {
    struct act_found found;
    struct choosing list; /* that the customer was shown last */
    bool accepts;         /* it is a yes to the offer of a person */
    bool answered;        /* the last thing said was an answer, which may be rejected */
};

/* Recognises what has been asked, as an act. The words of the configuration go before the tables. */
struct heard heard_of(struct desk *, const struct conversation *, const struct responder_state *,
                      const struct asked *);

/* Does what the act asks for, if it is one. Returns true if the messages need no answer from the texts or the model; then
 * they were taken up. asks_nothing: as in struct responder_kind. first: the customer has just been welcomed, which
 * greets too. */
bool smalltalk(struct desk *, struct conversation *, struct responder_state *, const struct asked *,
               const struct heard *, bool asks_nothing, bool first);

/* Says whether a message is nothing but thanks and goodbye, by the tables of this responder. */
bool smalltalk_is_farewell(struct desk *, const struct conf_responder *, const char *text);

/* The offer of a person who can come now is good for one question. The offer to wait in the line for agents who come
 * later stays open, as the customer was told. */
void smalltalk_let_offer_lapse(struct desk *, const struct conversation *, struct responder_state *);

#endif
