/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * news: what the shell brings of a request to a language model, or of a tool. */
#ifndef FRONTDESK_NEWS_H
#define FRONTDESK_NEWS_H

#include <stdbool.h>
#include <stdint.h>

struct chat_result;

/* What came of a task (task.h). */
struct model_news {
    int64_t task;
    bool done;                        /* the last of it */
    const char *text;                 /* not done: the answer's text until now */
    const struct chat_result *result; /* done, and it is an answer; NULL: it failed */
    const char *fetched;              /* done, and a tool was asked: its result; NULL: that failed, or it was no tool */
    const char *error;                /* … and why, a sentence */
    bool refused;                     /* … a tool, which said that it did nothing: an HTTP status of 400 to 499 */
};

#endif
