/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link: has one connection at a time, one state and one timer. trouble.c lists the errors.
 *
 * The reason why a connection ends is first noted (link_condemn). A deferred event (on_soon) then ends it, so
 * that a bufferevent, a parser or a callback is never freed while its code runs. */
#include "xmpp/link.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/util.h>

#include "base/log.h"
#include "base/when.h"
#include "xmpp/dial.h"
#include "xmpp/link_inside.h"
#include "xmpp/link_stream.h"
#include "xmpp/trouble.h"

enum {
    BACKOFF_FIRST_MS = 1000,
    BACKOFF_MOST_MS = 60 * 1000,
    STOP_MS = 2000,
};

/* -- small things -- */

int link_backoff_ms(unsigned attempt, uint32_t random)
{
    int most = attempt < 6 ? BACKOFF_FIRST_MS << attempt : BACKOFF_MOST_MS;
    return most / 2 + (int)(((uint64_t)(unsigned)most / 2 * random) / UINT32_MAX);
}

static uint32_t random_u32(void)
{
    uint32_t n;
    evutil_secure_rng_get_bytes(&n, sizeof(n));
    return n;
}

static struct timeval after_ms(const struct link *l, int ms)
{
    ms /= l->hurry;
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
}

void link_timer_set(struct link *l, int ms)
{
    struct timeval tv = after_ms(l, ms);
    event_add(l->timer, &tv);
}

/* Asks ready() once; after a refusal link_go_on() asks again. */
static bool link_may_take(struct link *l)
{
    if (!l->held && l->ops.ready != NULL && !l->ops.ready(l->arg)) {
        l->held = true;
        if (l->bev) {
            bufferevent_disable(l->bev, EV_READ);
        }
    }
    return !l->held;
}

static void trouble_log(struct link *l, const char *sentence)
{
    uint32_t bit = UINT32_C(1) << l->trouble;
    if (l->logged & bit) {
        return;
    }
    l->logged |= bit;
    if (trouble_level(l->trouble) == LOG_LEVEL_ERROR) {
        log_error("link: %s", sentence);
    } else {
        log_warn("link: %s", sentence);
    }
}

/* -- the end of a connection -- */

void link_condemn(struct link *l, enum trouble trouble, const char *why)
{
    if (l->trouble != TROUBLE_NONE) {
        return;
    }
    l->trouble = trouble;
    snprintf(l->why, sizeof(l->why), "%s", why);
    if (l->bev) {
        bufferevent_disable(l->bev, EV_READ | EV_WRITE);
    }
    event_active(l->soon, 0, 0);
}

static void link_disconnect(struct link *l)
{
    event_del(l->timer);
    dial_cancel(l->dial);
    if (l->bev) {
        bufferevent_free(l->bev);
        wire_free(l->wire);
    }
    l->bev = NULL;
    l->wire = NULL;
    l->full = false;
    l->told = false;
}

static void link_finish(struct link *l)
{
    link_disconnect(l);
    l->state = LINK_OVER;
    l->done(l->done_arg, l->in_order); /* may free the link */
}

/* Tries the other form of the domain. For a domain that the server does not know, Prosody reports that it is
 * unknown, and ejabberd that the secret is wrong. */
static void try_other_name(struct link *l)
{
    if (l->other == NULL || (l->trouble != TROUBLE_UNKNOWN_HOST && l->trouble != TROUBLE_SECRET)) {
        return;
    }
    char *was = l->domain;
    l->domain = l->other;
    l->other = was;
    log_info("link: the server may know %s as %s: trying that name", was, l->domain);
}

static void link_drop(struct link *l)
{
    bool was_up = l->state == LINK_UP;
    char sentence[640];
    trouble_sentence(l->trouble, &(struct trouble_words){l->where, l->domain, l->why}, sentence,
                     sizeof(sentence));
    trouble_log(l, sentence);
    try_other_name(l);

    link_disconnect(l);
    l->trouble = TROUBLE_NONE;
    l->state = LINK_WAITING;
    int wait_ms = link_backoff_ms(l->attempt++, random_u32());
    log_debug("link: reconnecting in %d ms", wait_ms);
    link_timer_set(l, wait_ms);
    l->ops.trouble(l->arg, sentence);
    if (was_up) {
        l->ops.down(l->arg, sentence);
    }
    l->ops.idle(l->arg);
}

static void on_soon(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct link *l = arg;
    bool tells = l->trouble != TROUBLE_NONE || l->full != l->told;
    if (l->state == LINK_CLOSING && !link_has_stream(l)) {
        link_finish(l);
    } else if (!tells || !link_may_take(l)) {
        return;
    } else if (l->trouble != TROUBLE_NONE) {
        link_drop(l);
    } else if (l->full) {
        l->told = true;
        l->ops.full(l->arg);
    } else {
        l->told = false;
        l->ops.room(l->arg);
    }
}

void link_hang_up(struct link *l, const char *why)
{
    link_condemn(l, l->state == LINK_UP ? TROUBLE_LOST : TROUBLE_HUNG_UP, why);
}

/* -- bytes -- */

static void feed(struct link *l, const char *bytes, size_t len)
{
    if (!wire_feed(l->wire, bytes, len)) {
        link_condemn(l, TROUBLE_BROKEN_XML, wire_error(l->wire));
    }
}

/* libevent 2.1 reads at most 4 KiB, about 12 messages, before it calls back. A turn should hold more, because
 * of the cost of its commit, so this reads on from the socket itself, up to LINK_READ_MAX bytes or
 * LINK_READ_MS, because some messages of strangers take long to handle. libevent meets an end or an error of
 * the connection again and reports it, and it reads the rest of the socket. */
static void on_readable(struct bufferevent *bev, void *arg)
{
    struct link *l = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    size_t total = 0;
    int64_t until = when_monotonic_ms() + LINK_READ_MS;
    ssize_t n;
    if (!link_has_stream(l) || (l->state != LINK_OPENING && !link_may_take(l))) {
        return;
    }
    while (link_has_stream(l) && (n = evbuffer_remove(in, l->chunk, LINK_CHUNK)) > 0) {
        feed(l, l->chunk, (size_t)n);
        total += (size_t)n;
    }
    while (link_has_stream(l) && !l->full && total < LINK_READ_MAX && when_monotonic_ms() < until &&
           (n = recv(bufferevent_getfd(bev), l->chunk, LINK_CHUNK, MSG_DONTWAIT)) > 0) {
        feed(l, l->chunk, (size_t)n);
        total += (size_t)n;
    }
    l->ops.idle(l->arg);
}

static void on_written(struct bufferevent *bev, void *arg)
{
    struct link *l = arg;
    if (!l->full || !link_has_stream(l)) {
        return;
    }
    l->full = false;
    if (!l->held) {
        bufferevent_enable(bev, EV_READ);
    }
    event_active(l->soon, 0, 0);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    (void)bev;
    int error = EVUTIL_SOCKET_ERROR(); /* first, before other calls change it */
    struct link *l = arg;
    bool timeout = (what & BEV_EVENT_TIMEOUT) != 0;
    if (!timeout && ((what & BEV_EVENT_EOF) || error == ECONNRESET || error == EPIPE)) {
        link_hang_up(
            l, "it closed the connection"); /* it depends on timing how a close by the peer is reported */
    } else if (timeout) {
        link_condemn(l, TROUBLE_DEAF, "it has read nothing for a minute");
    } else {
        link_hang_up(l, evutil_socket_error_to_string(error));
    }
}

/* -- connecting -- */

static void on_connected(void *arg, int fd, enum trouble trouble, const char *why)
{
    struct link *l = arg;
    if (fd < 0) {
        link_condemn(l, trouble, why);
        return;
    }
    l->wire = link_stream_new(l);
    l->bev = bufferevent_socket_new(l->base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!l->bev) {
        fatal("out of memory");
    }
    bufferevent_setcb(l->bev, on_readable, on_written, on_event, l);
    bufferevent_setwatermark(l->bev, EV_WRITE, LINK_WRITE_LOW, 0);
    bufferevent_set_max_single_write(l->bev, LINK_READ_MAX);
    /* The fence detects a silent server. While the link is full no fence is sent, and this timeout takes its
     * place. */
    struct timeval most = after_ms(l, LINK_WRITE_SECONDS * 1000);
    bufferevent_set_timeouts(l->bev, NULL, &most);
    l->state = LINK_OPENING;
    link_stream_open(l);
    bufferevent_enable(l->bev, EV_READ | EV_WRITE);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct link *l = arg;
    switch (l->state) {
    case LINK_WAITING:
        if (!link_may_take(l)) {
            break; /* the handshake could not be handled */
        }
        l->ops.idle(l->arg);
        l->state = LINK_CONNECTING;
        link_timer_set(l, LINK_CONNECT_SECONDS * 1000);
        log_debug("link: connecting to %s", l->where);
        dial_start(l->dial);
        break;
    case LINK_CONNECTING:
        link_condemn(l, TROUBLE_SILENT, "connection timeout");
        break;
    case LINK_OPENING:
    case LINK_SHAKING:
        if (l->held) {
            break; /* the handshake may have come, but reading is paused */
        }
        link_condemn(l, TROUBLE_NO_HANDSHAKE, "handshake timeout");
        break;
    case LINK_UP:
        l->attempt = 0;
        break;
    case LINK_CLOSING:
        link_condemn(l, TROUBLE_LOST, "it did not close the stream in time");
        break;
    case LINK_NEW:
    case LINK_PAUSED:
    case LINK_OVER:
        break;
    }
}

/* -- the interface -- */

struct link *link_new(struct event_base *base, xmpp_ctx_t *ctx, const struct link_conf *conf,
                      const struct link_ops *ops, void *arg)
{
    struct link *l = xcalloc(1, sizeof(*l));
    l->base = base;
    l->ctx = ctx;
    l->ops = *ops;
    l->arg = arg;
    l->domain = xstrdup(conf->domain);
    l->other = conf->other != NULL ? xstrdup(conf->other) : NULL;
    l->secret = xstrdup(conf->secret);
    l->hurry = conf->hurry > 1 ? conf->hurry : 1;
    size_t size = strlen(conf->host) + 16;
    l->where = xmalloc(size);
    snprintf(l->where, size, strchr(conf->host, ':') ? "[%s]:%d" : "%s:%d", conf->host, conf->port);
    l->dial = dial_new(base, conf->host, conf->port, on_connected, l);
    l->timer = event_new(base, -1, 0, on_timer, l);
    l->soon = event_new(base, -1, 0, on_soon, l);
    if (!l->timer || !l->soon) {
        fatal("out of memory");
    }
    return l;
}

void link_start(struct link *l)
{
    assert(l->state == LINK_NEW);
    l->state = LINK_WAITING;
    link_timer_set(l, 0);
}

bool link_write(struct link *l, const char *xml, size_t len)
{
    if (!link_is_up(l)) {
        return false;
    }
    if (bufferevent_write(l->bev, xml, len) < 0) {
        fatal("out of memory");
    }
    if (!l->full && link_backlog(l) > LINK_WRITE_HIGH) {
        l->full = true;
        bufferevent_disable(l->bev, EV_READ);
        event_active(l->soon, 0, 0);
    }
    return true;
}

void link_restart(struct link *l, const char *why)
{
    if (link_is_up(l)) {
        link_condemn(l, TROUBLE_DEAF, why);
    }
}

void link_stop(struct link *l, void (*done)(void *arg, bool in_order), void *arg)
{
    assert(l->state != LINK_CLOSING && l->state != LINK_OVER);
    l->done = done;
    l->done_arg = arg;
    if (link_is_up(l)) {
        static const char end[] = "</stream:stream>";
        bufferevent_write(l->bev, end, sizeof(end) - 1);
        if (!l->held) {
            bufferevent_enable(l->bev, EV_READ);
        }
        l->was_up = true;
        link_timer_set(l, STOP_MS);
    } else {
        link_condemn(l, TROUBLE_LOST, "stopping");
    }
    l->state = LINK_CLOSING;
}

static void read_on(struct link *l)
{
    if (!l->full) {
        bufferevent_enable(l->bev, EV_READ);
        on_readable(l->bev, l); /* libevent does not report again what it has already read */
    }
}

void link_go_on(struct link *l)
{
    bool held = l->held;
    l->held = false;
    if (l->state == LINK_PAUSED || (held && l->state == LINK_WAITING)) {
        l->state = LINK_WAITING;
        link_timer_set(l, 0);
    }
    if (!held) {
        return;
    }
    if (l->state == LINK_SHAKING) {
        link_timer_set(l, LINK_CONNECT_SECONDS * 1000);
    }
    event_active(l->soon, 0, 0);
    if (link_has_stream(l)) {
        read_on(l);
    }
}

void link_pause(struct link *l)
{
    l->held = false;
    if (l->state == LINK_NEW || l->state == LINK_OVER) {
        return;
    }
    if (l->state == LINK_CLOSING) {
        link_finish(l);
        return;
    }
    link_disconnect(l);
    l->trouble = TROUBLE_NONE;
    l->state = LINK_PAUSED;
}

void link_free(struct link *l)
{
    if (!l) {
        return;
    }
    link_disconnect(l);
    dial_free(l->dial);
    event_free(l->timer);
    event_free(l->soon);
    free(l->domain);
    free(l->other);
    free(l->secret);
    free(l->where);
    free(l);
}

const char *link_domain(const struct link *l)
{
    return l->domain;
}

bool link_is_up(const struct link *l)
{
    return l->state == LINK_UP && l->trouble == TROUBLE_NONE;
}

size_t link_backlog(const struct link *l)
{
    return l->bev ? evbuffer_get_length(bufferevent_get_output(l->bev)) : 0;
}
