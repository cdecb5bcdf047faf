/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * news: the progress and the results of requests to a language model or to a tool, as the core gets them. */
#ifndef FRONTDESK_NEWS_H
#define FRONTDESK_NEWS_H

#include <stdbool.h>
#include <stdint.h>

struct completion_result;

/* The progress or the result of a task (task.h). */
struct model_news {
    int64_t task;     /* negative: of a search (bot/search.h) */
    bool done;        /* the task is over; else the answer is still being written */
    const char *text; /* when not done: the answer's text so far */
    /* When done: the model's answer; NULL when the request failed or was for a tool. */
    const struct completion_result *result;
    /* When done: the tool's result; NULL when the request failed or was for a model. */
    const char *fetched;
    const char *error; /* why the request failed, a sentence */
    /* The service answered with an HTTP status of 400 to 499, so it did nothing. */
    bool refused;
};

#endif
