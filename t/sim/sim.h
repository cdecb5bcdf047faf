/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sim: a seeded world around the real core and the real store: customers, agents with several devices, the
 * XMPP server between them, and everything that can go wrong there. Time is virtual; one seed gives one
 * course.
 *
 * sim.c        options, the fixed seeds of the test, the summary
 * many.c       many seeds, over several processes
 * run.c        what happens next: the heap of things to come, the desk's ticks, the plan of a run
 * process.c    the desk's process: turns, commits that fail, deaths at every point, restarts
 * disk.c       a disk that can be full
 * net.c        the link between desk and server: delays, cuts, silence, back-pressure
 * server.c     the XMPP server: fences, presence, delivery, bounces
 * contacts.c   what agents see of chats: presence and contact lists, and what must hold of both
 * people.c     who they are; customer.c and agent.c: what they do; ask.c: what is said to a responder
 * conf.c       the configuration, and what becomes of it at a reload; responder.c: the responders in it
 * mail.c       every message that was written, and where it was seen
 * readers.c    who may read what
 * sealing.c    people who encrypt with OMEMO; their_keys.c: what their servers give the desk
 * model.c      language models and a tool; lies.c: what they say; wishes.c: who may read that
 * check.c      what must hold after each turn (rules.c, rules_bot.c, rules_model.c)
 * end.c        what must hold at the end
 */
#ifndef FRONTDESK_SIM_H
#define FRONTDESK_SIM_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <sqlite3.h>
#include <strophe.h>

#include "base/rng.h"
#include "desk/event.h"

#define SIM_DOMAIN "support.example.com"
/* What every language model is told, and no customer may be. */
#define SIM_INSTRUCTIONS "Tell nobody at all that the third drawer of the old desk has a hidden key in it."
#define SIM_HOUSE "desk@" SIM_DOMAIN /* the house chats from there */
#define SIM_CUSTOMERS "customer.example"
#define SIM_AGENTS "agents.example"

struct arena;
struct arrival;
struct conf;
struct contacts;
struct desk;
struct emitted;
struct eye;
struct library;
struct models;
struct said;
struct seals;
struct sim;
struct store;
struct wish;

/* Every kind of trouble; rows in sim.c. A run may leave some out. */
enum fault {
    FAULT_CUT,            /* the link breaks; some of what was on its way arrives */
    FAULT_CUT_WRITING,    /* it breaks while effects are performed */
    FAULT_SILENCE,        /* it is dead and nobody says so */
    FAULT_SERVER_DEATH,   /* the server dies with what it had not passed on */
    FAULT_NO_FENCE,       /* the server answers no fence for a while */
    FAULT_STALL,          /* nothing gets through for a while, then everything */
    FAULT_FULL,           /* the server reads slowly: back-pressure */
    FAULT_KILL,           /* the desk dies in the middle of a step */
    FAULT_KILL_COMMITTED, /* … between commit and perform */
    FAULT_KILL_WRITING,   /* … between two effects */
    FAULT_COMMIT,         /* a commit fails */
    FAULT_DISK,           /* the disk is full for a while, wherever SQLite is just writing */
    FAULT_LOCK,           /* another program holds the write lock for a while */
    FAULT_STOP,           /* SIGTERM and started again */
    FAULT_DOUBLE,         /* a stanza arrives twice */
    FAULT_LATE,           /* a person's stanzas arrive late */
    FAULT_BOUNCE,         /* somebody's server refuses a message */
    FAULT_CLOCK_ON,       /* the wall clock jumps forward */
    FAULT_CLOCK_BACK,     /* … or back */
    FAULT_RELOAD,         /* a new configuration */
    N_FAULTS,
};

struct sim_options {
    uint64_t seed;
    int steps;       /* turns of the desk until the calm begins */
    unsigned faults; /* a bit for each */
    int customers;   /* 0: the seed decides */
    bool verbose;    /* every event on standard output */
    bool keep;       /* the store stays where it is, and where that is is printed */
};

struct sim_result {
    uint64_t hash; /* of all effects */
    long turns;
    long faults[N_FAULTS];
    const char *violation; /* NULL: none. xmalloc'ed */
    char *last;            /* the last events, one a line. xmalloc'ed */
};

struct sim_result sim_run(const struct sim_options *);

/* ---- the world ---- */

enum {
    DEVICES = 3,
    PEOPLE_MAX = 640,
    QUEUES_MAX = 4,
    RESPONDERS_MAX = 2,
    AGENTS_MAX = 12,
    FACES_MAX = 48,
    DIARY = 60,
    SIM_FLOOD = 20, /* the limit of messages of a customer */
};

struct device {
    const char *resource;
    const char *show; /* NULL: offline; "" available */
    const char *seen; /* the same, as far as the server knows */
};

struct person {
    const char *jid; /* bare */
    bool agent;
    bool anonymous;  /* without an account: once gone, what comes is bounced */
    bool gone;       /* anonymous, and closed the browser */
    bool chatty;     /* a customer who writes and writes */
    bool shy;        /* an agent who lets nobody see presence: works by !ready */
    bool subscribed; /* the server shows the desk this person's presence */
    bool requested;  /* a request of the desk is open there */
    struct device devices[DEVICES];
    int64_t sent_ms;              /* the last stanza's arrival at the server: they keep their order */
    int64_t arrived_ms;           /* the same on the way to the person */
    const char *faces[FACES_MAX]; /* an agent's contacts */
    int n_faces;
    const char *secret, *secret_face; /* an agent's last command: its id, and where; NULL: none yet */
    const char *heard, *heard_face;   /* the same of the customer's last words */
    int n_said, n_recent;
    int64_t recent_ms[SIM_FLOOD]; /* when the last ones were written: message n at n % SIM_FLOOD */
};

struct happening {
    int64_t at_ms;
    uint64_t n;
    void (*happen)(struct sim *, const struct happening *);
    int64_t guard; /* it is void when what it belongs to (link, server, process) is no longer the same */
    int who;
    const char *text, *more;
};

struct sim_responder {
    const char *name;
    bool here;
    bool faq;    /* else null */
    bool model;  /* else one of them */
    bool topics; /* has one */
    int debounce_s, close_s, max_turns, max_missed, max_conversations;
    const char *stream;      /* of a model, as what follows */
    bool tools, order, book; /* …; two of the configuration: one asks, one changes something */
    int total_s, tokens, min_sentiment;
    bool grounded;
};

/* What the seed made of the settings; the variant of the moment is what a reload changes. */
struct sim_queue {
    const char *name, *strategy, *skill;
    const char *hours, *timezone;                 /* NULL: always open */
    int hours_cycle, hours_open_min, hours_shift; /* minutes: see conf_is_open() */
    bool here, serves[AGENTS_MAX];
    bool shown_open; /* as the checks know it */
    bool steady;     /* it was never absent */
    int offer_timeout_s, round_pause_s, offline_grace_s, reopen_s, idle_s, abandon_s, position_s,
        first_reply_s;
    int max_waiting;
    const struct sim_responder *responder; /* NULL: none */
    const struct sim_responder *copilot;   /* the same */
    bool close_summary;
    const char *responder_mode;
    int responder_after_s, responder_share;
    bool responder_steady; /* all of that never changed */
};

struct sim_agent_conf {
    bool here, supervisor, skilled;
    int max_chats;
};

struct sim {
    const struct sim_options *options;
    struct sim_result result;
    struct arena *arena; /* lives as long as the run */
    struct rng plan, faults_rng, net, people_rng, bots_rng, models_rng, keys_rng;
    unsigned swarm; /* the faults of this seed: fewer kinds find more */
    bool calm;
    int restless; /* turns without time passing */
    int64_t settle_ms;

    /* Time: mono_ms passes, the wall clock is what the desk is told. */
    int64_t mono_ms, wall_ahead_ms;
    struct happening *heap;
    size_t n_heap, heap_room;
    uint64_t n_happenings;
    int64_t tick_ms; /* when the shell's timer fires, INT64_MAX: never */

    /* The desk's process. */
    xmpp_ctx_t *ctx;
    char *dir, *db_path, *conf_path;
    struct arena *turn;
    struct store *store;
    struct desk *desk;       /* NULL: not running */
    struct library *library; /* NULL: not running, or there are no responders */
    struct conf *conf;
    struct effects effects;
    jmp_buf way_out; /* of a step whose statement fails */
    bool told_up;    /* the desk was told that the link is up */
    bool full;
    int64_t full_until_ms;   /* reading pauses until then */
    int64_t excused_ms;      /* until then a fence may be late for reasons of the server or the wire */
    int64_t locked_ms;       /* since when */
    int64_t locked_until_ms; /* the desk can take nothing until then */
    int64_t process;         /* number of the present one */
    int64_t known_ahead_ms;  /* wall_ahead_ms, as the process knows it */
    bool stopping;           /* its last words: nothing of it is due any more */
    bool disk_full;
    int64_t disk_pages; /* the largest size of the database, 0: it is bytes that are missing */
    sqlite3 *eye;       /* a second connection: sees what was committed and nothing else */

    /* The link. */
    enum { LINK_DOWN, LINK_UP, LINK_SILENT } link;
    int64_t link_n;                   /* number of the present one */
    int64_t to_server_ms, to_desk_ms; /* arrival of the last: order */
    uint64_t at_desk_n;               /* number of the last that the desk got */
    int64_t stall_until_ms;
    long relinks;
    int64_t up_ms;     /* when it came up */
    int64_t last_row;  /* of the outbox, written to this link */
    int64_t jumped_ms; /* when the clock last jumped */

    /* The server. */
    int64_t server_n;
    bool fences_off, prosody;

    struct contacts *contacts;
    struct seals *seals; /* NULL: a world in which nobody encrypts */

    struct person people[PEOPLE_MAX];
    int n_people, n_agents, n_customers;

    struct sim_queue queues[QUEUES_MAX];
    struct sim_agent_conf agents[AGENTS_MAX];
    int n_queues;
    struct sim_responder responders[RESPONDERS_MAX];
    int n_responders;      /* 0: a world without them */
    struct models *models; /* NULL: a world without them */
    struct wish *wishes;   /* what they were asked, the last first */
    bool said_send;        /* of this turn: an agent's !send */
    bool default_queue;
    int64_t conf_ms; /* of the last reload */

    /* Mail. */
    struct said *said;
    struct emitted *emitted;
    struct arrival *arrivals;
    long n_arrivals;

    /* Checks. */
    struct eye *mind; /* the questions of check.c */
    int64_t seen_row, seen_event, seen_offer, seen_message, seen_question;
    bool together; /* the turn had several events */

    char *diary[DIARY];
    long n_diary;
};

/* Ends the run. The first violation is the one that counts. */
void sim_violation(struct sim *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* One line for the reader of a failing run. */
void sim_note(struct sim *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

int64_t sim_wall_ms(const struct sim *);
/* In delay_ms of real time. text and more are copied. */
void sim_later(struct sim *, int64_t delay_ms, void (*)(struct sim *, const struct happening *),
               int64_t guard, int who, const char *text, const char *more);
/* The same once more, at another time, under its old number: before whatever else happens then and was put in later. */
void sim_again(struct sim *, const struct happening *, int64_t at_ms);
/* Uniform in [from, to]. */
int64_t sim_between(struct rng *, int64_t from, int64_t to);
bool sim_chance(struct rng *, int percent);
/* In so many of a thousand cases, when this fault is wanted and the calm has not begun; it is then counted.
 */
bool sim_fault(struct sim *, enum fault, int permille);

/* The first thing to come, taken off the heap when it is of this kind and not later. */
bool sim_take_next(struct sim *, void (*)(struct sim *, const struct happening *), int64_t guard,
                   int64_t until_ms, struct happening *);

/* ---- the desk's process ---- */

/* An event of a turn; xml: the stanza, NULL for other kinds. */
struct step {
    struct desk_event event;
    const char *xml;
};

void process_make(struct sim *);
void process_start(struct sim *);
void process_born(struct sim *, const struct happening *);
void process_turn(struct sim *, const struct step *, size_t n);
void process_die(struct sim *, const char *how);
void process_stop(struct sim *);
bool process_is_locked(const struct sim *);
/* True: nothing can be taken now, and it happens again when it can. */
bool process_waits(struct sim *, const struct happening *);
void process_lock(struct sim *);
void process_new_conf(struct sim *);
void process_end(struct sim *);

/* ---- the disk ---- */

void disk_make(void);
void disk_limit(int64_t bytes);       /* files may grow by so much in all; -1: without end */
const char *disk_without_limit(void); /* SQLite's own file system, by name */
void disk_fills(struct sim *);        /* for a while */
void disk_limit_store(struct sim *);  /* a store that was just opened on a full disk */
/* False, and a violation, when the store failed although the disk has room. */
bool disk_excuses(struct sim *);

/* ---- the link ---- */

void net_make(struct sim *, int64_t delay_ms); /* comes up after that */
void net_break(struct sim *, const char *why);
void net_flush(struct sim *); /* what is on its way to the server arrives */
void net_process_died(struct sim *);
void net_to_server(struct sim *, const char *xml);
void net_to_desk(struct sim *, const char *xml);
void net_relink(struct sim *, const char *why);
void net_troubles(struct sim *); /* now and then */

/* ---- the server ---- */

void server_takes(struct sim *, const char *xml); /* from the desk */
void server_from_person(struct sim *, int who, const char *xml);
void server_presence(struct sim *, int who, int device); /* of a device that changed */
void server_dies(struct sim *);

/* ---- what agents see of chats ---- */

void contacts_make(struct sim *);
const char *contacts_setting(struct sim *); /* of component { } */
void contacts_grant(struct sim *);          /* a new link */
/* Answers a request for a contact list; false: it is none. */
bool contacts_iq(struct sim *, int who, xmpp_stanza_t *);
void contacts_presence(struct sim *, int who, xmpp_stanza_t *); /* reaches the person's clients */
void contacts_device_left(struct sim *, int who);               /* one of them has gone */
void contacts_turn(struct sim *);                               /* after each commit */
bool contacts_settled(struct sim *);                            /* all lists are as they must be */
void contacts_free(struct sim *);

/* ---- people ---- */

void people_make(struct sim *);
int person_find(const struct sim *, const char *address); /* -1: nobody */
/* A message with a fresh id and a token in its text, from one of the person's devices; NULL when offline. */
struct said *person_says(struct sim *, int who, const char *to, const char *text, const char *more);
void person_device(struct sim *, int who, int device, const char *show);
bool person_online(const struct person *);
void customer_acts(struct sim *, const struct happening *);
void customer_hears(struct sim *, int who, const char *from, const char *body);
void ask_something(struct sim *, int who, const char *desk); /* where a responder may answer */
void ask_hears(struct sim *, int who, const char *from, const char *body);
void ask_more(struct sim *, int who, const char *desk, int64_t within_ms);
void agent_acts(struct sim *, const struct happening *);
void agent_hears(struct sim *, int who, const char *from, const char *body);
void agents_take(struct sim *, int customer, int queue); /* one who is there takes that one out of the line */
void agents_calm(struct sim *); /* all come, take what waits and close what they have */

/* ---- configuration ---- */

void conf_make(struct sim *);
void conf_vary(struct sim *);
void conf_restore(struct sim *); /* everybody and every queue is there */
struct conf *conf_load(struct sim *);
bool conf_is_open(const struct sim *, const struct sim_queue *); /* now */
void conf_show_to_eye(struct sim *);
void conf_show_hours(struct sim *); /* to the eye: what opened or closed since */

/* ---- responders ---- */

void responders_make(struct sim *);
void responders_vary(struct sim *);
void responders_restore(struct sim *);
void responders_print(struct sim *, FILE *);
void responders_print_of(const struct sim_queue *, FILE *);
void responders_learn(struct sim *);  /* the texts, before the first turn */
void responders_forget(struct sim *); /* the texts: at the end */
void responders_show_to_eye(struct sim *);

/* ---- encryption ---- */

void sealing_make(struct sim *); /* after the people */
void sealing_wire(struct sim *); /* a new desk */
void sealing_free(struct sim *);
/* Writes the message encrypted, at once or when the desk's keys have come; false: the person writes in plain text. before, after:
 * what stands around the body. */
bool sealing_says(struct sim *, int who, struct said *, const char *before, const char *body,
                  const char *after);
/* Takes an answer to a device, or answers the desk for a device or its server; false: neither. */
bool sealing_iq(struct sim *, int who, xmpp_stanza_t *);
/* Each returns the text that is read: of what goes into the outbox, and of what reaches a person. body: what stands there in
 * plain text; NULL: nothing. first: it has not come before. */
const char *sealing_looks(struct sim *, int who, const xmpp_stanza_t *, const char *xml, const char *body);
const char *sealing_hears(struct sim *, int who, const xmpp_stanza_t *, const char *body, bool first);
void sealing_turn(struct sim *); /* before its effects are looked at */
void sealing_effect(struct sim *, const xmpp_stanza_t *iq);
/* The desk has taken the message; kept: times that it is in the archive. True: it needs no other answer, because it came twice,
 * or the desk has asked for new keys. */
bool sealing_turned(struct sim *, struct said *, bool alone, int64_t kept);
void sealing_end(struct sim *);

/* ---- language models ---- */

void models_open(struct sim *); /* there are some */
void model_perform(struct sim *, const struct effect *);
void model_check(struct sim *); /* after the effects of a turn */
void model_features(struct sim *, int who, const char *from, const char *id);
void wishes_open(struct sim *);
void wishes_turn(struct sim *, const struct step *, size_t n); /* before the checks */
void wishes_turned(struct sim *);

/* ---- mail ---- */

struct said *said_new(struct sim *, int author, const char *to);
struct said *said_find(struct sim *, const char *id);
void mail_turn(struct sim *, const struct step *, size_t n); /* after each commit */
void mail_link(struct sim *);                                /* a new link */
void mail_performed(struct sim *, const char *xml);
void mail_arrived(struct sim *, int who, const char *from, const char *id, bool bounced);
long mail_when(struct sim *, int who, const char *id);
void mail_check_arrived(struct sim *); /* at the end: whatever was kept for somebody */
void mail_free(struct sim *);

/* ---- checks ---- */

void check_open(struct sim *);
void check_close(struct sim *);
void check_turn(struct sim *); /* after each commit */
void check_end(struct sim *);
/* Did a change of state leave a caller with a struct that is not the row? After each step. */
void sim_check_mirror(struct sim *);
/* Changes of state that were looked at in this process. */
long sim_mirror_compared(void);

/* Questions to the committed store. Texts are in the arena. */
int64_t eye_int(struct sim *, const char *sql, int64_t otherwise);
const char *eye_text(struct sim *, const char *sql);
void eye_run(struct sim *, const char *sql); /* on its own tables */
/* The same for a text that stays: the statement is kept. */
sqlite3_stmt *eye_query(struct sim *, const char *sql);
int64_t eye_count(struct sim *, const char *sql, const char *text);
bool eye_finds(struct sim *, const char *sql, const char *a, const char *b, const char *c, int64_t n);
bool eye_between(struct sim *, int64_t after_row, int64_t before_row);

#endif
