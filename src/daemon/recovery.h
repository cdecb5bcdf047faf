/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recovery: a core made from the store, at the start and after a trouble of the store, and the work that was
 * put off meanwhile (enum owed). */
#ifndef FRONTDESK_RECOVERY_H
#define FRONTDESK_RECOVERY_H

#include <event2/util.h>

struct loop;

/* Makes a core from the store, and starts it if the store can be written; else recovery_on_retry() does. The
 * loop must not have a core. */
void recovery_make_desk(struct loop *);

/* Looks whether the store can be written again, and does the work that was put off. When the store has
 * failed, drops the core, whose memory may be ahead of the store, and makes a new one; ends the loop when
 * there is no hope. A callback of libevent, with the loop as its argument. */
void recovery_on_retry(evutil_socket_t, short what, void *loop);

#endif
