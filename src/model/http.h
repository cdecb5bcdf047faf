/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * http: HTTP requests with libcurl on the loop's own libevent base, so that nothing waits for one.
 *
 * Certificates are verified, redirects are not followed, and only http and https are allowed. libcurl is
 * initialised with the first request, so that a daemon that makes no requests does not pay for it. */
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
    const char *body;            /* JSON to POST; NULL: GET */
    const char *key;             /* sent as "Authorization: Bearer KEY"; "": none */
    const char *headers;         /* further ones, lines "Name: value"; NULL: none */
    const char *proxy, *ca_file; /* proxy "": none; ca_file "": the system's certificates */
    /* Time limits: to connect; to the first byte of the body and between two bytes; for the whole request. */
    int64_t connect_ms, first_ms, total_ms;
    size_t max_bytes; /* of the response's body; more is an error */
    /* Use a new connection: libcurl repeats a request that a reused connection has lost. */
    bool once;
};

struct http_result {
    int status; /* 0: there was no response */
    /* A sentence; NULL: the response came whole, or until bytes() returned false, whatever its status. */
    const char *error;
    bool late;              /* the error is that the service was silent for longer than first_ms */
    int64_t retry_after_ms; /* from a Retry-After header; -1: there was none */
};

/* The texts belong to the call and are freed when done() returns. Neither function is called from inside
 * http_start() or http_cancel(). */
struct http_ops {
    /* Takes the bytes of the body as they arrive. Returns false when nothing more needs to be read. libcurl
     * is active meanwhile, so no call may be started or cancelled here. */
    bool (*bytes)(void *arg, int status, const char *bytes, size_t len);
    /* Called once, at the end; the call is freed after it. */
    void (*done)(void *arg, const struct http_result *);
};

struct http *http_new(struct event_base *);
/* Cancels the calls still under way, without calling done(). */
void http_free(struct http *);

/* Starts a request. Copies all of it except the body, which must stay valid until the call is over. */
struct http_call *http_start(struct http *, const struct http_request *, const struct http_ops *, void *arg);
/* Cancels a call without calling done(). Must not be called from the call's own done(). */
void http_cancel(struct http_call *);

#endif
