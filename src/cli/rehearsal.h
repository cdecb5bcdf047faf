/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rehearsal: a desk in memory with one customer, in place of a daemon: a responder can be tried before customers
 * meet it. It has the real core, the real requests to models and tools, and a store that vanishes with it; no
 * agent hears of it. Time jumps forward to what the desk waits for. */
#ifndef FRONTDESK_REHEARSAL_H
#define FRONTDESK_REHEARSAL_H

#include <stdbool.h>
#include <stdint.h>

struct conf;
struct conf_queue;
struct conf_responder;
struct conf_tool;
struct knowledge_answer;
struct model_news;
struct rehearsal;

/* What happens. The texts are valid during the call. */
struct rehearsal_ops {
    /* The customer is told this by `who`. */
    void (*says)(void *arg, const char *who, const char *text);
    /* A language model is asked; request: JSON. */
    void (*asks)(void *arg, const char *request);
    /* A tool is called; body NULL: nothing is posted. */
    void (*calls)(void *arg, const struct conf_tool *, const char *url, const char *body);
    /* A model or a tool has answered or failed, after so many milliseconds. tool NULL: the model. */
    void (*came)(void *arg, const char *tool, const struct model_news *, int64_t after_ms);
    /* What became of a question: outcome "answer" (title and source: of the passage, or ""), "ask" or "none"; and
     * what the knowledge has for the question by itself. */
    void (*decided)(void *arg, const char *question, const char *outcome, const char *title,
                    const char *source, const struct knowledge_answer *found);
    /* The responder no longer has the conversation: state "waiting", "offered" or "closed"; note: the briefing for
     * the agent, or "". The next message begins a new conversation. */
    void (*ended)(void *arg, const char *state, const char *note);
    /* A text of the knowledge has a mistake. */
    void (*mistake)(void *arg, const char *sentence);
};

/* Opens a desk in memory and reads the responder's knowledge. Changes the configuration: the queue gets this
 * responder, first and for everybody. Borrows all arguments. */
struct rehearsal *rehearsal_new(struct conf *, struct conf_queue *, struct conf_responder *,
                                const struct rehearsal_ops *, void *arg);
void rehearsal_free(struct rehearsal *);

/* The customer writes a message. Returns when the desk has nothing to do any more: it has answered, asked or
 * handed over. */
void rehearsal_write(struct rehearsal *, const char *text);

#endif
