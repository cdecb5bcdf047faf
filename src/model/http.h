/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * http: requests over libcurl, on the loop's own libevent base, so that nobody ever waits for one.
 *
 * Certificates are verified, redirections are not followed, only http and https are spoken. libcurl is set up with the
 * first request: a desk that asks nobody does not pay for it. */
#ifndef FRONTDESK_HTTP_H
#define FRONTDESK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct http;
struct http_call;

struct http_request {
    const char *url;
    const char *body;           /* JSON, posted; NULL: GET */
    const char *key;            /* "Authorization: Bearer KEY"; "": none */
    const char *proxy, *ca_file; /* "": none; those of the system */
    int64_t connect_ms, first_ms, total_ms; /* until connected; until the first byte of the body, and between two; in all */
    size_t max_bytes;           /* of the body; more is an error */
    bool once;                  /* on a connection of its own: libcurl repeats what a used one has lost */
};

struct http_result {
    int status;             /* 0: no answer came */
    const char *error;      /* a sentence; NULL: it came whole, or as far as anybody reads it, whatever its status */
    bool late;              /* … it kept silent for longer than first_ms */
    int64_t retry_after_ms; /* what a Retry-After header asks for; -1: there was none */
};

/* The texts are the call's, and gone when done() returns. Neither is called within http_start() or http_cancel(). */
struct http_ops {
    /* Of the body, as they come. False: nothing more is worth reading. libcurl is at work meanwhile: no call is
     * started or cancelled here. */
    bool (*bytes)(void *arg, int status, const char *bytes, size_t len);
    void (*done)(void *arg, const struct http_result *); /* the last; the call is freed after it */
};

struct http *http_new(struct event_base *);
/* Ends what is still under way, without a word. */
void http_free(struct http *);

/* All of the request is copied but the body, which stays until the call is over. */
struct http_call *http_start(struct http *, const struct http_request *, const struct http_ops *, void *arg);
/* Ends it without a word. Not within its own done(). */
void http_cancel(struct http_call *);

#endif
