/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * asking: one request that the model has been given, from the first wait to the last news, and which of them
 * is next: many requests of one person must not delay others. For model.c, which makes the attempts; no other
 * file includes this. */
#ifndef FRONTDESK_ASKING_H
#define FRONTDESK_ASKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <event2/event.h>

#include "model/http.h"
#include "model/model.h"
#include "model/rejection.h"

struct completion_reader;

/* The calls to one responder. Exists while there are requests to it. */
struct lane {
    LIST_ENTRY(lane) next;
    char *responder;
    int64_t asked, calls;
};

/* What one service has rejected since the start. Remembered for at most 64 services. */
struct asking_service {
    LIST_ENTRY(asking_service) next;
    char *name; /* URL and model */
    struct rejection rejection;
};

enum asking_state {
    ASKING_READY, /* waits for a free call */
    ASKING_CALLING,
    ASKING_PAUSING, /* waits before the next attempt */
    ASKING_KEPT,    /* finished; reported when may_tell() allows it */
    ASKING_OVER,
};

/* How a request ended. */
enum outcome { OUTCOME_ANSWERED, OUTCOME_FETCHED, OUTCOME_FAILED, OUTCOME_REFUSED };

/* The open requests of a person or of a domain. Exists while there are any. */
struct asking_share {
    LIST_ENTRY(asking_share) next;
    int64_t id;   /* 0: a domain */
    char *domain; /* "": a person */
    int64_t asked, calls;
};

struct asking {
    TAILQ_ENTRY(asking) next;
    enum asking_state state;
    struct model *model;
    struct lane *lane;
    struct asking_share *who, *domain;
    int64_t task, deadline_ms;
    /* Its texts are from malloc(), because an arena is large and many requests may wait; the body for a
     * model exists only during a call. */
    struct http_request request;
    int64_t max_calls, retries, attempt;
    struct http_call *call;           /* NULL unless ASKING_CALLING */
    struct completion_reader *reader; /* of a model; a tool's result is text */
    char *text; /* the tool's result, or the beginning of the model's response, from malloc() */
    size_t text_len;
    char *service, *responder;  /* of a model: its asking_service, and who asks it */
    struct rejection rejection; /* what this attempt leaves out; the service learns it from an answer */
    char *sent;                 /* the request of this attempt */
    bool tool;
    char *given, *id,
        *secret;          /* of a tool: its headers, the id of the request, and what signs it; else NULL */
    enum outcome outcome; /* ASKING_KEPT */
    char *error;          /* error text of a failure */
    struct event *timer;  /* the next attempt, or the end of the time */
    struct event *parts;  /* the text has changed since the last news */
    int64_t told_ms;      /* when the last news was delivered */
};

struct model {
    struct event_base *base;
    struct http *http;
    const struct model_ops *ops;
    void *arg;
    TAILQ_HEAD(, asking) all; /* in the order in which they were asked */
    LIST_HEAD(, lane) lanes;
    LIST_HEAD(shares, asking_share) shares;
    LIST_HEAD(, asking_service) services;
    int64_t ready;      /* number of requests in this state; without them the list is not searched */
    struct event *turn; /* starts waiting requests */
};

/* Enters a new request into the lane of this responder or tool, or into the share of a person (id) or, with
 * id 0, of a domain; makes it if there is none. The name is copied. asking_free() leaves them. */
struct lane *asking_lane_enter(struct model *, const char *responder);
struct asking_share *asking_share_enter(struct model *, int64_t id, const char *domain);

/* Returns what this service has rejected; makes an empty one. Valid until the next call. */
struct asking_service *asking_service_of(struct model *, const char *name);
void asking_services_free(struct model *);

/* Adds by (1 or -1) to the calls under way of the request's lane and shares. */
void asking_count_call(struct asking *, int by);

/* Changes the state. Takes the request in and out of the number of those that are ready. */
void asking_become(struct asking *, enum asking_state);

/* Must be called when the call is over, or is being ended: the next one may begin. Frees the body for a
 * model. */
void asking_call_ended(struct asking *);

/* Cancels the call, if there is one, without news, and frees the request. */
void asking_free(struct asking *);

/* Returns the request that may begin now: one that is ready, and whose lane has fewer than max_calls calls.
 * Of several, model.h says which. NULL: none. */
struct asking *asking_next(struct model *);

/* Sets a timer of a request or of the model to ms milliseconds from now. */
void asking_set_timer(struct event *, int64_t ms);

#endif
