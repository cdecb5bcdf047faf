/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outbox: stanzas that must not be lost. They are kept as rows of the store until it is certain that the
 * server has them.
 *
 * XEP-0114 has no acknowledgements. So we send a fence after the stanzas: an IQ ping from our domain to our
 * own domain, which the server routes back to us in order. When it returns, the server has read everything
 * that we wrote before it. A server that dies at that moment may still lose stanzas that it had not passed
 * on: a busy ejabberd, killed 0.2 s after a fence had returned, lost 313 of 500. So a row is released only
 * when a later fence has returned, one that was sent a second or more after the row's own fence came back.
 * Then such a death costs at most a duplicate. After a reconnect, all remaining rows are sent again, in
 * order, with the same stanza ids.
 *
 * People see some of these repeats, because not every client compares ids. So they are kept few: while rows
 * are written a fence follows every 0.1 s, so that a row waits hardly longer than that second; and a row whose
 * reader's client has confirmed it, by a receipt or a marker, is deleted at once.
 *
 * The same ping is the liveness check: when it does not return in time, the link is restarted. */
#ifndef FRONTDESK_OUTBOX_H
#define FRONTDESK_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

struct desk;
struct jid;

enum {
    FENCE_EVERY_MS = 100,      /* between fences while there are rows that none has covered */
    FENCE_SAFE_MS = 1000,      /* after a fence came back, until one is sent that releases its rows */
    FENCE_IDLE_MS = 30 * 1000, /* between fences while no row waits; for the liveness check alone */
    FENCE_TIMEOUT_MS = 20 * 1000,
    FENCE_PASSED = 16,              /* fences that came back and are remembered */
    OUTBOX_RECENT = 1024,           /* the newest rows that a receipt may still delete */
    OUTBOX_STANZA_MAX = 500 * 1024, /* bytes; Prosody closes the stream for more than 512 KiB */
    OUTBOX_PUMP = 256,              /* rows read and sent again in one turn */
    OUTBOX_PUMP_BYTES = 256 * 1024, /* the same limit in bytes; at least one row is sent */
    OUTBOX_RELEASE = 2000,          /* rows released in one turn */
};

/* A fence that came back. */
struct passed_fence {
    int64_t upto; /* the last row that it covered */
    int64_t ms;   /* when it came back */
};

/* A row and its message, as a hash of the reader's address and the id. */
struct recent_row {
    int64_t id, message;
};

struct outbox {
    int64_t last;       /* id of the newest row; 0: there was none */
    int64_t sent;       /* rows up to this id were written to the present link */
    int64_t released;   /* rows up to this id may be deleted */
    int64_t deleted;    /* rows up to this id were deleted */
    int64_t fence;      /* number of the fence under way; 0: none */
    int64_t fence_upto; /* the last row that the fence under way covers */
    /* When the fence under way was sent; with none under way, when the last one came back. */
    int64_t fence_ms;
    /* Those of the present link whose rows are not released yet, the oldest first. */
    struct passed_fence passed[FENCE_PASSED];
    int n_passed;
    int64_t covered;           /* the last row that a fence which came back has covered */
    int64_t next_fence;        /* number of the next fence */
    struct recent_row *recent; /* a ring: that of row n is recent[n % OUTBOX_RECENT] */
    /* Part of the fence ids, different in each run: tells our fences from those of another frontdesk. */
    char tag[9];
};

void outbox_load(struct desk *); /* reads the state of the outbox from the store at the start */
void outbox_free(struct desk *);
/* Stores a stanza, and sends it when the link is up and everything before it was sent. xml is in the turn's
 * arena. to, id: of the message, for outbox_arrived(). */
void outbox_add(struct desk *, const char *xml, const char *to, const char *id);
/* The client of this reader (bare JID) has confirmed the message with this id: deletes its row. */
void outbox_arrived(struct desk *, const char *from, const char *id);
void outbox_link_up(struct desk *);
void outbox_link_down(struct desk *);
/* The server has confirmed, by closing its stream in order, that it has read everything that was written to
 * the link: deletes those rows. */
void outbox_taken(struct desk *);
/* The link has room again after it was full. Reading had paused, so a fence could not come back: its timeout
 * starts again. */
void outbox_link_room(struct desk *);
/* Adjusts the times after the wall clock jumped by jump_ms. */
void outbox_shift(struct desk *, int64_t jump_ms);
/* Handles an IQ get from our domain to our domain. Returns true when it was a fence. */
bool outbox_fence_back(struct desk *, const char *id);
/* Once a step: sends waiting rows, sends fences and checks their timeout, deletes released rows. */
void outbox_work(struct desk *);
/* Returns when outbox_work() must run next; -1 when it has nothing to do. */
int64_t outbox_due_ms(const struct desk *);

#endif
