/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * say: longer texts for agents, put together piece by piece. */
#ifndef FRONTDESK_SAY_H
#define FRONTDESK_SAY_H

#include <stddef.h>
#include <stdint.h>

struct agent;
struct arena;
struct conversation;
struct desk;

/* A text that grows in the turn's arena, which keeps up to three times its length. */
struct text {
    struct arena *arena;
    char *s; /* never NULL */
    size_t len, room;
};

struct text text_new(struct arena *);
void text_add(struct text *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The customer's messages that no agent was given, each line quoted with "> ". */
void say_question(struct desk *, struct text *, const struct conversation *, int64_t messages,
                  int64_t characters);
/* Up to n messages of all this face's conversations, as far as the agent may know of them, oldest first, with time and
 * author; the customer's, and briefings, only up to message id upto. */
void say_history(struct desk *, struct text *, const struct conversation *, const struct agent *, int64_t n, int64_t upto);
/* The last notes up to message id upto, if any. */
void say_notes(struct desk *, struct text *, const struct conversation *, int64_t upto);
/* The briefing of the responder, when it is newer than what an agent was given last. */
void say_briefing(struct desk *, struct text *, const struct conversation *);
/* The customer's own address as it may be shown: a foreign server may let characters through that cannot be
 * seen. */
const char *say_address(struct desk *, const struct conversation *);
/* "20 s", "4 min", "2 h", in the arena. */
const char *say_seconds(struct desk *, int64_t ms);

#endif
