/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dial: opens a TCP connection to a host and port. A numeric address needs no name server; of a name every
 * address is tried in turn. The socket comes non-blocking, with TCP_NODELAY and keepalive.
 *
 * libevent's own bufferevent_socket_connect_hostname() is not used: it tries one address only, and 2.1 crashes
 * when the hosts file knows the name in the other address family alone. */
#ifndef FRONTDESK_DIAL_H
#define FRONTDESK_DIAL_H

#include "xmpp/trouble.h"

struct event_base;
struct dial;

/* fd >= 0 and TROUBLE_NONE, the fd now the caller's; or -1, the first trouble met, and its particulars. Comes
 * from the event loop, never from inside dial_start(). dial_start() and dial_cancel() are allowed in it. */
typedef void dial_done(void *arg, int fd, enum trouble, const char *why);

struct dial *dial_new(struct event_base *, const char *host, int port, dial_done *, void *arg);
void dial_start(struct dial *); /* the caller sets the time limit, and cancels */
void dial_cancel(struct dial *);
void dial_free(struct dial *);

#endif
