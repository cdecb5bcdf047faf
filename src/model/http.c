/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * http: see http.h. libcurl tells which sockets to watch and when to be called; libevent does both. */
#include "model/http.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>
#include <event2/event.h>
#include <sys/queue.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/url.h"

enum {
    HEADER_BYTES = 256 * 1024, /* headers of an answer, including those of interim answers */
    BUFFER_BYTES = 16 * 1024,  /* the smallest size that libcurl accepts */
    LAST_MS = 500,             /* how long to wait for the end of the response after its last needed bytes */
};

struct http_call {
    LIST_ENTRY(http_call) next;
    struct http *http;
    CURL *easy;
    struct curl_slist *headers;
    struct event *silence; /* fires when no byte has come for silence_ms */
    int64_t silence_ms;
    const struct http_ops *ops;
    void *arg;
    size_t bytes, max_bytes, header_bytes;
    const char *wrong; /* an error that was found here, not by libcurl */
    int64_t retry_after_ms;
    bool enough; /* the rest of the response is not needed */
    bool late;
    char error[CURL_ERROR_SIZE];
};

struct http {
    struct event_base *base;
    CURLM *multi; /* NULL until the first request */
    struct event *timer;
    LIST_HEAD(, http_call) calls;
};

static void set_in(struct event *timer, int64_t ms)
{
    struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    event_add(timer, &tv);
}

/* ---- the end of a call ---- */

static void call_free(struct http_call *c)
{
    LIST_REMOVE(c, next);
    curl_multi_remove_handle(c->http->multi, c->easy);
    curl_easy_cleanup(c->easy);
    curl_slist_free_all(c->headers);
    event_free(c->silence);
    free(c);
}

static void finish(struct http_call *c, CURLcode code)
{
    long status = 0;
    curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
    /* The error text of libcurl may contain the proxy's URL, with its password. */
    bool said = c->error[0] != '\0' && code != CURLE_COULDNT_RESOLVE_PROXY;
    struct arena *arena = arena_new();
    const char *what = said ? url_redacted(arena, c->error) : curl_easy_strerror(code);
    struct http_result result = {
        .status = (int)status,
        .error = c->enough          ? NULL
                 : c->wrong != NULL ? c->wrong
                 : code != CURLE_OK ? what
                                    : NULL,
        .late = c->late,
        .retry_after_ms = c->retry_after_ms,
    };
    c->ops->done(c->arg, &result);
    arena_free(arena);
    call_free(c);
}

static void look_for_ends(struct http *h)
{
    CURLMsg *msg;
    for (int left; (msg = curl_multi_info_read(h->multi, &left)) != NULL;) {
        struct http_call *c;
        if (msg->msg != CURLMSG_DONE)
            continue;
        CURLcode code = msg->data.result;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&c);
        finish(c, code);
    }
}

static void on_silence(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct http_call *c = arg;
    c->wrong = c->bytes == 0 ? "no answer within the timeout" : "the answer stopped before its end";
    c->late = !c->enough;
    finish(c, CURLE_OPERATION_TIMEDOUT);
}

/* ---- callbacks of libcurl for the loop ---- */

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
    struct http *h = arg;
    int running, events = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
    curl_multi_socket_action(h->multi, fd, events, &running);
    look_for_ends(h);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *watched)
{
    (void)easy;
    struct http *h = arg;
    struct event *old = watched;
    if (old != NULL)
        event_free(old);
    struct event *new = NULL;
    if (what != CURL_POLL_REMOVE) {
        short events =
            (short)((what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0) | EV_PERSIST);
        new = event_new(h->base, fd, events, on_socket, h);
        if (new == NULL || event_add(new, NULL) != 0)
            fatal("libevent cannot watch a socket");
    }
    curl_multi_assign(h->multi, fd, new);
    return 0;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct http *h = arg;
    int running;
    curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    look_for_ends(h);
}

static int set_timer(CURLM *multi, long ms, void *arg)
{
    (void)multi;
    struct http *h = arg;
    if (ms < 0)
        event_del(h->timer);
    else
        set_in(h->timer, ms);
    return 0;
}

/* ---- the response ---- */

static size_t on_bytes(char *bytes, size_t one, size_t n, void *arg)
{
    struct http_call *c = arg;
    size_t len = one * n;
    long status = 0;
    if (c->enough)
        return CURL_WRITEFUNC_ERROR; /* the call ends, and that is not reported as an error */
    if (len > c->max_bytes - c->bytes) {
        c->wrong = "the answer is too large";
        return CURL_WRITEFUNC_ERROR;
    }
    c->bytes += len;
    curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
    c->enough = !c->ops->bytes(c->arg, (int)status, bytes, len);
    set_in(c->silence, c->enough ? LAST_MS : c->silence_ms);
    return len;
}

/* Reads Retry-After (RFC 9110 section 10.2.3) in seconds. Its other form, a date, is ignored, because
 * services of models do not use it. */
static size_t on_header(char *bytes, size_t one, size_t n, void *arg)
{
    static const char name[] = "retry-after:";
    struct http_call *c = arg;
    size_t len = one * n, skip = sizeof name - 1;
    c->header_bytes += len;
    if (c->header_bytes > HEADER_BYTES) {
        c->wrong = "the headers of the answer are too large";
        return 0;
    }
    if (len > skip && len < 100 && strncasecmp(bytes, name, skip) == 0) {
        char value[100] = "", *end;
        memcpy(value, bytes + skip, len - skip);
        double seconds = strtod(value, &end);
        if (end != value && seconds >= 0 && seconds < 86400)
            c->retry_after_ms = (int64_t)(seconds * 1000);
    }
    return len;
}

/* ---- a request ---- */

static void set_up(struct http *h)
{
    if (h->multi != NULL)
        return;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (h->multi = curl_multi_init()) == NULL)
        fatal("libcurl cannot be initialised");
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
}

static void add_header(struct http_call *c, const char *header)
{
    c->headers = curl_slist_append(c->headers, header);
    if (c->headers == NULL)
        fatal("out of memory");
}

static void add_key(struct http_call *c, const char *key)
{
    static const char name[] = "Authorization: Bearer ";
    size_t size = sizeof name + strlen(key);
    char *header = xmalloc(size);
    snprintf(header, size, "%s%s", name, key);
    add_header(c, header);
    free(header);
}

static void add_lines(struct http_call *c, const char *lines)
{
    while (*lines != '\0') {
        size_t len = strcspn(lines, "\n");
        char *header = xmalloc(len + 1);
        memcpy(header, lines, len);
        header[len] = '\0';
        add_header(c, header);
        free(header);
        lines += len + (lines[len] == '\n');
    }
}

static void set_request(struct http_call *c, const struct http_request *r)
{
    CURL *e = c->easy;
    curl_easy_setopt(e, CURLOPT_URL, r->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT,
                     1L); /* otherwise the end of a call blocks the program until a slow DNS server answers */
    curl_easy_setopt(e, CURLOPT_USERAGENT, "frontdesk");
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE,
                     (long)BUFFER_BYTES); /* buffers of each call; the defaults are 16 and 64 KiB */
    curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER_BYTES);
    curl_easy_setopt(e, CURLOPT_PROXY, r->proxy); /* "": no proxy, not even one of the environment */
    if (r->ca_file[0] != '\0')
        curl_easy_setopt(e, CURLOPT_CAINFO, r->ca_file);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)r->connect_ms);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)r->total_ms);
    add_header(c, "Expect:");
    curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, (long)r->once);
    curl_easy_setopt(e, CURLOPT_FORBID_REUSE, (long)r->once);
    if (r->body != NULL) {
        add_header(c, "Content-Type: application/json");
        add_header(c, "Accept: text/event-stream, application/json");
        curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(r->body));
        curl_easy_setopt(e, CURLOPT_POSTFIELDS, r->body); /* not copied */
    }
    if (r->key[0] != '\0')
        add_key(c, r->key);
    if (r->headers != NULL)
        add_lines(c, r->headers);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, c->headers);
}

static void set_answers(struct http_call *c)
{
    CURL *e = c->easy;
    curl_easy_setopt(e, CURLOPT_PRIVATE, c);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, c->error);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, c);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, c);
}

struct http_call *http_start(struct http *h, const struct http_request *r, const struct http_ops *ops,
                             void *arg)
{
    set_up(h);
    struct http_call *c = xcalloc(1, sizeof *c);
    c->http = h;
    c->ops = ops;
    c->arg = arg;
    c->max_bytes = r->max_bytes;
    c->retry_after_ms = -1;
    c->silence_ms = r->first_ms;
    c->easy = curl_easy_init();
    c->silence = evtimer_new(h->base, on_silence, c);
    if (c->easy == NULL || c->silence == NULL)
        fatal("libcurl or libevent is out of memory");
    LIST_INSERT_HEAD(&h->calls, c, next);
    set_request(c, r);
    set_answers(c);
    set_in(c->silence, c->silence_ms);
    if (curl_multi_add_handle(h->multi, c->easy) != CURLM_OK)
        fatal("libcurl cannot add a request");
    return c;
}

void http_cancel(struct http_call *c)
{
    call_free(c);
}

struct http *http_new(struct event_base *base)
{
    struct http *h = xcalloc(1, sizeof *h);
    h->base = base;
    h->timer = evtimer_new(base, on_timer, h);
    if (h->timer == NULL)
        fatal("libevent cannot create timers");
    LIST_INIT(&h->calls);
    return h;
}

void http_free(struct http *h)
{
    while (!LIST_EMPTY(&h->calls))
        call_free(LIST_FIRST(&h->calls));
    if (h->multi != NULL) {
        curl_multi_cleanup(h->multi);
        curl_global_cleanup();
    }
    event_free(h->timer);
    free(h);
}
