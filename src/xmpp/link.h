/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * link: the connection to the XMPP server as an external component (XEP-0114), on a libevent bufferevent.
 *
 * Connects, does the handshake, reports what happens, and reconnects by itself. The back-off is 1 s,
 * doubling up to 60 s, times a random factor of 0.5 to 1; it starts again once a link has been up for a
 * minute. The link does not interpret stanzas. Each distinct trouble is logged once, in a sentence that says
 * what to change, and again only after the link was up in between. */
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
    /* When more bytes than this wait to be written, reading pauses and full() is called. */
    LINK_WRITE_HIGH = 4 * 1024 * 1024,
    /* When fewer bytes than this wait, reading continues and room() is called. */
    LINK_WRITE_LOW = 512 * 1024,
    LINK_READ_MAX = 256 * 1024, /* bytes given to the wire in one turn, at most */
    LINK_READ_MS = 50,          /* a turn also stops reading after this time */
    /* The link restarts when the server takes nothing for so long while bytes wait. */
    LINK_WRITE_SECONDS = 60,
    LINK_CONNECT_SECONDS = 15, /* timeout of connecting and handshake together */
};

/* Settings of a link. link_new() copies them. */
struct link_conf {
    const char *domain, *host, *secret;
    /* Another form of the domain that the server may know, NULL: none; while the server refuses the domain,
     * both are tried in turns. */
    const char *other;
    int port;
    int hurry; /* every wait and timeout is divided by this, for tests; 0 means 1 */
};

/* Callbacks are called from the event loop, never from inside a link_ function. In all of them link_write(),
 * link_restart() and link_stop() are allowed; link_free() is allowed only in the done() of link_stop(). */
struct link_ops {
    void (*up)(void *arg);
    /* An attempt or a connection ended. sentence is the text for the log; it also comes here when it was
     * logged before. Called before down(). */
    void (*trouble)(void *arg, const char *sentence);
    /* Called only after up(); also ends a state of full(). why is a whole sentence. */
    void (*down)(void *arg, const char *why);
    void (*stanza)(void *arg, xmpp_stanza_t *); /* borrowed; called only while the link is up */
    void (*refused)(void *arg, const struct wire_refusal *);
    void (*full)(void *arg);
    void (*room)(void *arg);
    /* Called after the callbacks of one read and after down(): a good moment to end the turn. */
    void (*idle)(void *arg);
    /* Called before the other callbacks of one read or one change: whether they may be called now. On false
     * they are not called and no bytes are read, so that TCP stops the server, until link_go_on(). NULL:
     * always true. */
    bool (*ready)(void *arg);
};

struct link *link_new(struct event_base *, xmpp_ctx_t *, const struct link_conf *, const struct link_ops *,
                      void *arg);
/* Starts connecting. From then on the link reconnects by itself. */
void link_start(struct link *);
/* Queues bytes for writing. Returns false while the link is down; the bytes are then dropped. */
bool link_write(struct link *, const char *xml, size_t len);
/* Drops the connection and connects again, because the server does not answer. why goes to the log and to
 * down(). */
void link_restart(struct link *, const char *why);
/* Closes the stream in order: writes </stream:stream> and waits, at most 2 s, until everything is written
 * and the server has closed its side. Stanzas that come until then are delivered as before. Then calls
 * done(arg, in_order) from the loop, without down(). in_order: the server closed its stream in answer and
 * without an error, so it has read everything that was written. The link does not reconnect. */
void link_stop(struct link *, void (*done)(void *arg, bool in_order), void *arg);
/* Resumes after ready() has returned false, or after link_pause(). */
void link_go_on(struct link *);
/* Drops the connection without calling a callback, and does not reconnect until link_go_on(). After
 * link_stop() its done() is called at once. Must not be called from a callback. */
void link_pause(struct link *);
void link_free(struct link *);
/* The form of the domain that the server knows, or that is being tried. */
const char *link_domain(const struct link *);
bool link_is_up(const struct link *);
size_t link_backlog(const struct link *); /* bytes waiting to be written */

/* Returns the wait before connection attempt number `attempt` (0: the first after a failure): 1 s, doubling
 * up to 60 s, times a factor from 0.5 to 1 that `random` (0 to UINT32_MAX) chooses. */
int link_backoff_ms(unsigned attempt, uint32_t random);

#endif
