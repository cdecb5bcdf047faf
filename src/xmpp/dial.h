/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dial: opens a TCP connection to a host and port. A numeric address needs no name server; every address of
 * a name is tried in turn. The socket is non-blocking, with TCP_NODELAY and keepalive.
 *
 * libevent's own bufferevent_socket_connect_hostname() is not used: it tries only one address, and version
 * 2.1 crashes when the hosts file knows the name only in the other address family. */
#ifndef FRONTDESK_DIAL_H
#define FRONTDESK_DIAL_H

#include "xmpp/trouble.h"

struct event_base;
struct dial;

/* The result. On success fd >= 0, which now belongs to the caller, and TROUBLE_NONE; on failure fd is -1,
 * with the first trouble met and its details in why. Called from the event loop, never from inside
 * dial_start(). It may call dial_start() and dial_cancel(). */
typedef void dial_done(void *arg, int fd, enum trouble, const char *why);

struct dial *dial_new(struct event_base *, const char *host, int port, dial_done *, void *arg);
void dial_start(struct dial *); /* has no timeout of its own: the caller sets one and calls dial_cancel() */
void dial_cancel(struct dial *);
void dial_free(struct dial *);

#endif
