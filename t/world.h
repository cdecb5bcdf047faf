/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world: a desk with a clock, a store and a server that the test holds in its hand.
 *
 * What turn.c does with the real ones is done here with virtual ones: each event is one turn (begin, step,
 * commit, then the effects), ticks come exactly when the desk asks for them, and all that it sends is kept to
 * be looked at.
 *
 * Some things must hold whatever happens; world.c checks them at every stanza and writes to `trouble` when
 * they do not: what is sent is well-formed, comes from the desk's domain, goes somewhere, is not sent while
 * the link is down, and shows no agent's address to a customer. */
#ifndef FRONTDESK_WORLD_H
#define FRONTDESK_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <strophe.h>

#include "base/log.h"
#include "base/rng.h"
#include "desk/event.h"

struct arena;
struct conf;
struct desk;
struct mail;
struct store;

/* A stanza that the desk sent, or (xml NULL) a line that it logged. */
struct sent {
    struct sent *next;
    int64_t at_ms;
    const char *xml;
    xmpp_stanza_t *stanza;
    const char *to, *from; /* of stanza, never NULL */
    bool is_message;       /* and no headline, which nobody reads */
    const char *body;      /* NULL: none */
    bool seen;
    bool sealed; /* encrypted; body is the text if a device of a peer (peer.h) could decrypt it */
};

/* What a language model was asked. */
struct question {
    struct question *next;
    int64_t task;
    const char *request;
    bool dropped;  /* nobody waits for the answer any more */
    bool answered; /* … or it has come */
    bool seen;
};

/* What becomes of the next turn. */
enum fate {
    FATE_FINE,
    FATE_LOST,   /* killed after the commit, before the effects */
    FATE_FAILED, /* the commit fails */
};

struct world {
    xmpp_ctx_t *ctx;
    struct arena *own;  /* lives as long as the world */
    struct arena *turn; /* the desk's */
    struct store *store;
    struct conf *conf;
    struct conf **old_confs; /* the desk may still use them */
    size_t n_old_confs;
    struct desk *desk;
    char *dir; /* scratch; removed at the end */
    const char *store_path;
    uint64_t seed;
    int64_t now_ms;
    bool link_up;
    bool disk_low;  /* there is little room, and a desk that starts is told so */
    bool fence_off; /* the server does not answer fences any more */
    enum fate fate;
    bool together; /* several events make one turn */
    struct effects effects;
    void (*watch)(struct world *, const struct effect *); /* sees each effect; NULL: nobody looks */
    void (*wire)(struct world *); /* called with each new desk; NULL: it stays as it is */
    uint64_t hash;                /* … and may keep this: of all effects (record.h) */
    struct echo *echoes;
    /* What the server or a client answers to a stanza at once, in own; NULL: nobody answers by itself. */
    const char *(*answer)(struct world *, const struct sent *);
    const char *greeting;              /* the first stanza on each link; NULL: none */
    struct rosters_at_server *rosters; /* rosters.h */
    struct peer *peers;                /* peer.h */
    struct rng keys;                   /* for all keys of OMEMO, the desk's too */
    struct sent *first, **end;
    struct sent *log_first, **log_end;
    const char *relink;         /* why the desk wanted a new connection; NULL: it did not */
    const char *trouble;        /* NULL: none */
    struct question *questions; /* to language models, the oldest first */
    struct sent *knowledge;     /* files (body: the path) of the texts to answer from */
    int again;                  /* of the last link up: rows of the outbox that went again */
};

/* on_disk: the store is a file, so that it outlives a restart. */
struct world *world_new(bool on_disk);
void world_free(struct world *);

/* Reads a configuration; false with the mistakes in trouble. Before the first world_start() it is the one the
 * desk starts with, afterwards a reload. */
bool world_configure(struct world *, const char *text);

/* News of a question to a language model, as the shell brings them. */
void world_news(struct world *, const struct model_news *);

/* The directory of texts to answer from; what is written there is read into the store at once, or at the
 * start. */
const char *world_knowledge(const struct world *);
void world_write_knowledge(struct world *, const char *file, const char *text);

/* Opens store and desk. False with trouble. */
bool world_start(struct world *);
/* As after kill -9: what was not committed is gone, the link is down. */
void world_restart(struct world *);

/* One turn, and then those that follow from it at the same moment: fences that return, ticks that are due. */
void world_event(struct world *, struct desk_event);
void world_link(struct world *, bool up);
/* A stanza from the server. False when it is not well-formed. */
bool world_receive(struct world *, const char *xml);
/* A message of a customer on another channel than XMPP. */
void world_mail(struct world *, const struct mail *);
/* What was sent on such a channel, as a stanza. */
void world_take(struct world *, const char *xml);
/* Virtual time passes; every tick comes when it is due. */
void world_run_until(struct world *, int64_t ms);
/* Events until world_apart() are steps of one turn. */
void world_together(struct world *);
void world_apart(struct world *);

/* Fills bytes from the world's generator for keys. */
void world_draw(void *world, uint8_t *bytes, size_t n);

/* Adds a sentence to trouble. */
void world_complain(struct world *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* True when address is bare or bare with a resource. */
bool world_is_at(const char *address, const char *bare);

#endif
