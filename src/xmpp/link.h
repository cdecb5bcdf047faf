/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link: the connection to the XMPP server as an external component (XEP-0114), over a libevent bufferevent.
 *
 * Connects, shakes hands, reports, and comes back by itself: back-off from 1 s doubling to 60 s with jitter (a random
 * factor 0.5-1), reset once a link has held for a minute. It knows nothing of what stanzas mean. Each distinct trouble is
 * logged once, in a sentence that says what to change, and again only after the link was up in between. */
#ifndef FRONTDESK_LINK_H
#define FRONTDESK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <strophe.h>

#include "xml/wire.h"

struct event_base;
struct link;

enum {
    LINK_WRITE_HIGH = 4 * 1024 * 1024, /* bytes waiting to be written above which reading pauses and full() is called */
    LINK_WRITE_LOW = 512 * 1024,       /* … and below which it goes on, room() */
    LINK_READ_MAX = 256 * 1024,        /* bytes handed to the wire in one turn */
    LINK_READ_MS = 50,                 /* … or when that has taken so long */
    LINK_WRITE_SECONDS = 60,           /* a server that takes nothing for so long, while something waits, is given up */
    LINK_CONNECT_SECONDS = 15,         /* until connect and handshake must be through */
};

/* Copied by link_new(). */
struct link_conf {
    const char *domain, *host, *secret;
    const char *other; /* what the server may know the domain by; tried in turns while it is refused. NULL */
    int port;
    int hurry; /* every wait and timeout is divided by it: for tests; 0 like 1 */
};

/* Callbacks run from the event loop, never from inside a link_ call. In all of them link_write(), link_restart() and
 * link_stop() are allowed; link_free() only in the done() of link_stop(). */
struct link_ops {
    void (*up)(void *arg);
    /* An attempt or a connection ended: the sentence of the log, also where the log has had it already. Before down(). */
    void (*trouble)(void *arg, const char *sentence);
    void (*down)(void *arg, const char *why); /* only after up; ends a full() too; why is a whole sentence */
    void (*stanza)(void *arg, xmpp_stanza_t *); /* borrowed; only while up */
    void (*refused)(void *arg, const struct wire_refusal *);
    void (*full)(void *arg);
    void (*room)(void *arg);
    void (*idle)(void *arg); /* after the callbacks of one read, or after down(): a good moment to end the turn */
    /* Before the other callbacks of one read or one change: whether anything can be taken now. False: they are not called, and
     * no bytes are read, so that TCP holds the server back, until link_go_on(). NULL: always. */
    bool (*ready)(void *arg);
};

struct link *link_new(struct event_base *, xmpp_ctx_t *, const struct link_conf *, const struct link_ops *, void *arg);
/* Starts connecting; from then on the link keeps itself up. */
void link_start(struct link *);
/* Queues bytes; false while the link is down (the bytes are dropped). */
bool link_write(struct link *, const char *xml, size_t len);
/* The peer does not answer: drop the connection and connect again (why goes to the log and to down()). */
void link_restart(struct link *, const char *why);
/* Writes </stream:stream> and waits, at most 2 s, until everything is written and the server has closed its side;
 * what it still sends until then comes as before. Then done(arg, in_order) from the loop, without down(). in_order: the
 * server closed its stream in answer and without an error, so it has read everything that was written. The link does not come back. */
void link_stop(struct link *, void (*done)(void *arg, bool in_order), void *arg);
/* What ready() refused can be taken now, or a pause is over. */
void link_go_on(struct link *);
/* Drops the connection without a word to the callbacks, and makes none until link_go_on(). After link_stop() it is done() at
 * once. Not from a callback. */
void link_pause(struct link *);
void link_free(struct link *);
const char *link_domain(const struct link *); /* by which the server knows us, or as it is tried now */
bool link_is_up(const struct link *);
size_t link_backlog(const struct link *); /* bytes waiting to be written */

/* The wait before connection attempt number `attempt` (0: the first after a failure): 1 s doubling to 60 s, times a
 * factor from 0.5 to 1 that `random`, 0 to UINT32_MAX, chooses. */
int link_backoff_ms(unsigned attempt, uint32_t random);

#endif
