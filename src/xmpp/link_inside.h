/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link_inside: the struct of the link, for link.c, which has the connection, and link_stream.c, which has the
 * stream on it. No other file includes this. */
#ifndef FRONTDESK_LINK_INSIDE_H
#define FRONTDESK_LINK_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include <event2/event.h>
#include <strophe.h>

#include "xmpp/link.h"
#include "xmpp/trouble.h"

enum {
    LINK_STABLE_MS =
        60 * 1000,         /* after this time without a failure, the back-off starts from the beginning */
    LINK_CHUNK = 2 * 1024, /* bytes of one read; the clock is checked between two reads */
};

enum link_state {
    LINK_NEW,        /* link_start() was not called yet */
    LINK_PAUSED,     /* link_pause(): no attempt until link_go_on() */
    LINK_WAITING,    /* for the next attempt */
    LINK_CONNECTING, /* dialling */
    LINK_OPENING,    /* our stream header is out, the server's is awaited */
    LINK_SHAKING,    /* our handshake is out */
    LINK_UP,
    LINK_CLOSING, /* link_stop(): our </stream:stream> is out */
    LINK_OVER,
};

struct link {
    struct event_base *base;
    xmpp_ctx_t *ctx;
    struct link_ops ops;
    void *arg;
    char *domain, *secret, *where;
    char *other; /* another form of the domain that the server may know; NULL */
    int hurry;

    enum link_state state;
    struct dial *dial;
    struct bufferevent *bev; /* NULL in the states without a connection */
    struct wire *wire;       /* lives as long as bev */
    struct event *timer;     /* the deadline of the state */
    struct event *soon;      /* does what a callback must not do itself */

    enum trouble trouble; /* other than NONE: the connection is condemned */
    char why[160];
    uint32_t logged;  /* a bit for each trouble that was logged since the link was last up */
    unsigned attempt; /* failures since the link last held for LINK_STABLE_MS */

    bool full; /* reading pauses */
    bool told; /* full() was called, room() was not yet */
    bool held; /* ready() returned false: everything waits for link_go_on() */

    bool was_up;   /* the link was up when link_stop() was called, so stanzas still come */
    bool in_order; /* the server closed its stream after link_stop() closed ours, and without an error */
    void (*done)(void *arg, bool in_order);
    void *done_arg;

    char chunk[LINK_CHUNK];
};

/* Whether stanzas come for the core: also while we wait for the server's goodbye. */
static inline bool link_carries(const struct link *l)
{
    return l->state == LINK_UP || (l->state == LINK_CLOSING && l->was_up);
}

static inline bool link_has_stream(const struct link *l)
{
    return l->bev && l->trouble == TROUBLE_NONE;
}

/* Notes why the connection ends; the first reason stands. The connection is ended by a deferred event, so
 * that nothing is freed while its code runs. why is copied, at most 159 bytes of it. */
void link_condemn(struct link *, enum trouble, const char *why);

/* Condemns the connection because the server has ended it. */
void link_hang_up(struct link *, const char *why);

/* Sets the one deadline of the link's state, in ms milliseconds. */
void link_timer_set(struct link *, int ms);

#endif
