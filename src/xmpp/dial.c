/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dial: looks the name up, then tries each of its addresses. */
#include "xmpp/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/dns.h>
#include <event2/event.h>
#include <event2/util.h>

#include "base/log.h"

struct dial {
    struct event_base *base;
    char *host;
    char port[8];
    dial_done *done;
    void *arg;

    struct evdns_base *dns;
    struct evdns_getaddrinfo_request *lookup; /* under way */
    bool cancelled; /* a look-up in dns was cancelled; its callback comes with the next turn of the loop */
    struct evutil_addrinfo *addresses, *next;
    int fd;                 /* connecting, or -1 */
    struct event *writable; /* of fd */
    struct event *report;   /* calls done() from the loop */

    enum trouble trouble; /* the first one of this dialling */
    char why[160];
};

static void dial_failed(struct dial *d, enum trouble trouble, const char *why)
{
    if (d->trouble == TROUBLE_NONE) {
        d->trouble = trouble;
        snprintf(d->why, sizeof(d->why), "%s", why);
    }
}

static void dial_hang_up(struct dial *d)
{
    if (d->writable) {
        event_free(d->writable);
        d->writable = NULL;
    }
    if (d->fd >= 0) {
        close(d->fd);
        d->fd = -1;
    }
}

static void socket_prepare(int fd)
{
    /* Without TCP_NODELAY the median round trip is five times as long. Keepalive notices a peer that vanished
     * while nobody pings it. Errors are ignored, because the connection works without these options. */
    static const struct {
        int level, name, value;
    } options[] = {
        {IPPROTO_TCP, TCP_NODELAY, 1},    {SOL_SOCKET, SO_KEEPALIVE, 1}, {IPPROTO_TCP, TCP_KEEPIDLE, 60},
        {IPPROTO_TCP, TCP_KEEPINTVL, 15}, {IPPROTO_TCP, TCP_KEEPCNT, 4},
    };
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(options[i].value));
    }
}

static void on_writable(evutil_socket_t fd, short what, void *arg);

static bool dial_address(struct dial *d, const struct evutil_addrinfo *ai)
{
    d->fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (d->fd < 0 || (connect(d->fd, ai->ai_addr, (socklen_t)ai->ai_addrlen) < 0 && errno != EINPROGRESS)) {
        int error = errno;
        dial_failed(d, error == ECONNREFUSED ? TROUBLE_ABSENT : TROUBLE_UNREACHABLE, strerror(error));
        dial_hang_up(d);
        return false;
    }
    d->writable = event_new(d->base, d->fd, EV_WRITE, on_writable, d);
    if (!d->writable || event_add(d->writable, NULL) < 0) {
        fatal("out of memory");
    }
    return true;
}

/* Tries the remaining addresses until connecting to one of them has begun. */
static void dial_walk(struct dial *d)
{
    while (d->next) {
        const struct evutil_addrinfo *ai = d->next;
        d->next = ai->ai_next;
        if (dial_address(d, ai)) {
            return;
        }
    }
    event_active(d->report, 0, 0);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    (void)what;
    struct dial *d = arg;
    int error = 0;
    socklen_t len = sizeof(error);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
    if (!error) {
        event_active(d->report, 0, 0);
        return;
    }
    dial_failed(d, error == ECONNREFUSED ? TROUBLE_ABSENT : TROUBLE_UNREACHABLE, strerror(error));
    dial_hang_up(d);
    dial_walk(d);
}

static void on_report(evutil_socket_t none, short what, void *arg)
{
    (void)none, (void)what;
    struct dial *d = arg;
    int fd = d->fd;
    d->fd = -1;
    dial_cancel(d);
    if (fd >= 0) {
        socket_prepare(fd);
        d->done(d->arg, fd, TROUBLE_NONE, "");
    } else {
        d->done(d->arg, -1, d->trouble, d->why);
    }
}

static void on_addresses(int result, struct evutil_addrinfo *addresses, void *arg)
{
    struct dial *d = arg;
    if (result == EVUTIL_EAI_CANCEL) {
        return; /* cancelled by dial_cancel(); the dial may have been freed */
    }
    d->lookup = NULL;
    d->addresses = d->next = addresses;
    if (result || !addresses) {
        dial_failed(d, TROUBLE_NO_NAME, evutil_gai_strerror(result ? result : EVUTIL_EAI_NONAME));
    }
    dial_walk(d);
}

static void on_resolver_unused(evutil_socket_t none, short what, void *dns)
{
    (void)none, (void)what;
    evdns_base_free(dns, 0);
}

static void resolver_free(struct dial *d)
{
    static const struct timeval at_once;
    if (d->dns && d->cancelled) {
        event_base_once(d->base, -1, EV_TIMEOUT, on_resolver_unused, d->dns, &at_once);
    } else if (d->dns) {
        evdns_base_free(d->dns, 0);
    }
    d->dns = NULL;
    d->cancelled = false;
}

/* Creates a new resolver for each look-up, so that changes of resolv.conf and hosts are noticed. Without name
 * servers it cannot be created; then the C library is asked, although it blocks. */
static void dial_look_up(struct dial *d, const struct evutil_addrinfo *hints)
{
    struct evutil_addrinfo *addresses = NULL;
    resolver_free(d);
    d->dns = evdns_base_new(d->base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (d->dns) {
        d->lookup = evdns_getaddrinfo(d->dns, d->host, d->port, hints, on_addresses, d);
    } else {
        int result = evutil_getaddrinfo(d->host, d->port, hints, &addresses);
        on_addresses(result, addresses, d);
    }
}

struct dial *dial_new(struct event_base *base, const char *host, int port, dial_done *done, void *arg)
{
    struct dial *d = xcalloc(1, sizeof(*d));
    d->base = base;
    d->host = xstrdup(host);
    snprintf(d->port, sizeof(d->port), "%d", port);
    d->done = done;
    d->arg = arg;
    d->fd = -1;
    d->report = event_new(base, -1, 0, on_report, d);
    if (!d->report) {
        fatal("out of memory");
    }
    return d;
}

void dial_start(struct dial *d)
{
    struct evutil_addrinfo hints = {.ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_protocol = IPPROTO_TCP,
                                    .ai_flags = EVUTIL_AI_NUMERICHOST | EVUTIL_AI_NUMERICSERV};
    struct evutil_addrinfo *addresses = NULL;
    dial_cancel(d);
    d->trouble = TROUBLE_NONE;
    if (evutil_getaddrinfo(d->host, d->port, &hints, &addresses) == 0) {
        on_addresses(0, addresses, d);
    } else {
        hints.ai_flags = EVUTIL_AI_NUMERICSERV;
        dial_look_up(d, &hints);
    }
}

void dial_cancel(struct dial *d)
{
    if (d->lookup) {
        evdns_getaddrinfo_cancel(d->lookup);
        d->lookup = NULL;
        d->cancelled = true;
    }
    event_del(d->report);
    dial_hang_up(d);
    if (d->addresses) {
        evutil_freeaddrinfo(d->addresses);
    }
    d->addresses = d->next = NULL;
}

void dial_free(struct dial *d)
{
    if (!d) {
        return;
    }
    dial_cancel(d);
    resolver_free(d);
    event_free(d->report);
    free(d->host);
    free(d);
}
