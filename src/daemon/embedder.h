/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * embedder: makes the vectors of the knowledge (knowledge/vectors.h) in the background. One request is open at a
 * time; what it brings is written in a short transaction. While the service fails it is asked less and less often,
 * at least every five minutes. */
#ifndef FRONTDESK_EMBEDDER_H
#define FRONTDESK_EMBEDDER_H

#include <stdbool.h>

struct conf;
struct embedder;
struct event_base;
struct store;

struct embedder_ops {
    /* Called before the embedder uses the store. Must end an open transaction. Returns false when the store cannot
     * be used now; the embedder then tries again later. */
    bool (*may_write)(void *arg);
    /* Called after the embedder has used the store. */
    void (*wrote)(void *arg);
    /* Called when every text has its vector, or the service failed (why: a sentence; else NULL), for the command that
     * makes them. NULL: the daemon, which goes on. */
    void (*done)(void *arg, const char *why);
};

/* Makes an embedder, which begins with embedder_configure(). Base, store, ops and arg are borrowed. */
struct embedder *embedder_new(struct event_base *, struct store *, const struct embedder_ops *, void *arg);
void embedder_free(struct embedder *);

/* Switches to a configuration, which is borrowed; the old one may be freed. Ends a request that is open. NULL:
 * stops. */
void embedder_configure(struct embedder *, const struct conf *);

#endif
