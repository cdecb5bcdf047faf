/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * say: builds longer texts for agents, piece by piece. */
#ifndef FRONTDESK_SAY_H
#define FRONTDESK_SAY_H

#include <stddef.h>
#include <stdint.h>

struct agent;
struct arena;
struct conversation;
struct desk;

/* A text that grows in an arena. Old copies stay there until the arena is reset: up to three times the
 * length. */
struct text {
    struct arena *arena;
    char *s; /* never NULL */
    size_t len, room;
};

struct text text_new(struct arena *);
void text_add(struct text *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Returns the customer's last words on one line, in the arena, the name of a file in the place of its link: a
 * phone's notification shows that much. "": there are none. *whole: the message (id) that they are all of, or
 * 0 if something of it is left out. */
const char *say_last_words(struct desk *, const struct conversation *, int64_t *whole);

/* Adds the customer's words that no agent has been given yet, but for the message (id) `but`: the latest
 * `messages` messages, at most about that many characters. Each line is quoted with "> ". */
void say_question(struct desk *, struct text *, const struct conversation *, int64_t messages,
                  int64_t characters, int64_t but);
/* Adds up to n messages of all conversations of this face that the agent may read, oldest first, each with
 * time and author; in all about 48 KiB. upto: the number of the last message of the customer, or briefing, to
 * add. */
void say_history(struct desk *, struct text *, const struct conversation *, const struct agent *, int64_t n,
                 int64_t upto);
/* Adds the latest three notes, up to the message number upto. */
void say_notes(struct desk *, struct text *, const struct conversation *, int64_t upto);
/* Adds the responder's latest briefing, if it is newer than the last message that an agent was given. */
void say_briefing(struct desk *, struct text *, const struct conversation *);
/* Returns the customer's own address for display, without invisible characters, which a foreign server may
 * let through. */
const char *say_address(struct desk *, const struct conversation *);
/* Returns a number in digits, in the arena. */
const char *say_number(struct desk *, int64_t n);

/* Returns a duration for people, in the arena, as in "20 s", "4 min", "2 h", "3 d". */
const char *say_seconds(struct desk *, int64_t ms);

#endif
