/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outbox: stanzas that a person would miss, kept as rows until the server surely has them.
 *
 * XEP-0114 has no acknowledgement. So after writing we send a fence: an IQ ping from our domain to our own
 * domain, which the server routes back to us in order. When it returns, the server has read all that we wrote
 * before it. A server that dies at that moment may still lose what it had not yet passed on, so a row is
 * released only when a *later* fence, sent a second or more after its own came back, has returned: then such a death
 * costs at most a duplicate. After a reconnection all rows that are left go again, in order, with the same
 * stanza ids.
 *
 * The same ping is the liveness check: if it does not come back in time, the link is started anew. */
#ifndef FRONTDESK_OUTBOX_H
#define FRONTDESK_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

struct desk;
struct jid;

enum {
    FENCE_EVERY_MS = 1000,     /* between fences while rows wait for release */
    FENCE_IDLE_MS = 30 * 1000, /* between fences when there is nothing to release: liveness only */
    FENCE_TIMEOUT_MS = 20 * 1000,
    OUTBOX_STANZA_MAX = 500 * 1024, /* bytes; Prosody closes the stream for more than 512 KiB */
    OUTBOX_PUMP = 256,              /* rows read and sent again in one turn */
    OUTBOX_PUMP_BYTES = 256 * 1024, /* … or so many bytes of them, and one row at least */
    OUTBOX_RELEASE = 2000,          /* rows released in one turn */
};

struct outbox {
    int64_t last;        /* the newest row's id, 0 when there was none */
    int64_t sent;        /* rows up to this id were written to the present link */
    int64_t released;    /* rows up to this id may be deleted */
    int64_t deleted;     /* … and were */
    int64_t fence;       /* number of the fence under way, 0: none */
    int64_t fence_upto;  /* the row it covers */
    int64_t fence_ms;    /* when it was sent; none under way: when the last one came back */
    int64_t passed_upto; /* the row that the last returned fence covered */
    int64_t next_fence;  /* number of the next */
    char tag[9];         /* of this run, in the fences' ids: another desk's fences are told apart */
};

void outbox_load(struct desk *); /* at the start */
void outbox_free(struct desk *);
/* Keeps a stanza and, if everything before it is on its way, sends it. xml is in the turn's arena. */
void outbox_add(struct desk *, const char *xml);
void outbox_link_up(struct desk *);
void outbox_link_down(struct desk *);
/* The server has read all that was written to the link, and said so itself. */
void outbox_taken(struct desk *);
/* The link was full: reading paused with it, so a fence under way could not return and starts its time anew.
 */
void outbox_link_room(struct desk *);
/* The wall clock jumped. */
void outbox_shift(struct desk *, int64_t jump_ms);
/* An IQ get from our domain to our domain: true when it was a fence (taken care of). */
bool outbox_fence_back(struct desk *, const char *id);
/* Sends again what waits, sends and times fences, deletes what was released: once a step. */
void outbox_work(struct desk *);
/* When outbox_work() has something to do next, -1: nothing. */
int64_t outbox_due_ms(const struct desk *);

#endif
