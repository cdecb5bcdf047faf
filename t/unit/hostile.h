/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hostile: a desk under attack (hostile_lab.c), what its store holds already (hostile_past.c), the attacks
 * (hostile_attacks.c), and the test (hostile.c). */
#ifndef FRONTDESK_HOSTILE_H
#define FRONTDESK_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOUSE "support.example.com"
#define SALES "sales@" HOUSE
#define NO_FACE "nobody.k3f7@" HOUSE
#define NOBODY "nobody@" HOUSE
#define EVIL "mallory@evil.example/x"
#define JANE "jane@customer.example"
#define BOB "bob@example.com"
#define EVE "eve@example.com"      /* a supervisor, who serves OLD */
#define OLD "old@customer.example" /* of whom there are 500 messages of 100 KB */
#define NEW "new@customer.example" /* who came 5,000 times */

enum {
    FLOOD = 10000,
    ORDINARY = 9900, /* as many as flood_messages lets through in one period */
    CUTS = 64,
    KINDS = 12,
    PAST_AGENTS = 200,
};

/* ---- bytes of an attack ---- */

struct bytes {
    char *at;
    size_t len, room, cut[CUTS],
        n_cuts; /* cut: where a new stream begins, when the one before it was broken */
    long stanzas;
};

void put(struct bytes *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void put_times(struct bytes *, const char *text, long times);
/* A message with what is inside, and with the next id. */
void put_message(struct bytes *, const char *from, const char *to, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void put_cut(struct bytes *);

struct lab;

struct attack {
    const char *name;
    void (*make)(struct bytes *);
    const char *answers; /* "10000 result"; "": nothing. "broken" counts streams that were closed for it */
    const char *rows;    /* "1 face, 2 message" */
    long memory_mb;      /* at most */
    int times;           /* at most as many times as much as ordinary messages; 0: TIMES */
    bool wide;           /* with the limits of customers set aside */
    bool indexed;        /* and the words of what was stored are indexed */
    int64_t later_ms;    /* the link was away so long, when it begins */
    void (*then)(struct lab *); /* and then this happens, a turn */
};

extern const struct attack ordinary, attacks[]; /* name NULL at the end */
void make_newcomers(struct bytes *);

struct bytes bytes_of(const struct attack *);

/* ---- the past ---- */

struct arena;
struct store;

extern long past_conversations;
char *past_conf(struct arena *);
void past_write(struct store *, struct arena *, long long now_ms);

/* ---- the desk ---- */

struct kind {
    char name[64];
    long n;
};

/* What a run hands back to the test, through a pipe. */
struct figures {
    double cpu_ms, turn_ms; /* turn: the longest */
    long memory_kb, broken, logged;
    struct kind answer[KINDS], row[KINDS];
    bool served;
    char wrong[400];
};

/* Bob serves Jane, and nobody else: his chats are full. wide: with the limits of customers set aside. */
struct lab *lab_new(bool wide);
void lab_free(struct lab *);
/* Bytes from the server, in turns of 64 KiB; until the stream is broken, then there is a new one. */
void lab_feed(struct lab *, const char *at, size_t len);
/* CPU time of this process. */
double cpu_ms(void);

/* Another configuration; the clock is set; a link after another. */
void lab_reload(struct lab *);
void lab_set_clock(struct lab *);
void lab_relink(struct lab *);

/* In a process of its own. looks: at each stanza that is sent. */
struct figures run_apart(const struct attack *, bool looks);

#endif
