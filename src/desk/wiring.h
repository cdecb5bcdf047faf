/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wiring: what the domain calls without knowing who it is. The names (of timers, for example) are in the file
 * of the noun; the handlers are in src/wiring.c, which is the only file that knows everybody. Otherwise every
 * file that sets a timer would depend on every file that acts on one. */
#ifndef FRONTDESK_WIRING_H
#define FRONTDESK_WIRING_H

#include <stddef.h>
#include <stdint.h>

#include "desk/timer.h"

struct channel;
struct desk;
struct listener;
struct model_news;
struct responder_kind;
struct task;
struct xep;

struct wiring {
    /* What is called when a timer is due. No element is NULL. */
    void (*timers[TIMER_COUNT])(struct desk *, int64_t ref);
    /* By enum task_kind (bot/task.h): what is called when something came of a task: the text until now, or
     * (done) the result. The row of the store is gone when it is done. */
    void (*const *tasks)(struct desk *, struct task *, const struct model_news *);
    /* The kinds of responders (bot/responder_kind.h), by the type that the configuration says. */
    const struct responder_kind *const *responders;
    /* The extensions of XMPP (xeps/xep.h), NULL at the end: for those that tell which there are, and are rows themselves. */
    const struct xep *const *xeps;
    /* The ways to customers, XMPP first, NULL at the end. */
    const struct channel *const *channels;
    /* Who is told what happens to conversations, in this order; see desk/listener.h. */
    const struct listener *listeners;
    size_t n_listeners;
};

/* Defined in src/wiring.c. Only desk_new() names it; everybody else reads desk->wiring. */
extern const struct wiring wiring;

#endif
