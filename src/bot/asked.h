/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * asked: puts together one question for the responder: all that the customer has written since the last
 * question was taken up. */
#ifndef FRONTDESK_ASKED_H
#define FRONTDESK_ASKED_H

#include <stdbool.h>
#include <stdint.h>

struct responder_state;
struct conversation;
struct desk;

struct asked {
    const char *text; /* the question; "" if the customer has written nothing new */
    const char *last; /* its last message with words; "" if there is none */
    int64_t last_id;  /* the number of that message */
    bool corrected;   /* all its messages only correct older ones */
    bool file;        /* the customer sent a file; its link is not part of the text */
    int64_t upto;     /* the number of its last message */
};

/* Reads the question: at most the latest 50 messages, and the last PHRASE_TEXT characters of their text. A
 * correction replaces the message that it corrects. */
struct asked asked_of(struct desk *, const struct conversation *, const struct responder_state *);

/* Marks these messages as taken up, so that they are not part of the next question, and clears
 * TIMER_ANSWER. */
void asked_take_up(struct desk *, struct conversation *, struct responder_state *, const struct asked *);

#endif
