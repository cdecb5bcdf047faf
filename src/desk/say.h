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

/* Returns the customer's last words on one line, at most that many characters, in the arena, the name of a file in the
 * place of its link: a phone's notification shows so much. "": there are none. */
const char *say_last_words(struct desk *, const struct conversation *, size_t characters);

/* Adds up to n messages of all conversations of this face that the agent may read, oldest first, each with
 * time and author; in all about 48 KiB. */
struct history {
    int64_t n;
    int64_t after; /* only messages after this one (id) */
    int64_t upto;  /* the last message of the customer, or briefing, to add */
    int64_t but;   /* this one is left out; 0: none */
};
void say_history(struct desk *, struct text *, const struct conversation *, const struct agent *,
                 const struct history *);
/* Adds who had the conversation last, if that was somebody else, with the note that was left then. Returns the number of the
 * note; 0: there is none. */
int64_t say_handover(struct desk *, struct text *, const struct conversation *, const struct agent *);
/* Adds the latest three notes, up to the message number upto. */
void say_notes(struct desk *, struct text *, const struct conversation *, int64_t upto);
/* Adds the responder's latest briefing, if it is newer than the last message that an agent was given. */
void say_briefing(struct desk *, struct text *, const struct conversation *);
/* Returns the customer's own address for display, without invisible characters, which a foreign server may
 * let through. */
const char *say_address(struct desk *, const struct conversation *);
/* Returns a face's address as a link (RFC 5122), which clients open as a chat. */
const char *say_link(struct desk *, const struct conversation *);
/* Returns the address of the house's chat, the same way. */
const char *say_house(struct desk *);
/* Returns a number in digits, in the arena. */
const char *say_number(struct desk *, int64_t n);

/* Returns a duration for people, in the arena, as in "20 s", "4 min", "2 h", "3 d". */
const char *say_seconds(struct desk *, int64_t ms);

#endif
