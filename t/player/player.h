/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * player: plays a scene, FILE.scene; the head of scene.c explains the language. A word of that language is a row in the
 * table of the file whose noun it is about.
 *
 * script.c       the file, as lines; which of the modes it is for
 * lines.c        each line is given to the file that knows its first word
 * points.c       what a line has shown
 * words.c        the words of a line
 * who.c          the addresses that words stand for, and what fills {holes}
 * options.c      what stands in brackets beside a message
 * sending.c      what people and the server send
 * sealing.c      messages that are encrypted
 * expecting.c    what must have been sent, stored and logged
 * presence.c     who is there; contacts.c: the contact lists of agents
 * moments.c      virtual time
 * faults.c       the link, the disk, the end of the process
 * models.c       language models
 * configuring.c  the configuration, knowledge, an older store
 */
#ifndef FRONTDESK_PLAYER_H
#define FRONTDESK_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <strophe.h>

#define SCENE_DOMAIN "support.example.com"

enum {
    ONLY_XMPP = 3, /* exit status */
    OPTIONS_MAX = 24,
};

#define MONDAY_MS 1772409600000 /* 2026-03-02T00:00:00Z */
#define DAY_MS (24 * 3600 * 1000LL)

struct arena;
struct world;

struct line {
    int number;
    const char *text;
};

struct scene {
    struct world *w;
    struct arena *arena; /* lives as long as the scene */
    const char *file;
    struct line *lines;
    size_t n_lines, at; /* at: the line being played */
    const char *conf;
    bool started, together;
    bool probes;
    enum mode { PLAIN, RESTARTS, CRASHES, MEMORIES } mode;
    bool coming_back;
    int next_id;
    const char *sealed; /* the last encrypted message that was sent; NULL: none */
    const char *held;   /* one that is still on its way; NULL: none */
    struct presence *presences;
};

/* What somebody was last said to be. */
struct presence {
    struct presence *next;
    const char *from, *xml;
};

/* BEFORE: does not start the desk. */
struct verb {
    const char *word; /* NULL behind the last */
    void (*play)(struct scene *, const char *rest);
    enum { NOW, BEFORE } when;
};

extern const struct verb configuring_verbs[], contacts_verbs[], expecting_verbs[], faults_verbs[],
    models_verbs[], moments_verbs[], presence_verbs[], script_verbs[], sealing_verbs[], sending_verbs[];

/* ---- the file ---- */

/* Lines that go on are joined, except inside of a configuration. */
void scene_read(struct scene *s);

/* A restart may lose what a crash may lose. Scenes with a death of their own are left alone. */
bool scene_is_for(const struct scene *s, enum mode mode);

/* Whether the store has to be there before the desk comes, or when it is gone. */
bool scene_on_disk(const struct scene *s);

/* Whether it has this line. */
bool scene_says(const struct scene *s, const char *line);

/* The lines up to `end`. */
const char *take_block(struct scene *s);

/* Plays the line s->at. The first decides how the desk is found. */
void play_line(struct scene *s);

/* ---- points ---- */

const struct line *scene_line(const struct scene *s);
bool scene_point(struct scene *s, bool good);

/* The scene is wrong, not the desk. */
void scene_wrong(struct scene *s, const char *why) __attribute__((noreturn));

/* who NULL: everybody. */
void show_unseen(struct scene *s, bool messages, const char *who);

/* ---- words ---- */

const char *skip_blanks(const char *p);

/* When text begins with word (and a blank or the end follows), what follows; else NULL. */
const char *after_word(const char *text, const char *word);

/* Moves p behind the word and its blanks. A peer ends also at a colon or a bracket. */
char *take_word(struct scene *s, const char **p);
const char *take_peer(struct scene *s, const char **p);

/* \n and \t and \uXXXX become what they mean; in a pattern \* and \\ stay for the matcher. */
char *unescape(struct scene *s, const char *text, bool pattern);

/* ": text" or nothing. */
const char *text_after(struct scene *s, const char *p, bool pattern);

/* ---- who is who ---- */

const char *person(struct scene *s, const char *word);
const char *person_full(struct scene *s, const char *word);

/* One of the desk's addresses: house, a queue, jane@sales ("" when she has no face there yet); anything else with an @ is
 * itself. */
const char *desk_side(struct scene *s, const char *word);

/* The text with its {holes} filled. Braces that are none of ours stay. */
const char *fill(struct scene *s, const char *text);

/* ---- options of a message ---- */

struct option {
    const struct option_row *row; /* NULL: an element as it is */
    bool absent;
    const char *value; /* NULL: none; of an element its XML */
};

struct options {
    struct option list[OPTIONS_MAX + 4]; /* four that the player adds */
    size_t n;
    int copies, times;
    const char *refused; /* NULL: it is a stanza */
};

/* [option …], when there are any; returns what follows them. */
const char *take_options(struct scene *s, const char *p, struct options *o);
const struct option *find_option(const struct options *o, const char *word);
void add_option(struct options *o, const char *word, const char *value);

/* otherwise: the value of an option that is given without one. body NULL: none. */
const char *message_xml(struct scene *s, const char *from, const char *to, const struct options *o,
                        const char *body, const char *otherwise);

/* Whether the stanza has what the option says. */
bool has_option(struct scene *s, xmpp_stanza_t *stanza, const struct option *o);

/* ---- sending and expecting ---- */

void scene_receive(struct scene *s, const char *xml);
/* The text so many times over. */
const char *repeated(struct scene *s, const char *text, int times);
/* Sends a message with the option `sealed`. */
void play_sealed(struct scene *s, const char *from, const char *to, const struct options *o,
                 const char *body);
void play_message(struct scene *s, const char *who, const char *p);

/* skip: others may come before. */
void play_expectation(struct scene *s, const char *who, const char *p, bool skip);
void play_sees(struct scene *s, const char *who, const char *p);

/* ---- presence ---- */

void play_presence(struct scene *s, const char *who, const char *p);

/* Answers probes and requests as the server of somebody does who has accepted us. */
void answer_probes(struct scene *s);

/* ---- time ---- */

int64_t parse_duration(struct scene *s, const char *text);
int64_t parse_moment(struct scene *s, const char *text);

/* ---- the configuration ---- */

void scene_configure(struct scene *s, const char *text);

#endif
