/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * farewell: words with which people end a conversation. */
#ifndef FRONTDESK_FAREWELL_H
#define FRONTDESK_FAREWELL_H

#include <stdbool.h>

struct conf_queue;
struct content;
struct desk;

/* Says whether these words are one of the queue's goodbyes, and nothing else. words: NULL is none. */
bool farewell_is_goodbye(struct desk *, const struct conf_queue *, const char *words);

/* Says whether the message is nothing but thanks and goodbye, as in "Thanks, bye!", by the words of the queue or, if it has
 * a responder, by the tables of that (acts/act.h). A file is more than that. */
bool farewell_is(struct desk *, const struct conf_queue *, const struct content *);

#endif
