/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * openai_inside: what the files about a model's answer share. No other file includes this. */
#ifndef FRONTDESK_OPENAI_INSIDE_H
#define FRONTDESK_OPENAI_INSIDE_H

struct conversation;
struct desk;
struct responder_state;
struct task;

/* An answer of the model that is being carried out. */
struct decision {
    struct desk *desk;
    struct task *task;
    struct conversation *conversation;
    struct responder_state *bot;
};

/* Ends the answer because the model has none for the question. If the customer was told nothing of it, the texts of the
 * company are asked as the responder faq does; if they have nothing either, hands the conversation over. */
void openai_no_answer(struct desk *, struct conversation *, struct responder_state *, const char *question,
                      const char *why);

/* Ends the answer and hands the conversation over, because the model could not answer. */
void openai_failed(struct desk *, struct conversation *, struct responder_state *, const char *why);

#endif
