/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wiring: the handlers that the domain calls without depending on their files. Names (of timers, for example)
 * are declared in the file of their noun. The tables of handlers are in src/wiring.c, the only file that
 * depends on all of them. Otherwise every file that sets a timer would depend on every file that handles
 * one. */
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
    /* The handlers of due timers. No element is NULL. */
    void (*timers[TIMER_COUNT])(struct desk *, int64_t ref);
    /* The handlers of news of tasks, by enum task_kind (bot/task.h). The news is the text so far, or the
     * result (done). When it is done, the task's row is deleted before the handler is called. */
    void (*const *tasks)(struct desk *, struct task *, const struct model_news *);
    /* The kinds of responders (bot/responder_kind.h), by the `type` setting. */
    const struct responder_kind *const *responders;
    /* The extensions of XMPP (xeps/xep.h), NULL at the end; for extensions that list all extensions. */
    const struct xep *const *xeps;
    /* The ways to customers, XMPP first, NULL at the end. */
    const struct channel *const *channels;
    /* The listeners of conversations, in the order in which they are called; see desk/listener.h. */
    const struct listener *listeners;
    size_t n_listeners;
    /* Returns the fingerprint of the desk's OMEMO key, in the arena; "": it has none yet. */
    const char *(*fingerprint)(struct desk *);
};

/* Defined in src/wiring.c. Only desk_new() uses this name; all other code reads desk->wiring. */
extern const struct wiring wiring;

#endif
